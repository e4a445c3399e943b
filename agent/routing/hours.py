"""When people work, by the clock on their wall."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count

from agent.model.clock import moment_of
from agent.model.route import Hours, WorkingHours
from agent.model.window import Span, Weekday

_DAYS = tuple(Weekday)
_DAY = timedelta(days=1)


def opening(hours: Hours, now: datetime) -> datetime:
    """`now` where it lies within the hours, else when they next begin."""
    return next(max(span.start, now) for span in _spans(hours, now) if span.end > now).astimezone(UTC)


def next_digest(hours: WorkingHours, now: datetime) -> tuple[date, datetime]:
    """The day of the first digest after `now`, and its moment: what comes at that moment is of the next."""
    days = ((day, moment_of(datetime.combine(day, hours.digest_at), hours.zone)) for day in _days(hours, now))
    return next((day, at) for day, at in days if at > now)


def _spans(hours: Hours, now: datetime) -> Iterator[Span]:
    """In order, from one that has begun a day before `now`; hours that fall into a gap whole do not come."""
    over = _DAY if hours.end < hours.begin else timedelta(0)
    for day in _days(hours, now):
        start = moment_of(datetime.combine(day, hours.begin), hours.zone)
        end = moment_of(datetime.combine(day + over, hours.end), hours.zone)
        if start < end:
            yield Span(start=start, end=end)


def _days(hours: Hours, now: datetime) -> Iterator[date]:
    """The days of the hours, from the day before `now` on."""
    first = now.astimezone(hours.zone).date() - _DAY
    return (day for ahead in count() if _DAYS[(day := first + ahead * _DAY).weekday()] in hours.days)
