"""A backup read from its beginning to its end, and each part of it held against what it says of itself."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import ValidationError

from agent.backup.entries import END, EVIDENCE, MANIFEST, STORE, Entry, entries
from agent.backup.manifest import EvidenceManifest, Manifest
from agent.backup.stream import SealedReader
from agent.evidence import Keys
from agent.model.base import Frozen
from agent.model.errors import SealError, StoreError
from agent.store import contents, files_of, known_revision

Value = TypeVar("Value", bound=Frozen)
_LONGEST_TEXT = 1 << 26  # bytes of a manifest; that of the evidence may name files that were missing

Opened = Callable[[str], BinaryIO]
"""Opens the file that a piece of evidence is written to, by its name."""


class BackupReader:
    """Its parts are read in order: `manifest` is read at once, then `store`, then `evidence`.

    Raises SealError for what does not open or is not as it says, StoreError where there is no room for it.
    """

    def __init__(self, file: BinaryIO, keys: Keys) -> None:
        self._where = str(getattr(file, "name", "backup"))
        self._entries = entries(SealedReader(file, keys.unwrap))
        self.manifest = self._text(MANIFEST, Manifest)
        if not known_revision(self.manifest.revision):
            raise StoreError(
                f"the backup was made by a newer enrollwatch ({self.manifest.program}, its tables are at "
                f"{self.manifest.revision})",
                self._where,
                "restore it with that version",
            )

    def store(self, target: Path) -> None:
        """The store's copy into a new file, every page and reference of it checked, and its rows counted."""
        said, digest = self.manifest, hashlib.sha256()
        entry = self._next(STORE)
        with _room_for(target), target.open("xb") as file:
            for data in entry.pieces():
                digest.update(data)
                file.write(data)
        if (entry.length, digest.hexdigest()) != (said.bytes, said.sha256):
            raise self._wrong("its store is not the one that was put in")
        try:
            held = contents(target)
        except StoreError as error:
            raise self._wrong(f"its store: {error.what}") from error
        if held.revision != said.revision or held.rows != said.rows:
            raise self._wrong("its store does not hold what it says")

    def evidence(self, copy: Path, opened: Opened | None = None) -> EvidenceManifest:
        """Each file that the `copy` names, written where `opened` says, or only read; then the end."""
        named, absent = (name for name, _ in files_of(copy)), list[str]()
        whole, files, total = hashlib.sha256(), 0, 0
        for entry in self._entries:
            if entry.name == END:
                said = self._parsed(entry, EvidenceManifest)
                absent.extend(named)
                break
            name = self._evidence_name(entry)
            absent.extend(self._until(name, named))
            whole.update(name.encode() + b"\0" + _kept(entry, name, opened))
            files, total = files + 1, total + entry.length
        else:
            raise self._wrong("it has no end")
        if next(self._entries, None) is not None:
            raise self._wrong("something stands behind its end")
        seen = EvidenceManifest(files=files, bytes=total, sha256=whole.hexdigest(), missing=tuple(absent))
        if seen != said:
            raise self._wrong("its evidence is not what was put in")
        return said

    def _until(self, name: str, named: Iterator[str]) -> Iterator[str]:
        """The names before this one, which are those of files that are absent."""
        for each in named:
            if each == name:
                return
            yield each
        raise self._wrong("it has evidence that its store does not name")

    def _evidence_name(self, entry: Entry) -> str:
        name = entry.name.removeprefix(EVIDENCE)
        if name == entry.name or Path(name).name != name:
            raise self._wrong(f"it has an entry that none has: {entry.name!r}")
        return name

    def _text(self, name: str, kind: type[Value]) -> Value:
        return self._parsed(self._next(name), kind)

    def _parsed(self, entry: Entry, kind: type[Value]) -> Value:
        try:
            return kind.model_validate_json(entry.whole(_LONGEST_TEXT))
        except ValidationError as error:
            raise self._wrong(f"its {entry.name} cannot be read") from error

    def _next(self, name: str) -> Entry:
        entry = next(self._entries, None)
        if entry is None or entry.name != name:
            raise self._wrong(f"it has no {name} where that belongs")
        return entry

    def _wrong(self, what: str) -> SealError:
        return SealError(f"the backup is wrong: {what}", "what is in it", "take another backup")


def _kept(entry: Entry, name: str, opened: Opened | None) -> bytes:
    """The digest of its content, which is written where `opened` says."""
    digest = hashlib.sha256()
    if opened is None:
        for data in entry.pieces():
            digest.update(data)
        return digest.digest()
    with opened(name) as file:
        for data in entry.pieces():
            digest.update(data)
            file.write(data)
    return digest.digest()


@contextmanager
def opened_backup(path: Path, keys: Keys) -> Iterator[BackupReader]:
    """Raises StoreError where there is no such file, VaultError where Vault does not unwrap its key."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise StoreError(
            f"the backup cannot be read: {error.strerror}",
            str(path),
            "name a file that `backup create` wrote",
        ) from error
    with file:
        try:
            yield BackupReader(file, keys)
        except SealError as error:
            raise SealError(error.what, f"{path}, {error.where}", error.do) from error


@contextmanager
def _room_for(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the store of the backup cannot be written out: {error.strerror}",
            str(target.parent),
            "free room there, or correct its owner or mode",
        ) from error
