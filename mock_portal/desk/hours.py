"""When the help desk answers: Monday to Friday, 7 to 7 in New York (S0), not on federal holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field, model_validator

from mock_portal.clock import PORTAL_ZONE, portal_date
from mock_portal.world.entities import Entity

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
_FIRST_JUNETEENTH = 2021
_FIXED = ((1, 1, "New Year's Day"), (6, 19, "Juneteenth"), (7, 4, "Independence Day"),
          (11, 11, "Veterans Day"), (12, 25, "Christmas Day"))  # fmt: skip
_FLOATING = (
    (1, 0, 3, "Birthday of Martin Luther King, Jr."),
    (2, 0, 3, "Washington's Birthday"),
    (9, 0, 1, "Labor Day"),
    (10, 0, 2, "Columbus Day"),
    (11, 3, 4, "Thanksgiving Day"),
)
"""Month, weekday (Monday is 0), which of them in that month."""


class DeskHours(Entity):
    """The desk's hours (whole hours in New York) and the working hours that an answer takes.

    That the desk is closed on federal holidays is our default; no source says either. The time of an answer
    is our own too.
    """

    opens: int = Field(default=7, ge=0, le=23)
    closes: int = Field(default=19, ge=1, le=23)
    closed_on_holidays: bool = True
    answer_hours: int = Field(default=8, ge=0, le=400)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> DeskHours:
        if self.opens >= self.closes:
            raise ValueError(f"the desk cannot open at {self.opens} and close at {self.closes}")
        return self

    def is_open(self, now: datetime) -> bool:
        """Whether somebody answers at that moment."""
        opens, closes = next(self._windows(now))
        return opens <= now < closes

    def next_opening(self, now: datetime) -> datetime:
        """When the desk opens next after that moment, UTC."""
        return next(opens for opens, _ in self._windows(now) if opens > now)

    def after_working(self, start: datetime, hours: int) -> datetime:
        """The moment, UTC, at which the desk has worked that many hours since `start`."""
        left = timedelta(hours=hours)
        for opens, closes in self._windows(start):
            begins = max(opens, start)
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
        raise AssertionError("working days never end")

    def works_on(self, day: date) -> bool:
        """Whether the desk opens at all on that date."""
        holiday = self.closed_on_holidays and holiday_on(day) is not None
        return day.weekday() < _SATURDAY and not holiday

    def _windows(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing of each working day, without those that are over at that moment."""
        day = portal_date(moment)
        while True:
            if self.works_on(day):
                opens, closes = _at(day, self.opens), _at(day, self.closes)
                if moment < closes:
                    yield opens, closes
            day += _DAY


def holiday_on(day: date) -> str | None:
    """The federal holiday that is observed on that date."""
    return observed_holidays(day.year).get(day) or observed_holidays(day.year + 1).get(day)


def observed_holidays(year: int) -> dict[date, str]:
    """The federal holidays of a year by the date on which they are observed (5 U.S.C. 6103).

    A Saturday's is observed on the Friday before, a Sunday's on the Monday after; so New Year's Day can be
    observed in the year before.
    """
    fixed = {_observed(date(year, month, day)): name for month, day, name in _FIXED
             if name != "Juneteenth" or year >= _FIRST_JUNETEENTH}  # fmt: skip
    floating = {_nth(year, month, weekday, nth): name for month, weekday, nth, name in _FLOATING}
    return fixed | floating | {_last_monday_of_may(year): "Memorial Day"}


def _observed(day: date) -> date:
    return day + {_SATURDAY: -_DAY, _SUNDAY: _DAY}.get(day.weekday(), timedelta())


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=nth - 1)


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), PORTAL_ZONE).astimezone(UTC)
