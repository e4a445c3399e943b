"""Making a backup: a copy of the store at one moment, its evidence, sealed as they are written."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from filelock import Timeout

from agent.backup.entries import END, EVIDENCE, MANIFEST, STORE, Sink, write_entry
from agent.backup.manifest import EvidenceManifest, Manifest
from agent.backup.scratch import scratch
from agent.backup.stream import SealedWriter
from agent.backup.verifying import Verified, verify
from agent.evidence import Keys
from agent.model.errors import StoreError
from agent.retention import keeping_lock
from agent.store import Store, contents, files_of

_PATIENCE = 120.0  # seconds for what is taken away just now, which is done in parts of milliseconds


def create(store: Store, evidence: Path, keys: Keys, target: Path, now: datetime) -> Verified:
    """Write the backup, read it back, and only then give it its name; a file of that name is refused.

    Raises StoreError where it cannot be written, VaultError where Vault gives no key. Nothing is left then.
    """
    if target.exists():
        raise StoreError("there is a file of this name already", str(target), "name another, or move it away")
    with _nothing_goes(evidence), _partial(target) as partial:
        with partial.open("wb") as file, scratch(evidence.parent) as room:
            writer = SealedWriter(file, keys.data_key())  # first: without Vault there is nothing to copy for
            copy = room / STORE
            store.copy_to(copy)
            _write_store(writer, copy, store.kind, now)
            _write_evidence(writer, copy, evidence)
            writer.close()
            file.flush()
            os.fsync(file.fileno())
        verified = verify(partial, keys, evidence.parent)
        partial.replace(target)
    return verified


def _write_store(sink: Sink, copy: Path, kind: str, now: datetime) -> None:
    held = contents(copy)
    with copy.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    manifest = Manifest(
        made=now,
        program=version("enrollwatch"),
        database=kind,
        revision=held.revision,
        rows=held.rows,
        bytes=copy.stat().st_size,
        sha256=digest,
    )
    _write_text(sink, MANIFEST, manifest.model_dump_json())
    with copy.open("rb") as content:
        write_entry(sink, STORE, manifest.bytes, content)


def _write_evidence(sink: Sink, copy: Path, folder: Path) -> None:
    whole, files, total = hashlib.sha256(), 0, 0
    missing: list[str] = []
    for name, _ in files_of(copy):
        try:
            content = (folder / name).open("rb")
        except FileNotFoundError:
            missing.append(name)
            continue
        with content:
            length = os.fstat(content.fileno()).st_size
            digest = hashlib.sha256()
            write_entry(sink, f"{EVIDENCE}{name}", length, _Hashed(content, digest.update))
        whole.update(name.encode() + b"\0" + digest.digest())
        files, total = files + 1, total + length
    end = EvidenceManifest(files=files, bytes=total, sha256=whole.hexdigest(), missing=tuple(missing))
    _write_text(sink, END, end.model_dump_json())


def _write_text(sink: Sink, name: str, text: str) -> None:
    data = text.encode()
    write_entry(sink, name, len(data), BytesIO(data))


class _Hashed:
    """Reads a file, and tells what is read of it."""

    def __init__(self, file: BinaryIO, tell: Callable[[bytes], object]) -> None:
        self._file, self._tell = file, tell

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._tell(data)
        return data


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A file beside the target, for this user only, that is gone afterwards whatever happens."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in target.parent.glob(".enrollwatch-*.partial"):  # of one that was killed: this one is alone
            left.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        yield partial
    except OSError as error:
        raise StoreError(
            f"the backup cannot be written: {error.strerror or error}",
            str(target.parent),
            "free room there, correct its owner or mode, or name another folder",
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def _nothing_goes(evidence: Path) -> Iterator[None]:
    """No evidence is taken away between the copy of its row and the copy of its file."""
    lock = keeping_lock(evidence)
    try:
        evidence.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire(timeout=_PATIENCE)
    except Timeout as error:
        raise StoreError(
            "another backup is made just now", str(evidence.parent), "wait for it to end"
        ) from error
    try:
        yield
    finally:
        lock.release()
