"""Seals bytes with AES-256-GCM under a data key; the only file that names cryptography.

The data key comes from Vault and its wrapped form lies beside the data, so that a copy of the disk opens
nothing. The context, such as the look's id, is bound in: sealed data moved to another place does not open.
"""

import secrets
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent.model.errors import SealError
from agent.model.evidence import Sealed

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D: random ones are safe for 2**32 seals under a key, and a key seals few
TAG_BYTES = 16
_MAGIC = b"EWSL"
_VERSION = 1
_HEAD = struct.Struct(">4sBHBQ")  # magic, version, then the lengths of wrapped key, nonce and ciphertext
_DAMAGED = "restore it from a backup, or take it as lost"


def seal(plaintext: bytes, *, key: bytes, wrapped_key: str, context: bytes) -> Sealed:
    """Seals under `key` (32 bytes, plain); keeps its wrapped form. SealError for a key of another size."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = _cipher(key).encrypt(nonce, plaintext, context)
    return Sealed(wrapped_key=wrapped_key, nonce=nonce, ciphertext=ciphertext)


def unseal(sealed: Sealed, *, key: bytes, context: bytes) -> bytes:
    """The plaintext. SealError if the data is damaged, or sealed under another key or context."""
    if len(sealed.nonce) != NONCE_BYTES or len(sealed.ciphertext) < TAG_BYTES:
        raise SealError("the sealed data is damaged", _where(sealed), _DAMAGED)
    try:
        return _cipher(key).decrypt(sealed.nonce, sealed.ciphertext, context)
    except InvalidTag as error:
        raise SealError(
            "the sealed data is damaged, or belongs to another key or place", _where(sealed), _DAMAGED
        ) from error


def seal_chunk(plaintext: bytes, *, key: bytes, number: int, last: bool, context: bytes) -> bytes:
    """One of a row of chunks under a key that seals nothing else.

    Its number, and whether it is the last, are in the nonce: none can be left out, moved or added.
    """
    return _cipher(key).encrypt(_chunk_nonce(number, last), plaintext, context)


def unseal_chunk(ciphertext: bytes, *, key: bytes, number: int, last: bool, context: bytes) -> bytes:
    """The plaintext. SealError if it is damaged, or is not this one of the row."""
    try:
        return _cipher(key).decrypt(_chunk_nonce(number, last), ciphertext, context)
    except (InvalidTag, ValueError) as error:
        raise SealError(
            "the sealed data is damaged, cut short or put together of others", f"chunk {number}", _DAMAGED
        ) from error


def _chunk_nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])


def pack(sealed: Sealed) -> bytes:
    """One blob for a file or a column: magic, version, lengths, wrapped key, nonce, ciphertext."""
    wrapped = sealed.wrapped_key.encode("utf-8")
    head = _HEAD.pack(_MAGIC, _VERSION, len(wrapped), len(sealed.nonce), len(sealed.ciphertext))
    return b"".join((head, wrapped, sealed.nonce, sealed.ciphertext))


def unpack(blob: bytes) -> Sealed:
    """What `pack` made. SealError if it is cut short, too long, of another kind or another version."""
    where = f"{len(blob)} bytes"
    if len(blob) < _HEAD.size or not blob.startswith(_MAGIC):
        raise SealError("this is no sealed data", where, "check that it is a file of the evidence folder")
    _, version, *lengths = _HEAD.unpack_from(blob)
    if version != _VERSION:
        raise SealError(f"sealed in format {version}, not known here", where, "open it with a newer release")
    if len(blob) != _HEAD.size + sum(lengths):
        raise SealError("the sealed data is cut short or too long", where, _DAMAGED)
    wrapped_end = _HEAD.size + lengths[0]
    nonce_end = wrapped_end + lengths[1]
    try:
        wrapped_key = blob[_HEAD.size : wrapped_end].decode("utf-8")
    except UnicodeDecodeError as error:
        raise SealError("the wrapped key of the sealed data is damaged", where, _DAMAGED) from error
    return Sealed(wrapped_key=wrapped_key, nonce=blob[wrapped_end:nonce_end], ciphertext=blob[nonce_end:])


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise SealError(
            f"the data key has {len(key)} bytes, not {KEY_BYTES}", "AES-256-GCM", "take a key from Transit"
        )
    return AESGCM(key)


def _where(sealed: Sealed) -> str:
    return f"{len(sealed.ciphertext)} bytes of ciphertext"
