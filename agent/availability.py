"""The portal's availability: read from the store, held against the settings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from agent.due import Grid
from agent.model.errors import EnrollwatchError
from agent.model.look import LookKind
from agent.model.slot import PORTAL
from agent.model.window import Span
from agent.settings import Settings
from agent.slo.availability import Availability, Bucket
from agent.slo.budget import BURN_WINDOWS, Budget, Burn, budget, burn
from agent.slo.counting import Part, Target, Timeline, cut, merged, timeline
from agent.slo.latency import Latencies, Speed, never_loaded, speeds
from agent.store import Reads
from agent.uptime import Closure, closures
from agent.windows import outside, stated


@dataclass(frozen=True)
class _Time:
    """What is asked for: from `since` until it `ends`, of which what was due before `seen` can be counted."""

    since: datetime
    seen: datetime
    ends: datetime
    under_way: bool

    @property
    def last_whiles(self) -> dict[str, datetime]:
        """When each of the times began that a burn rate is given over; none where all of it is past."""
        return {name: self.seen - length for name, length in BURN_WINDOWS.items()} if self.under_way else {}


def availability(
    store: Reads,
    settings: Settings,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    by: Bucket = Bucket.DAY,
) -> Availability:
    """What was seen from `since` (by default the window of `[slo]` ago) until before `until`.

    Where `until` is still to come, the time is under way: its budget is for all of it, what was seen is up to
    now. Some milliseconds for a month of minute probes, a tenth of a second for a year by day.
    Raises EnrollwatchError where none of it is over yet.
    """
    time = _time(now, since, until, settings.slo.window)
    windows = _windows(store, settings, min([time.since, *time.last_whiles.values()]), time.seen)
    edges = by.edges(time.since, time.seen, settings.portal.zone)
    probes = _timeline(store, _probes(settings), [*edges, *time.last_whiles.values()], windows, time.seen)
    visits = _timeline(store, _visits(settings), [time.since, time.seen], windows, time.seen)
    target, begun = _target(settings), store.first_due(LookKind.PROBE, PORTAL)
    whole = probes.measured(time.since, time.seen, target)
    left = budget(whole, target, begun or time.since, outside(settings.windows, time.seen, time.ends))
    return Availability(
        zone=settings.portal.time_zone,
        since=time.since,
        until=time.seen,
        ends=time.ends,
        target=target,
        watched_since=begun,
        whole=whole,
        visits=visits.measured(time.since, time.seen, target),
        by=tuple(probes.measured(start, end, target) for start, end in pairwise(edges)),
        budget=left,
        burns=_burns(probes, time, target, left, settings.slo.window),
        windows=tuple(each for each in windows if each.end > time.since),
    )


def latencies(store: Reads, settings: Settings, since: datetime, until: datetime) -> Latencies:
    """Of pages and of the steps of visits. Of 200 accounts, a tenth of a second for a day."""
    pages = page_speeds(store, settings, since, until)
    return Latencies(
        since=since,
        until=until,
        pages=pages,
        steps=speeds(store.step_loads(since, until)),
        never_loaded=never_loaded(pages, settings.slo.latency),
    )


def page_speeds(store: Reads, settings: Settings, since: datetime, until: datetime) -> tuple[Speed, ...]:
    """The same of pages alone, by name."""
    return speeds(store.page_loads(since, until), settings.slo.latency)


def _time(now: datetime, since: datetime | None, until: datetime | None, window: timedelta) -> _Time:
    ends = (until or now).astimezone(UTC)
    seen = min(ends, now.astimezone(UTC))
    since = (since or ends - window).astimezone(UTC)
    if since >= seen:
        raise EnrollwatchError(
            "none of that time is over yet", f"from {since:%Y-%m-%d %H:%M} UTC", "ask for one that has begun"
        )
    return _Time(since, seen, ends, under_way=ends >= now)


def _target(settings: Settings) -> Target:
    return Target(availability=settings.slo.availability / 100, coverage=settings.slo.coverage / 100)


def _burns(
    line: Timeline, time: _Time, target: Target, left: Budget | None, window: timedelta
) -> tuple[Burn, ...]:
    """What moves on with now is exhausted, if ever, within its own length."""
    horizon = time.ends if time.ends > time.seen else time.seen + window
    return tuple(
        burn(name, line.measured(start, time.seen, target), target, left, horizon)
        for name, start in time.last_whiles.items()
    )


def _windows(store: Reads, settings: Settings, since: datetime, until: datetime) -> tuple[Closure, ...]:
    """Of the settings, and as the portal's own maintenance page stated them."""
    said = stated(store.on_maintenance(since), settings.portal.time_zone)
    return closures((*settings.windows, *said), since, until)


def _probes(settings: Settings) -> list[Grid]:
    return [Grid(LookKind.PROBE, PORTAL, settings.schedule.probe)]


def _visits(settings: Settings) -> list[Grid]:
    plan = settings.schedule
    return [Grid(LookKind.VISIT, each.name, plan.visit, plan.jitter) for each in settings.accounts]


def _timeline(
    store: Reads,
    grids: Sequence[Grid],
    edges: Iterable[datetime],
    windows: Iterable[Closure],
    until: datetime,
) -> Timeline:
    """Of all slots of the grids' kind, and of what was due by the grids since the last of them."""
    closed = merged(Span(start=each.start, end=each.end) for each in windows)
    parts, kind = cut(edges, closed), grids[0].kind
    longest = max(grid.interval + grid.jitter for grid in grids)  # a later due time would have come first
    last = store.last_due(kind, [grid.subject for grid in grids])
    return timeline(
        parts,
        store.count_slots(kind, [part.span for part in parts]),
        store.waits_into(kind, closed, longest),
        _unrecorded(grids, last, parts, until),
    )


def _unrecorded(
    grids: Iterable[Grid], last: Mapping[str, datetime], parts: Sequence[Part], until: datetime
) -> "Counter[int]":
    """How many slots were due in each part after the last on record. The newest may yet be written."""
    found: Counter[int] = Counter()
    for grid in grids:
        by_now = until - grid.interval - grid.jitter
        begun = last.get(grid.subject)
        if begun is None or begun >= by_now:
            continue
        for number, (span, _) in enumerate(parts):
            found[number] += grid.count(max(span.start, begun + grid.interval), min(span.end, by_now))
    return found
