"""Sealed bytes open with their key in their place, and no other way."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from agent.model.errors import SealError
from agent.model.evidence import Sealed
from agent.seal import pack, seal, unpack, unseal

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
WRAPPED = "vault:v1:c29tZSB3cmFwcGVkIGtleQ=="


def sealed(plaintext: bytes = b"a screenshot", context: bytes = b"look-1") -> Sealed:
    return seal(plaintext, key=KEY, wrapped_key=WRAPPED, context=context)


@given(plaintext=st.binary(max_size=300), context=st.binary(max_size=40), wrapped=st.text(max_size=60))
def test_what_was_sealed_packed_and_unpacked_opens(plaintext: bytes, context: bytes, wrapped: str) -> None:
    blob = pack(seal(plaintext, key=KEY, wrapped_key=wrapped, context=context))
    assert unpack(blob).wrapped_key == wrapped
    assert unseal(unpack(blob), key=KEY, context=context) == plaintext


def test_the_same_bytes_seal_differently_each_time() -> None:
    assert sealed().nonce != sealed().nonce
    assert sealed().ciphertext != sealed().ciphertext
    assert len(sealed().nonce) == 12


def test_nothing_of_the_plaintext_is_in_the_blob() -> None:
    assert b"canary-plaintext" not in pack(sealed(b"canary-plaintext" * 3))


def test_it_is_aes_256_gcm_with_the_place_bound_in() -> None:
    one = sealed(b"a screenshot", b"look-1")
    assert len(KEY) * 8 == 256
    assert AESGCM(KEY).decrypt(one.nonce, one.ciphertext, b"look-1") == b"a screenshot"


@pytest.mark.parametrize(("key", "context"), [(OTHER_KEY, b"look-1"), (KEY, b"look-2"), (KEY, b"")])
def test_another_key_or_another_place_does_not_open_it(key: bytes, context: bytes) -> None:
    with pytest.raises(SealError, match="another key or place"):
        unseal(sealed(), key=key, context=context)


def test_every_changed_bit_of_nonce_and_ciphertext_is_noticed() -> None:
    blob = pack(sealed(b"short"))
    start = len(blob) - len(sealed(b"short").ciphertext) - 12
    for position in range(start, len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 1
        with pytest.raises(SealError):
            unseal(unpack(bytes(changed)), key=KEY, context=b"look-1")


def test_a_blob_cut_at_any_place_is_refused() -> None:
    blob = pack(sealed())
    for length in range(len(blob)):
        with pytest.raises(SealError):
            unpack(blob[:length])


def test_a_blob_with_something_behind_it_is_refused() -> None:
    with pytest.raises(SealError, match="too long"):
        unpack(pack(sealed()) + b"\0")


@given(noise=st.binary(max_size=200))
def test_noise_behind_the_magic_is_refused_and_nothing_else_happens(noise: bytes) -> None:
    with pytest.raises(SealError):
        unseal(unpack(b"EWSL" + noise), key=KEY, context=b"")


def test_a_file_of_another_kind_and_a_later_format_are_told_apart() -> None:
    with pytest.raises(SealError, match="no sealed data"):
        unpack(b"\x89PNG\r\n\x1a\n" + bytes(40))
    later = bytearray(pack(sealed()))
    later[4] = 2
    with pytest.raises(SealError, match="format 2"):
        unpack(bytes(later))


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_refused_without_being_shown(size: int) -> None:
    key = b"K" * size
    with pytest.raises(SealError, match=f"{size} bytes"):
        seal(b"x", key=key, wrapped_key=WRAPPED, context=b"")
    with pytest.raises(SealError, match=f"{size} bytes") as caught:
        unseal(sealed(), key=key, context=b"look-1")
    assert not size or "KKK" not in str(caught.value)
