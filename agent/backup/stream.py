"""A sealed file of any length, written and read a chunk at a time.

    magic, version, length of the wrapped key, length of a chunk; the wrapped key; chunks, each with its tag

All but the last chunk have the same length. A chunk's number, and whether it is the last, are bound into it,
and the head into each: a file that was cut, lengthened, put in another order or changed does not open.
"""

import struct
from collections.abc import Callable
from typing import BinaryIO

from agent.evidence import Key
from agent.model.errors import SealError
from agent.seal import TAG_BYTES, seal_chunk, unseal_chunk

CHUNK_BYTES = 1 << 20
_LONGEST_CHUNK = 1 << 24
_MAGIC = b"EWBK"
_VERSION = 1
_HEAD = struct.Struct(">4sBHI")


class SealedWriter:
    """Seals what is written to it into `file`; nothing opens before `close`, which writes the end."""

    def __init__(self, file: BinaryIO, key: Key, chunk: int = CHUNK_BYTES) -> None:
        wrapped = key.wrapped.encode()
        self._file, self._key, self._chunk = file, key.plaintext, chunk
        self._head = _HEAD.pack(_MAGIC, _VERSION, len(wrapped), chunk) + wrapped
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > self._chunk:  # a whole one waits: it may be the last
            self._seal(bytes(self._waiting[: self._chunk]), last=False)
            del self._waiting[: self._chunk]

    def close(self) -> None:
        """The last chunk; the file itself stays open."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, data: bytes, *, last: bool) -> None:
        sealed = seal_chunk(data, key=self._key, number=self._number, last=last, context=self._head)
        self._file.write(sealed)
        self._number += 1


class SealedReader:
    """Opens what a `SealedWriter` wrote; `unwrap` gives the plain key of a wrapped one.

    Raises SealError for another kind of file, another version, or one that is damaged, as far as it is read:
    all of it is known to be good once `read` has met the end.
    """

    def __init__(self, file: BinaryIO, unwrap: Callable[[str], bytes]) -> None:
        self._file = file
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(_MAGIC):
            raise SealError(
                "this is no backup of enrollwatch", _name(file), "name a file that `backup create` wrote"
            )
        _, version, length, self._chunk = _HEAD.unpack(head)
        if version != _VERSION:
            raise SealError(
                f"the backup is in format {version}, not known here",
                _name(file),
                "open it with a newer release",
            )
        wrapped = file.read(length)
        try:
            said = wrapped.decode("ascii")
        except UnicodeDecodeError as error:
            raise _damaged(file) from error
        if len(wrapped) < length or not 0 < self._chunk <= _LONGEST_CHUNK:
            raise _damaged(file)
        self._head, self._key = head + wrapped, unwrap(said)
        self._number, self._open = 0, b""
        self._sealed = file.read(self._chunk + TAG_BYTES)
        self._ended = False

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer where the end comes first."""
        while len(self._open) < size and not self._ended:
            self._open += self._next()
        taken, self._open = self._open[:size], self._open[size:]
        return taken

    def _next(self) -> bytes:
        following = self._file.read(self._chunk + TAG_BYTES)
        self._ended = not following
        data = unseal_chunk(
            self._sealed, key=self._key, number=self._number, last=self._ended, context=self._head
        )
        self._sealed, self._number = following, self._number + 1
        return data


def _name(file: BinaryIO) -> str:
    return str(getattr(file, "name", "backup"))


def _damaged(file: BinaryIO) -> SealError:
    return SealError("the head of the backup is damaged", _name(file), "take another backup")
