"""Time as an argument."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Tells an aware time in UTC."""


def machine_clock() -> datetime:
    return datetime.now(UTC)


def ticking_from(start: datetime) -> Clock:
    """A clock that shows `start` now and goes on at the machine's pace."""
    begun = time.monotonic()

    def now() -> datetime:
        return start.astimezone(UTC) + timedelta(seconds=time.monotonic() - begun)

    return now
