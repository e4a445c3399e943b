"""The portal's own clock, apart from the machine's, so that a test can live through months in seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

PORTAL_ZONE = ZoneInfo("America/New_York")
"""The zone of every calendar date the portal prints or counts."""

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN = re.compile(r"\+?((?:\d+[dhms])+)", re.ASCII)
_FARTHEST_SECONDS = 6e9
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Where the clock may stand: far enough for any story, and clear of the calendar's ends."""
_PART = re.compile(r"(\d+)([dhms])", re.ASCII)


def machine_now() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


def portal_date(moment: datetime) -> date:
    """The calendar date in New York at that moment."""
    return moment.astimezone(PORTAL_ZONE).date()


def midnight(day: date) -> datetime:
    """The first moment of a calendar date in New York, as UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=PORTAL_ZONE).astimezone(UTC)


def parse_span(text: str) -> timedelta:
    """Read `46d`, `+25m` or `+1h30m`; ValueError says what was expected."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a span of time: write seconds, or like +46d or 1h30m")
    try:
        return timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(found[1])))
    except OverflowError as error:
        raise ValueError(f"{text!r} is longer than the calendar") from error


class ClockState(BaseModel):
    """All there is to know about the clock: how far it is from the machine's, or where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    offset_seconds: float = Field(default=0.0, ge=-_FARTHEST_SECONDS, le=_FARTHEST_SECONDS)
    frozen_at: AwareDatetime | None = None


class PortalClock:
    """Runs at the machine's pace, moved ahead or back by an offset, or stands still."""

    def __init__(self, machine: Callable[[], datetime] = machine_now) -> None:
        self.machine = machine
        self.state = ClockState()

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self.state.frozen_at is not None

    def now(self) -> datetime:
        """Portal time, aware, UTC."""
        if self.state.frozen_at is not None:
            return self.state.frozen_at
        return self.machine() + timedelta(seconds=self.state.offset_seconds)

    def set(self, moment: datetime, *, frozen: bool | None = None) -> None:
        """Put the clock to a moment, or OverflowError; `frozen` null leaves it running or standing."""
        if not EARLIEST <= moment <= LATEST:
            raise OverflowError(f"{moment.isoformat()} is not between {EARLIEST.year} and {LATEST.year}")
        moment = moment.astimezone(UTC)
        stands = self.frozen if frozen is None else frozen
        offset = (moment - self.machine()).total_seconds()
        self.state = ClockState(offset_seconds=offset, frozen_at=moment if stands else None)

    def advance(self, span: timedelta) -> None:
        """Move ahead; OverflowError past the latest moment."""
        self.set(self.now() + span)

    def follow_machine(self) -> None:
        """Run with the machine's time again."""
        self.state = ClockState()
