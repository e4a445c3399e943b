"""When maintenance windows come round: those of the settings, and the one that the portal itself states.

Pure. Across daylight saving a window follows the wall clock of its zone: it begins when the clock first
shows its time, or, where the clock never does, at the first moment after the gap. How long it lasts is
elapsed time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count, islice, pairwise, takewhile
from operator import attrgetter

from apscheduler.triggers.cron import CronTrigger

from agent.model.clock import moment_of
from agent.model.look import Look
from agent.model.window import Cron, Once, Span, Weekday, Weekly, Window

STATED = "stated by the portal"
"""The name of the window that the portal's own maintenance page speaks of."""

LONGEST_STATED = timedelta(hours=24)
"""A portal that states a later end than so is not believed."""

_TICK = timedelta.resolution
_DAYS = tuple(Weekday)
_NUMBERED_DAY = re.compile(r"(?<![/\w])\d")
_SAMPLE_START = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_SAMPLE_END = _SAMPLE_START.replace(year=2034)  # long enough for every 29 February
_SAMPLE_SIZE = 400


def covering(windows: Iterable[Window], at: datetime) -> Window | None:
    """The window that `at` lies in; of several the one that ends last."""
    found = [(held.end, window) for window in windows if (held := span(window, at))]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def span(window: Window, at: datetime) -> Span | None:
    """The time the window comes round that `at` lies in."""
    return max(spans(window, at, at + _TICK), key=attrgetter("end"), default=None)


def last_begin(window: Window, by: datetime, within: timedelta) -> datetime | None:
    """When the window last began by then; None where it did not within so long before."""
    begun = takewhile(lambda begin: begin <= by, _begins(window, by - within))
    return max(begun, default=None)


def spans(window: Window, start: datetime, end: datetime) -> Iterator[Span]:
    """Each time the window comes round that has some part at or after `start` and before `end`."""
    lasting = _lasting(window)
    for begin in takewhile(lambda begin: begin < end, _begins(window, start - lasting)):
        yield Span(start=begin, end=begin + lasting)


def outside(windows: Iterable[Window], start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` lies in no window."""
    held = sorted((each for window in windows for each in spans(window, start, end)), key=attrgetter("start"))
    total, reached = timedelta(0), start
    for each in held:
        total += max(each.start - reached, timedelta(0))
        reached = max(reached, each.end)
    return total + max(end - reached, timedelta(0))


def first_outside(windows: Sequence[Window], at: datetime) -> datetime | None:
    """`at`, or the end of the windows it lies in; None where one follows the other for years."""
    for _ in range(_SAMPLE_SIZE):
        window = covering(windows, at)
        held = span(window, at) if window else None
        if held is None:
            return at
        at = held.end
    return None


def last_end(windows: Iterable[Window], start: datetime, end: datetime) -> datetime | None:
    """When the last of those that had some part since `start` was over at `end`; None where none was."""
    ends = (each.end for window in windows for each in spans(window, start, end) if each.end <= end)
    return max(ends, default=None)


def stated(looks: Iterable[Look], time_zone: str = "UTC") -> tuple[Window, ...]:
    """The windows that the portal's maintenance page spoke of in these looks, oldest first.

    What the page says holds until its end, until it says otherwise, or until a look reaches the portal
    again. None is believed that ends more than `LONGEST_STATED` after the page was first seen, so that a
    page that says "in an hour" for days does not keep anybody from being told.
    """
    found: list[Once] = []
    first: datetime | None = None  # when the maintenance under way was first spoken of
    for look in sorted(looks, key=attrgetter("started")):
        until = look.maintenance_until
        if until is not None:
            first = first or look.started
            if look.started < until <= first + LONGEST_STATED:
                found[-1:] = _continued(found[-1:], look.started, until)
        elif look.verdict.finds_portal:
            found[-1:] = _cut(found[-1:], look.started)
            first = None
    return tuple(
        Window(name=STATED, why="the portal's maintenance page says so", time_zone=time_zone, once=once)
        for once in found
    )


def _continued(last: list[Once], seen: datetime, until: datetime) -> list[Once]:
    """What was said last still holds at `seen`: it ends otherwise. If not, this is said anew."""
    if last and last[0].start <= seen < last[0].end:
        return [Once(start=last[0].start, end=until)]
    return [*last, Once(start=seen, end=until)]


def _cut(last: list[Once], seen: datetime) -> list[Once]:
    """The portal is there again at `seen`, whatever it said."""
    return [Once(start=once.start, end=min(once.end, seen)) for once in last]


def sound(window: Window) -> Window:
    """The window itself. Raises ValueError where it ends before it starts, or never, or cannot be read."""
    lasting = _lasting(window)
    if window.once:
        if lasting <= timedelta(0):
            raise ValueError("once.end is not after once.start")
        return window
    coming = takewhile(lambda wall: wall < _SAMPLE_END, _walls(window, _SAMPLE_START))
    starts = list(islice(coming, _SAMPLE_SIZE))
    if not starts:
        raise ValueError("cron.fields name a day that never comes")
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    if gaps and lasting > min(gaps):
        raise ValueError(f"lasting {lasting} is longer than its period: it begins again after {min(gaps)}")
    if gaps and lasting == max(gaps):
        raise ValueError(f"lasting {lasting} leaves no time outside of the window")
    return window


def _begins(window: Window, after: datetime) -> Iterator[datetime]:
    """Each moment strictly after `after` at which the window begins, in order; no two are the same.

    The moments of later walls are never earlier, so that those of the walls up to that of `after` are past.
    """
    if window.once and window.once.start > after:
        yield window.once.start.astimezone(UTC)
    last = after
    for wall in _walls(window, after.astimezone(window.zone).replace(tzinfo=None)):
        begin = moment_of(wall, window.zone)
        if begin > last:
            yield begin
            last = begin


def _lasting(window: Window) -> timedelta:
    if window.once:
        return window.once.end - window.once.start
    repeated = window.weekly or window.cron
    return repeated.lasting if repeated else timedelta(0)


def _walls(window: Window, after: datetime) -> Iterator[datetime]:
    """What the clock on the wall shows each time a repeated window begins, strictly after `after`."""
    if window.weekly:
        yield from _weekly(window.weekly, after)
    elif window.cron:
        yield from _cron(window.cron, after)


def _weekly(weekly: Weekly, after: datetime) -> Iterator[datetime]:
    for ahead in count():
        day = after.date() + timedelta(days=ahead)
        wall = datetime.combine(day, weekly.at)
        if _DAYS[day.weekday()] in weekly.days and wall > after:
            yield wall


def _cron(cron: Cron, after: datetime) -> Iterator[datetime]:
    """The trigger is run on the wall's time as if it were UTC, which knows no daylight saving."""
    trigger, wall = _trigger(cron.fields), after.replace(tzinfo=UTC)
    while found := trigger.get_next_fire_time(None, wall + _TICK):
        wall = found
        yield wall.replace(tzinfo=None)


@lru_cache(maxsize=64)
def _trigger(fields: str) -> CronTrigger:
    """Raises ValueError. Numbers of weekdays are refused: to cron 0 is Sunday, to this parser Monday."""
    try:
        trigger = CronTrigger.from_crontab(fields, timezone=UTC)
    except ValueError as error:
        raise ValueError(
            f"cron.fields {fields!r} cannot be read: {error}; "
            'write minute, hour, day of the month, month and weekday, such as "0 22 * * sat"'
        ) from error
    if _NUMBERED_DAY.search(fields.split()[4]):
        raise ValueError(
            f"cron.fields {fields!r} number the weekday: write mon, tue, wed, thu, fri, sat or sun"
        )
    return trigger
