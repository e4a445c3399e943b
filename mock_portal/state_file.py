"""Keep the whole state in one file, readable by its owner only, so that a restart goes on where it was."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from mock_portal.errors import StateFileError
from mock_portal.portal import PortalState


def load_state(path: Path) -> PortalState | None:
    """The kept state; null where there is no file; StateFileError where it cannot be read or understood."""
    try:
        return PortalState.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateFileError(str(path), f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise StateFileError(str(path), f"is not a state of this portal ({place}: {first['msg']})") from error


def save_state(path: Path, state: PortalState) -> None:
    """Write beside the file, then put it in its place; StateFileError where it fails, the old one stays."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        write_private(fresh, state.model_dump_json(by_alias=True).encode())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StateFileError(str(path), f"cannot be written ({error.strerror})") from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, mode 0600 from its first byte."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
