"""What every HTTP client of this agent needs alike: whom it trusts, and how long it is asked to wait."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from agent.model.errors import SettingsError

Version = tuple[str, int, int, int] | None
"""Which file it is, and as it was last written; null where there is none."""


def tls_context(ca_file: Path | None, setting: str = "ca_file") -> ssl.SSLContext:
    """Trusts this machine's authorities, and `ca_file` where there is one.

    Raises SettingsError, which names the `setting`, where the file is no use.
    """
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # ssl.SSLError is one
            raise SettingsError("the CA file cannot be read", str(ca_file), f"correct {setting}") from error
    return context


def shared_tls_context(ca_file: Path | None, setting: str = "ca_file") -> ssl.SSLContext:
    """The same for all HTTP clients that trust the same: all public authorities take 25 ms of CPU to read.

    Read anew where one of the files has changed. For HTTP only, which its clients write into what they offer
    a server. Raises as `tls_context` does.
    """
    known = ssl.get_default_verify_paths().cafile
    return _shared(ca_file, setting, (_version(known), _version(ca_file)))


@lru_cache(maxsize=8)
def _shared(ca_file: Path | None, setting: str, _: tuple[Version, ...]) -> ssl.SSLContext:
    return tls_context(ca_file, setting)


def _version(file: Path | str | None) -> Version:
    try:
        found = Path(file).stat() if file else None
    except OSError:  # told by whoever reads it
        found = None
    return (str(file), found.st_ino, found.st_mtime_ns, found.st_size) if found else None


def asked_to_wait(said: str | None, now: datetime, longest: timedelta) -> timedelta | None:
    """What a `Retry-After` means at `now`: it holds seconds, or a date. None for one that is neither.

    Never less than nothing, nor more than `longest`.
    """
    if not said:
        return None
    if said.isascii() and said.isdigit():
        wait = timedelta(seconds=min(int(said[:9]), longest.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), longest)
