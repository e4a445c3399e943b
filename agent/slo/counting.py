"""What became of every due time: each slot stands in exactly one place of a tally."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.counted import counted_as
from agent.model.slot import Count, SlotOutcome, Wait
from agent.model.verdict import Verdict
from agent.model.window import Span

_UNSEEN = {
    SlotOutcome.RUNNING: "running",
    SlotOutcome.SKIPPED: "in_window",
    SlotOutcome.MISSED: "missed",
    SlotOutcome.LOST: "lost",
}


class Tally(Frozen):
    """Due times by what became of them. A slot is in one of all but `late`, which says how it was looked at.

    Where the look came late, what it saw counts as ever. `no data` is what tells nothing of the portal.
    """

    up: int = 0
    slow: int = 0  # up, and over its budget
    down: int = 0
    in_window: int = 0  # maintenance that was announced, in the settings or by the portal: left out
    own_fault: int = 0  # no data, for the fault was ours
    missed: int = 0  # no data: the agent was alive and could not start
    lost: int = 0  # no data: the agent was not alive, or died in it
    unrecorded: int = 0  # no data: due since the last recorded slot, as while no agent runs
    forgotten: int = 0  # no data: it was looked at, and what the look saw is no longer kept
    running: int = 0  # not ended, so not due yet
    late: int = 0  # of those up, slow, down, own fault or forgotten

    @property
    def judged(self) -> int:
        return self.up + self.slow + self.down

    @property
    def no_data(self) -> int:
        return self.own_fault + self.missed + self.lost + self.unrecorded + self.forgotten

    @property
    def due(self) -> int:
        return self.judged + self.no_data + self.in_window

    @property
    def availability(self) -> float | None:
        """The share of what was seen that was up; None where nothing was."""
        return (self.up + self.slow) / self.judged if self.judged else None

    @property
    def coverage(self) -> float | None:
        """The share of what was due outside windows that tells of the portal; None where nothing was due."""
        wanted = self.judged + self.no_data
        return self.judged / wanted if wanted else None


class Target(Frozen):
    """Shares from 0 to 1: what is to be up, and what must have been seen before a number is given."""

    availability: float
    coverage: float


class Measured(Frozen):
    """A time and what was seen of it. `availability` is null where too little was."""

    since: AwareDatetime
    until: AwareDatetime
    tally: Tally
    coverage: float | None
    availability: float | None

    @classmethod
    def of(cls, since: datetime, until: datetime, tally: Tally, target: Target) -> "Measured":
        enough = tally.coverage is not None and tally.coverage >= target.coverage
        return cls(
            since=since,
            until=until,
            tally=tally,
            coverage=tally.coverage,
            availability=tally.availability if enough else None,
        )


class Part(NamedTuple):
    """A part of the time, all of it in a maintenance window (`closed`) or all of it outside."""

    span: Span
    closed: bool


@dataclass(frozen=True)
class Timeline:
    """Tallies of parts that follow each other, for any time that begins and ends where parts do."""

    parts: Sequence[Part]
    tallies: Sequence[Tally]

    def between(self, since: datetime, until: datetime) -> Tally:
        first, end = (bisect_left(self.parts, at, key=_start) for at in (since, until))
        return total(self.tallies[first:end])

    def measured(self, since: datetime, until: datetime, target: Target) -> Measured:
        return Measured.of(since, until, self.between(since, until), target)


def _start(part: Part) -> datetime:
    return part.span.start


def total(tallies: Iterable[Tally]) -> Tally:
    sums: Counter[str] = Counter()
    for tally in tallies:
        sums.update(dict(tally))
    return Tally(**sums)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans, key=attrgetter("start")):
        if found and span.start <= found[-1].end:
            found[-1] = Span(start=found[-1].start, end=max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def cut(edges: Iterable[datetime], closed: Sequence[Span]) -> tuple[Part, ...]:
    """The time from the first to the last of `edges`, cut at each of them and where windows begin and end.

    `closed` are the windows' spans, `merged`.
    """
    given = sorted(set(edges))
    inside = {at for span in closed for at in (span.start, span.end) if given and given[0] < at < given[-1]}
    borders = sorted({*given, *inside})

    def is_closed(at: datetime) -> bool:
        index = bisect_right(closed, at, key=attrgetter("start")) - 1
        return index >= 0 and closed[index].holds(at)

    return tuple(Part(Span(start=start, end=end), is_closed(start)) for start, end in pairwise(borders))


def timeline(
    parts: Sequence[Part],
    counts: Iterable[Count],
    waits: Iterable[Wait] = (),
    unrecorded: Mapping[int, int] | None = None,
) -> Timeline:
    """`counts` are of `parts` by their numbers, `unrecorded` too: so many more were due in them.

    `waits` are slots that were due outside a window and begun in one: they are left out like those due in it.
    """
    sums: list[Counter[str]] = [Counter() for _ in parts]
    for count in counts:
        _add(sums[count.part], parts[count.part], count.outcome, count.verdict, count.slots)
    for wait in waits:
        number = bisect_right(parts, wait.due, key=_start) - 1
        if number >= 0 and parts[number].span.holds(wait.due) and not parts[number].closed:
            _add(sums[number], parts[number], wait.outcome, wait.verdict, -1)
            sums[number]["in_window"] += 1
    for number, slots in (unrecorded or {}).items():
        sums[number]["in_window" if parts[number].closed else "unrecorded"] += slots
    return Timeline(parts, [Tally(**each) for each in sums])


def _add(sums: "Counter[str]", part: Part, outcome: SlotOutcome, verdict: Verdict | None, slots: int) -> None:
    place = _place(outcome, verdict)
    if part.closed and place != "running":
        place = "in_window"
    sums[place] += slots
    if outcome is SlotOutcome.LATE and place != "in_window":
        sums["late"] += slots


def _place(outcome: SlotOutcome, verdict: Verdict | None) -> str:
    if outcome in _UNSEEN:
        return _UNSEEN[outcome]
    return "forgotten" if verdict is None else counted_as(verdict)
