"""The folder of the daily backups: a file's name says when it was made."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from agent.model.errors import StoreError

_FORM = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"enrollwatch-(\d{8}T\d{6}Z)\.backup")


class Found(NamedTuple):
    """A backup that was made whole and read back: others have no such name."""

    made: datetime
    path: Path


def path_for(folder: Path, made: datetime) -> Path:
    return folder / f"enrollwatch-{made.astimezone(UTC):{_FORM}}.backup"


def backups_in(folder: Path) -> tuple[Found, ...]:
    """Newest first; none where there is no folder. Raises StoreError where it cannot be read."""
    try:
        paths = list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise StoreError(
            f"the folder of the backups cannot be read: {error.strerror}",
            str(folder),
            "correct its owner or mode",
        ) from error
    found = ((_NAME.fullmatch(path.name), path) for path in paths)
    return tuple(
        sorted(
            (Found(datetime.strptime(m[1], _FORM).replace(tzinfo=UTC), path) for m, path in found if m),
            reverse=True,
        )
    )


def newest(folder: Path, now: datetime) -> Found | None:
    """Not one of a clock that ran ahead: it would look young for as long as the clock was wrong."""
    return next((found for found in backups_in(folder) if found.made <= now), None)


def prune(folder: Path, keep: int, now: datetime) -> tuple[Path, ...]:
    """Remove all but the newest `keep` made by now; those that were.

    One of a clock that ran ahead is not counted, for it would push out what is made today. Nor is it removed:
    it may be the best there is of its day, and it counts as the others do once its time has come.
    """
    made = [found.path for found in backups_in(folder) if found.made <= now]
    old = tuple(made[keep:])
    for path in old:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"an old backup cannot be removed: {error.strerror}", str(path), "correct its owner or mode"
            ) from error
    return old
