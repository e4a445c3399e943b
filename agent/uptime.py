"""How available and how fast the portal was. Pure: slots and looks in, numbers out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from statistics import median, quantiles

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.counted import Counted
from agent.model.look import Look, LookKind, PageTiming
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Verdict
from agent.model.window import Window
from agent.windows import covering, spans, stated


class PageSpeed(Frozen):
    """Load times of one page, in seconds."""

    page: str
    loads: int
    median: float
    p95: float


class SlotCount(Frozen):
    """Due times of one kind. `availability` is up and slow over up, slow and down; null without any.

    Those `in_window` are in no other number but `due`.
    """

    kind: LookKind
    due: int
    in_window: int
    up: int
    slow: int
    down: int
    own_fault: int
    late: int
    missed: int
    lost: int
    availability: float | None


class Closure(Frozen):
    """A maintenance window as it came round: what is left out of availability."""

    name: str
    why: str
    start: AwareDatetime
    end: AwareDatetime


class Uptime(Frozen):
    since: AwareDatetime
    until: AwareDatetime
    slots: tuple[SlotCount, ...]
    windows: tuple[Closure, ...]
    pages: tuple[PageSpeed, ...]


def summarise(
    slots: Iterable[Slot],
    looks: Mapping[str, Look],
    pages: Iterable[PageTiming],
    since: datetime,
    until: datetime,
    windows: Sequence[Window] = (),
) -> Uptime:
    """Count slots by the verdict of their look (`looks` by id); own faults never count against the portal.

    Nor does what was due, or was looked at, in one of `windows` or in the maintenance that the portal stated
    in these looks.
    """
    ended = [slot for slot in slots if slot.outcome is not SlotOutcome.RUNNING]
    closed = closures((*windows, *stated(looks.values())), since, until)
    return Uptime(
        since=since,
        until=until,
        slots=tuple(_count(kind, [s for s in ended if s.kind is kind], looks, closed) for kind in LookKind),
        windows=closed,
        pages=_speeds(pages),
    )


def closures(windows: Iterable[Window], since: datetime, until: datetime) -> tuple[Closure, ...]:
    """In order, and with their whole length where they began before `since` or end after `until`."""
    found = (
        Closure(name=window.name, why=window.why, start=held.start, end=held.end)
        for window in windows
        for held in spans(window, since, until)
    )
    return tuple(sorted(found, key=attrgetter("start", "end")))


def _is_closed(slot: Slot, closures: tuple[Closure, ...]) -> bool:
    if slot.outcome is SlotOutcome.SKIPPED:
        return True
    times = (slot.due, slot.started or slot.due)
    return any(closure.start <= at < closure.end for closure in closures for at in times)


def _count(
    kind: LookKind, due: list[Slot], looks: Mapping[str, Look], closures: tuple[Closure, ...]
) -> SlotCount:
    slots = [slot for slot in due if not _is_closed(slot, closures)]
    seen = (looks.get(slot.look or "") for slot in slots)
    verdicts = Counter(_side(look.verdict) for look in seen if look)
    outcomes = Counter(slot.outcome for slot in slots)
    judged = verdicts["up"] + verdicts["slow"] + verdicts["down"]
    return SlotCount(
        kind=kind,
        due=len(due),
        in_window=len(due) - len(slots),
        up=verdicts["up"],
        slow=verdicts["slow"],
        down=verdicts["down"],
        own_fault=verdicts["own_fault"],
        late=outcomes[SlotOutcome.LATE],
        missed=outcomes[SlotOutcome.MISSED],
        lost=outcomes[SlotOutcome.LOST],
        availability=(judged - verdicts["down"]) / judged if judged else None,
    )


def counted(look: Look, windows: Iterable[Window]) -> Counted:
    """What one look counts as, as far as is known when it ends: in `windows` it counts for nothing."""
    return Counted.IN_WINDOW if covering(windows, look.started) else Counted(_side(look.verdict))


def _side(verdict: Verdict) -> str:
    """A changed page or a refused account is still a portal that answers."""
    if verdict is Verdict.PORTAL_DOWN:
        return "down"
    if verdict is Verdict.OWN_FAULT:
        return "own_fault"
    return "slow" if verdict is Verdict.PORTAL_SLOW else "up"


def _speeds(pages: Iterable[PageTiming]) -> tuple[PageSpeed, ...]:
    by_page: dict[str, list[float]] = {}
    for page in pages:
        by_page.setdefault(page.name, []).append(page.seconds)
    return tuple(
        PageSpeed(page=name, loads=len(times), median=median(times), p95=_p95(times))
        for name, times in sorted(by_page.items())
    )


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
