"""What every HTTP client of this agent needs alike: whom it trusts, and how long it is asked to wait."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from agent.model.errors import SettingsError


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
