"""Where days, hours and months begin, by the clock on the wall."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent.model.base import Frozen
from agent.model.clock import moment_of

_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])")
_HOUR = timedelta(hours=1)


class Month(Frozen):
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, text: str) -> "Month":
        """Raises ValueError for anything but a text such as 2026-10."""
        match = _MONTH.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a month: write year and month, such as 2026-10")
        return cls(year=int(match["year"]), month=int(match["month"]))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins in `zone`, and when the next one does, in UTC."""
        first = date(self.year, self.month, 1)
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return midnight(first, zone), midnight(following, zone)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins in `zone`, in UTC: where its clocks skip midnight, after the gap."""
    return moment_of(datetime.combine(day, datetime.min.time()), zone)


def day_edges(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """`since`, every midnight in `zone` between, `until`: days of 23, 24 or 25 hours."""
    return since, *_midnights(since, until, zone), until


def hour_edges(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """`since`, every full hour of UTC between, `until`."""
    full = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    count = max(-((full - until) // _HOUR) - 1, 0)
    return since, *(full + number * _HOUR for number in range(1, count + 1)), until


def _midnights(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """A day that a zone left out, as Samoa did 30 December 2011, begins when the next does: once."""
    day, last = since.astimezone(zone).date() + timedelta(days=1), since
    while (begins := midnight(day, zone)) < until:
        if begins > last:
            yield begins
            last = begins
        day += timedelta(days=1)
