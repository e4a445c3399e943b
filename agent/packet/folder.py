"""A folder that is there whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.model.errors import EnrollwatchError, SettingsError


def refuse_existing(target: Path) -> None:
    """Raises SettingsError where something has this name: nothing is ever overwritten."""
    if os.path.lexists(target):
        raise SettingsError("there is something of this name already", str(target), "name another with --to")


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """An empty folder for this user alone, beside `target`; it takes that name on leaving.

    After an error nothing of it stays. Raises SettingsError where `target` is there, EnrollwatchError
    where it cannot be made.
    """
    refuse_existing(target)
    try:
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        yield partial
        refuse_existing(target)
        partial.rename(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write(path: Path, data: bytes) -> None:
    """A new file that only this user can read, and its folder."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _unwritable(target: Path, error: OSError) -> EnrollwatchError:
    return EnrollwatchError(
        f"the folder cannot be made: {error.strerror}", str(target), "name another with --to"
    )
