"""A copy in the place of a SQLite store: the old one, or the new one, and never a part of either."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from agent.model.errors import StoreError
from agent.store.errors import StoreBusyError

_BESIDE = ("-wal", "-shm")
_PATIENCE = 1.0  # seconds for a reader; an agent that runs keeps it open for good


def replaced(path: Path, copy: Path) -> None:
    """Raises StoreBusyError where somebody has the store open, StoreError where it cannot be written.

    What waits in the old write-ahead log is first brought into the old file: left beside the new one it
    would be taken for a part of that.
    """
    partial = path.with_name(f".{path.name}-restored")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(copy, partial)
        partial.chmod(0o600)
        _on_the_disk(partial)
        if path.exists():
            _fold(path)
        partial.replace(path)
        _on_the_disk(path.parent)
    except OSError as error:
        raise StoreError(
            f"the store cannot be put in its place: {error.strerror}",
            str(path),
            "free room, or correct the folder's owner or mode; what was there is as it was",
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _fold(path: Path) -> None:
    """One that is damaged has no log worth keeping."""
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as old:
            mode = old.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise StoreBusyError(
            f"somebody has the store open: {error}", str(path), "stop every enrollwatch that uses it"
        ) from error
    except sqlite3.DatabaseError:
        mode = "delete"
    if mode != "delete":
        raise StoreBusyError("somebody has the store open", str(path), "stop every enrollwatch that uses it")
    for end in _BESIDE:
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


def _on_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
