"""One agent runs on a store, and nothing else writes over that store meanwhile."""

from pathlib import Path

from filelock import FileLock, Timeout

from agent.model.errors import SettingsError


def alone(folder: Path) -> FileLock:
    """The lock of this data folder, held until it is released.

    Raises SettingsError where an agent runs on its store, or the folder cannot be written.
    """
    lock = FileLock(folder / "run.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout as error:
        raise SettingsError(
            "another agent runs on this store", str(folder), "stop it first, or give this one its own store"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"the data folder cannot be written: {error.strerror}", str(folder), "correct its owner or mode"
        ) from error
    return lock
