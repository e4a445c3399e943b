"""Room for a copy of the store, as plain as the store itself is: beside it, and gone afterwards."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from agent.model.errors import StoreError

PREFIX = ".copy-"
_LEFT = timedelta(days=1).total_seconds()  # what is older was left by a process that was killed


@contextmanager
def scratch(folder: Path | None) -> Iterator[Path]:
    """A new folder in this one, for this user only; without one, or where it is not there, where others put
    what is passing. Raises StoreError where none can be made."""
    place = folder if folder is not None and folder.is_dir() else Path(tempfile.gettempdir())
    try:
        _remove_left(place)
        made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    except OSError as error:
        raise StoreError(
            f"there is no place for a copy of the store: {error.strerror}",
            str(place),
            "free room there, or correct its owner or mode",
        ) from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _remove_left(place: Path) -> None:
    for left in place.glob(f"{PREFIX}*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > _LEFT:
            shutil.rmtree(left, ignore_errors=True)
