"""A file that is written whole or not at all: who reads it meets the old content or the new, never a part."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Puts the content in the place of what was there, and on the disk before it takes that place.

    Without a `mode` the rights of the file that is replaced stay; a new one is its owner's alone. Raises
    OSError where it cannot be written: the old file is then as it was, and nothing else is left behind.
    The caller says of which file that is, and what to do about it.
    """
    rights = _rights(path) if mode is None else mode
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # made as 0600
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), rights)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
