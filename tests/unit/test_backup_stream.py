"""A sealed stream opens as it was written, and not at all where anything of it was changed."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.backup.entries import PIECE, entries, write_entry
from agent.backup.stream import SealedReader, SealedWriter
from agent.model.errors import EnrollwatchError, SealError, VaultError
from agent.seal import TAG_BYTES
from agent.vault import DataKey

KEY = DataKey(bytes(range(32)), "vault:v1:c29tZSBrZXk=")
CHUNK = 16
SEALED_CHUNK = CHUNK + TAG_BYTES
HEAD = 11 + len(KEY.wrapped)


def unwrap(wrapped: str) -> bytes:
    if wrapped != KEY.wrapped:
        raise VaultError("Vault does not accept the request", "unwrap", "give a wrapped data key")
    return KEY.plaintext


def sealed(*pieces: bytes) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, KEY, CHUNK)
    for piece in pieces:
        writer.write(piece)
    writer.close()
    return file.getvalue()


def opened(blob: bytes, size: int = 7) -> bytes:
    reader, found = SealedReader(io.BytesIO(blob), unwrap), b""
    while data := reader.read(size):
        found += data
    return found


@given(pieces=st.lists(st.binary(max_size=50), max_size=6), size=st.integers(1, 70))
def test_what_was_written_is_read_however_it_is_cut_into_pieces(pieces: list[bytes], size: int) -> None:
    assert opened(sealed(*pieces), size) == b"".join(pieces)


@given(plain=st.binary(max_size=80), data=st.data())
def test_a_file_cut_anywhere_is_refused(plain: bytes, data: st.DataObject) -> None:
    blob = sealed(plain)
    with pytest.raises(EnrollwatchError):
        opened(blob[: data.draw(st.integers(0, len(blob) - 1))])


@given(plain=st.binary(max_size=80), data=st.data())
def test_one_changed_bit_anywhere_is_refused(plain: bytes, data: st.DataObject) -> None:
    blob = bytearray(sealed(plain))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(EnrollwatchError):
        opened(bytes(blob))


@given(order=st.permutations(range(5)), wanted=st.integers(0, 5))
def test_chunks_in_another_order_or_left_out_are_refused(order: list[int], wanted: int) -> None:
    blob = sealed(bytes(range(80)))
    chunks = [blob[HEAD + n * SEALED_CHUNK :][:SEALED_CHUNK] for n in range(5)]
    put_together = blob[:HEAD] + b"".join(chunks[number] for number in order[:wanted])
    if put_together == blob:
        assert opened(put_together) == bytes(range(80))
    else:
        with pytest.raises(SealError):
            opened(put_together)


@given(tail=st.binary(min_size=1, max_size=60))
def test_something_behind_the_end_is_refused(tail: bytes) -> None:
    with pytest.raises(SealError):
        opened(sealed(b"a store") + tail)


def test_the_last_chunk_of_one_file_is_not_the_last_of_another() -> None:
    long, short = sealed(bytes(40)), sealed(bytes(16))
    with pytest.raises(SealError, match="cut short"):
        opened(long[: HEAD + SEALED_CHUNK])
    with pytest.raises(SealError):
        opened(long[: HEAD + SEALED_CHUNK] + short[HEAD:])


def test_nothing_of_the_plaintext_is_in_the_file() -> None:
    assert b"canary" not in sealed(b"canary" * 20)


@pytest.mark.parametrize("blob", [b"", b"EWB", b"SQLite format 3\0" + bytes(100)])
def test_another_kind_of_file_is_told(blob: bytes) -> None:
    with pytest.raises(SealError, match="no backup of enrollwatch"):
        opened(blob)


def test_a_later_format_is_told() -> None:
    blob = bytearray(sealed(b"x"))
    blob[4] = 2
    with pytest.raises(SealError, match="format 2"):
        opened(bytes(blob))


def test_a_chunk_is_held_at_a_time_however_long_the_file() -> None:
    class Counting(io.BytesIO):
        longest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            found = super().read(size)
            self.longest = max(self.longest, len(found))
            return found

    file = Counting(sealed(bytes(100_000)))
    reader = SealedReader(file, unwrap)
    while reader.read(10):
        pass
    assert file.longest <= SEALED_CHUNK


def test_entries_are_read_back_in_order_and_one_that_shrank_is_told() -> None:
    file = io.BytesIO()
    write_entry(file, "a", 3, io.BytesIO(b"abc and more"))
    write_entry(file, "evidence/b", PIECE + 1, io.BytesIO(bytes(PIECE + 1)))
    file.seek(0)
    assert [(entry.name, len(b"".join(entry.pieces()))) for entry in entries(file)] == [
        ("a", 3),
        ("evidence/b", PIECE + 1),
    ]
    with pytest.raises(SealError, match="became shorter"):
        write_entry(io.BytesIO(), "a", 3, io.BytesIO(b"ab"))


@pytest.mark.parametrize("length", [1, 9, 12])
def test_entries_that_end_in_the_middle_are_told(length: int) -> None:
    file = io.BytesIO()
    write_entry(file, "a", 3, io.BytesIO(b"abc"))
    with pytest.raises(SealError, match="in the middle"):
        [b"".join(entry.pieces()) for entry in entries(io.BytesIO(file.getvalue()[:length]))]
