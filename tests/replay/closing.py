"""When the portal is closed for maintenance: once and weekly by the settings, and once by its own page."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from tests.replay.truth import HOUR, MINUTE, PORTAL_ZONE, ROUND, Maintenance, Span

ONCE, WEEKLY, STATED = "once", "weekly", "stated"
_LASTING = 4 * HOUR
_WEEKLY_AT = time(22)
_SATURDAY = 5
_STATED_LASTS = 3 * HOUR


def closings(span: Span, random: Random) -> tuple[Maintenance, ...]:
    """Once on the first day, on Saturdays at ten in the evening, by its own page a day before the end."""
    nights = tuple(_saturdays(span))
    begin = span.begin + random.randrange(7, 10) * HOUR
    once = Span(begin, begin + _LASTING)
    stated, back = _stated(span, random)
    return (
        Maintenance(ONCE, (once,), (_within(once, random),)),
        Maintenance(WEEKLY, nights, tuple(_within(night, random) for night in nights)),
        Maintenance(
            STATED, (Span(stated.begin, min(stated.end, back)),), (Span(stated.begin, back),), stated=True
        ),
    )


def _saturdays(span: Span) -> Iterator[Span]:
    """By the clock on the wall; how long it lasts is elapsed time."""
    day = span.begin.astimezone(PORTAL_ZONE).date()
    while (begin := datetime.combine(day, _WEEKLY_AT, PORTAL_ZONE).astimezone(span.begin.tzinfo)) < span.end:
        if day.weekday() == _SATURDAY:
            yield Span(begin, begin + _LASTING)
        day += timedelta(days=1)


def _within(window: Span, random: Random) -> Span:
    """It is really away for most of it."""
    return Span(window.begin + random.randrange(30) * MINUTE, window.end - random.randrange(1, 40) * MINUTE)


def _stated(span: Span, random: Random) -> tuple[Span, datetime]:
    """What its page says, and when it is really back: on time, or before. Rounds begin in the midst of it."""
    rounds = (span.end - span.begin) // ROUND
    begin = span.begin + (rounds - 9) * ROUND - random.randrange(20, 100) * MINUTE + 40 * timedelta(seconds=1)
    end = begin + _STATED_LASTS
    return Span(begin, end), end - random.choice((0, 40, 60)) * MINUTE
