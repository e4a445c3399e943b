"""Time as an argument, and what a clock on the wall means."""

import time
from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

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


FIRST_YEAR, LAST_YEAR = 1970, 2199


def in_reach(moment: datetime) -> datetime:
    """A moment that somebody gave, in UTC. Raises ValueError far from now, where reckoning would overflow."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year must be between {FIRST_YEAR} and {LAST_YEAR}")
    return moment.astimezone(UTC)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder of zones
        raise ValueError(f"{name!r} is not a time zone such as America/New_York") from error
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks on the wall of `zone` show `wall`, which names no zone.

    What they show twice, as daylight saving ends, is the first time. What they never show, as it begins, is
    the first moment after the gap.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    is_shown = first.astimezone(zone).replace(tzinfo=None) == wall
    return first if is_shown else _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Reckoned by the offset of before the gap `wall` is past its end, by that of after it not yet there."""
    later = wall.replace(microsecond=0, tzinfo=zone, fold=0).astimezone(UTC)
    sooner = wall.replace(microsecond=0, tzinfo=zone, fold=1).astimezone(UTC)
    before = sooner.astimezone(zone).utcoffset()
    seconds = range(int((later - sooner).total_seconds()) + 1)

    def is_after(second: int) -> bool:
        return (sooner + timedelta(seconds=second)).astimezone(zone).utcoffset() != before

    return sooner + timedelta(seconds=bisect_left(seconds, True, key=is_after))
