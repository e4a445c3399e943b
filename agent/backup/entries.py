"""What lies in a backup: named entries, one after the other, each with its length before it.

manifest.json, store.db, evidence/NAME ..., evidence.json
"""

import struct
from collections.abc import Iterator
from typing import Protocol

from agent.model.errors import SealError

MANIFEST, STORE, EVIDENCE, END = "manifest.json", "store.db", "evidence/", "evidence.json"
PIECE = 1 << 20
"""Bytes that are held at a time."""

_HEAD = struct.Struct(">HQ")


class Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def write_entry(sink: Sink, name: str, length: int, content: Source) -> None:
    """Raises SealError where the content is not of this length: it was changed meanwhile."""
    said = name.encode()
    sink.write(_HEAD.pack(len(said), length) + said)
    left = length
    while data := content.read(min(PIECE, left)):
        sink.write(data)
        left -= len(data)
    if left:
        raise SealError("a file became shorter while it was copied", name, "make the backup again")


class Entry:
    """Its content is read in order, before the next entry."""

    def __init__(self, source: Source, name: str, length: int) -> None:
        self._source, self.name, self.length = source, name, length

    def pieces(self) -> Iterator[bytes]:
        left = self.length
        while left:
            data = self._source.read(min(PIECE, left))
            if not data:
                raise SealError("the backup ends in the middle of an entry", self.name, "take another backup")
            left -= len(data)
            yield data

    def whole(self, most: int) -> bytes:
        if self.length > most:
            raise SealError("an entry of the backup is too long", self.name, "take another backup")
        return b"".join(self.pieces())


def entries(source: Source) -> Iterator[Entry]:
    """Each in turn, until the source ends; what is not read of one must be read by the caller."""
    while head := source.read(_HEAD.size):
        if len(head) < _HEAD.size:
            raise SealError("the backup ends in the middle of an entry", "its head", "take another backup")
        length_of_name, length = _HEAD.unpack(head)
        name = source.read(length_of_name)
        yield Entry(source, name.decode("utf-8", "replace"), length)
