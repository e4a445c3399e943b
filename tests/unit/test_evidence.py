"""What is kept of a look: sealed, bound to its place, whole or not at all."""

import json
import stat
from datetime import datetime
from pathlib import Path

import pytest

from agent.evidence import Safe, prepared
from agent.model.errors import SealError, StoreError, VaultError
from agent.model.evidence import SUFFIX, Capture, Evidence, EvidenceKind

from .builders import NOW, enrollment, facts

FACTS = facts(days_left=14, enrollments=[enrollment("Approved")], not_read=["session.limit_minutes"])
PICTURE = Capture(kind=EvidenceKind.SCREENSHOT, page="home", data=b"\x89PNG canary-of-dana")


class Key:
    def __init__(self, number: int) -> None:
        self.plaintext = bytes([number]) * 32
        self.wrapped = f"wrapped-{number}"


class Keys:
    """Vault's part: every data key is another one, and only what was wrapped here is unwrapped."""

    def __init__(self) -> None:
        self.made: list[Key] = []

    def data_key(self) -> Key:
        self.made.append(Key(len(self.made) + 1))
        return self.made[-1]

    def unwrap(self, wrapped: str) -> bytes:
        for key in self.made:
            if key.wrapped == wrapped:
                return key.plaintext
        raise VaultError("not wrapped here", wrapped, "give a wrapped key")


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def safe(tmp_path: Path, keys: Keys) -> Safe:
    return Safe(tmp_path / "data" / "evidence", keys)


def keep(safe: Safe, *captures: Capture, taken: datetime = NOW) -> tuple[Evidence, ...]:
    return safe.keep(captures or (PICTURE,), "look-1", taken)


def test_facts_come_back_as_they_were(safe: Safe) -> None:
    assert safe.open_facts(safe.facts(FACTS, "look-1"), "look-1") == FACTS


def test_sealed_facts_show_nothing(safe: Safe, keys: Keys) -> None:
    blob = safe.facts(FACTS, "look-1")
    assert b"Approved" not in blob
    assert keys.made[0].plaintext not in blob
    assert keys.made[0].wrapped.encode() in blob


def test_facts_of_another_look_do_not_open(safe: Safe) -> None:
    blob = safe.facts(FACTS, "look-1")
    with pytest.raises(SealError):
        safe.open_facts(blob, "look-2")


def test_damaged_facts_do_not_open(safe: Safe) -> None:
    blob = safe.facts(FACTS, "look-1")
    for damaged in (b"", blob[:-1], blob[:-1] + bytes([blob[-1] ^ 1]), json.dumps({}).encode()):
        with pytest.raises(SealError):
            safe.open_facts(damaged, "look-1")


def test_each_seal_takes_a_fresh_key_and_one_look_takes_one(safe: Safe, keys: Keys) -> None:
    safe.facts(FACTS, "look-1")
    keep(safe, PICTURE, PICTURE, PICTURE)
    assert len(keys.made) == 2
    safe.facts(FACTS, "look-2")
    assert len(keys.made) == 3


def test_evidence_of_a_vault_that_does_not_unwrap_stays_shut(safe: Safe, tmp_path: Path) -> None:
    (record,) = keep(safe)
    with pytest.raises(VaultError):
        Safe(safe.folder, Keys()).open_evidence(record)


def test_captures_come_back_as_they_were_under_a_record_that_says_what_they_are(safe: Safe) -> None:
    captures = [Capture(kind=kind, page=f"page-{kind}", data=kind.encode()) for kind in EvidenceKind]
    records = keep(safe, *captures)
    assert [safe.open_evidence(record) for record in records] == [capture.data for capture in captures]
    for record, capture in zip(records, captures, strict=True):
        assert (record.look, record.kind, record.page, record.taken) == (
            "look-1",
            capture.kind,
            capture.page,
            NOW,
        )
        assert record.file == f"{record.id}{SUFFIX[capture.kind]}.sealed"
        assert record.bytes == (safe.folder / record.file).stat().st_size
    assert len({record.id for record in records}) == len(captures)
    assert sorted(path.name for path in safe.folder.iterdir()) == sorted(record.file for record in records)


def test_no_captures_ask_for_no_key_and_make_no_folder(safe: Safe, keys: Keys) -> None:
    assert safe.keep((), "look-1", NOW) == ()
    assert keys.made == []
    assert not safe.folder.exists()


def test_a_file_shows_nothing_and_is_for_this_user_only(safe: Safe) -> None:
    (record,) = keep(safe)
    file = safe.folder / record.file
    assert b"canary-of-dana" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(safe.folder.stat().st_mode) == 0o700


def test_a_file_moved_to_anothers_place_does_not_open(safe: Safe) -> None:
    first, second = keep(safe, PICTURE, PICTURE)
    (safe.folder / first.file).replace(safe.folder / second.file)
    with pytest.raises(SealError, match="belongs to another key or place"):
        safe.open_evidence(second)
    assert safe.open_evidence(first.model_copy(update={"file": second.file})) == PICTURE.data


def test_a_file_that_is_gone_is_told_by_name(safe: Safe) -> None:
    (record,) = keep(safe)
    (safe.folder / record.file).unlink()
    with pytest.raises(SealError, match="cannot be read") as caught:
        safe.open_evidence(record)
    assert caught.value.where == str(safe.folder / record.file)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, keys: Keys) -> None:
    (tmp_path / "evidence").write_text("a file in the folder's place")
    with pytest.raises(StoreError, match="evidence cannot be written") as caught:
        keep(Safe(tmp_path / "evidence", keys))
    assert caught.value.where == str(tmp_path / "evidence")


def test_a_disk_that_is_full_leaves_no_half_file_under_the_right_name(
    safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        keep(safe)
    assert list(safe.folder.glob("*.sealed")) == []


def test_a_disk_that_is_full_is_left_no_fuller(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError):
        keep(safe)
    assert list(safe.folder.iterdir()) == []


def test_a_data_folder_is_made_with_its_parents_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "evidence"
    prepared(folder)
    prepared(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_data_folder_in_whose_place_a_file_lies_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    for folder in (tmp_path / "data", tmp_path / "data" / "evidence"):
        with pytest.raises(StoreError, match="the data folder cannot be used") as caught:
            prepared(folder)
        assert caught.value.where == str(folder)


def test_a_data_folder_that_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked through a stand-in: the superuser may write everywhere."""
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(StoreError, match="not writable"):
        prepared(tmp_path)
