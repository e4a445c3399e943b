"""How many slots ended how: counted by the database, from one index alone."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import CTE, ColumnElement, Integer, ScalarSelect, column, func, select, true, values

from agent.model.look import LookKind
from agent.model.slot import PORTAL, Count, SlotOutcome, Wait
from agent.model.verdict import Verdict
from agent.model.window import Span
from agent.store.columns import Moment, PlainText
from agent.store.rollup_tables import hourly_counts, rolled_hours
from agent.store.session import Reading
from agent.store.tables import slots

_LOOKED = (SlotOutcome.DONE, SlotOutcome.LATE)
_NO_LOOK = ""
_WAYS = [
    *((str(outcome), verdict) for outcome in _LOOKED for verdict in (*map(str, Verdict), _NO_LOOK)),
    *((str(outcome), _NO_LOOK) for outcome in SlotOutcome if outcome not in _LOOKED),
]
"""Every way a slot can stand: its outcome, and the verdict of its look."""

_GONE = (
    select(hourly_counts)
    .join(rolled_hours, rolled_hours.c.hour == hourly_counts.c.hour)
    .where(rolled_hours.c.slots_gone)
)
"""What the hours come to whose slots are no longer kept."""

_AT_ONCE = 2000
"""Parts of one statement: SQLite takes 32 766 values."""


class SlotCountReads(Reading):
    def count_slots(self, kind: LookKind, parts: Sequence[Span]) -> tuple[Count, ...]:
        """How many were due in each of `parts`, by outcome and verdict; what there is none of is left out.

        The only place where slots are counted. An hour whose slots are no longer kept counts as it was rolled
        up, and in the part that it begins in.
        """
        found = Counter[tuple[int, SlotOutcome, Verdict | None]]()
        for first in range(0, len(parts), _AT_ONCE):
            for each in self._count(kind, first, parts[first : first + _AT_ONCE]):
                found[each[:3]] += each.slots
        for each in self._rolled(kind, parts):
            found[each[:3]] += each.slots
        return tuple(Count(*way, slots) for way, slots in sorted(found.items(), key=lambda item: item[0][0]))

    def waits_into(self, kind: LookKind, spans: Sequence[Span], longest: timedelta) -> tuple[Wait, ...]:
        """The slots that were due before one of `spans` and begun only in it, less than `longest` later."""
        return tuple(
            wait
            for first in range(0, len(spans), _AT_ONCE)
            for wait in self._waits(kind, spans[first : first + _AT_ONCE], longest)
        )

    def first_due(self, kind: LookKind, subject: str) -> datetime | None:
        """The due time that the watch began with."""
        query = select(func.min(slots.c.due).label("due")).where(
            slots.c.kind == kind, slots.c.subject == subject
        )
        firsts = [query]
        if subject == PORTAL:
            hours = _GONE.with_only_columns(func.min(hourly_counts.c.hour).label("due"))
            firsts.append(hours.where(hourly_counts.c.kind == kind))
        rows = filter(None, map(self._first, firsts))
        return min((row["due"] for row in rows if row["due"]), default=None)

    def last_due(self, kind: LookKind, subjects: Sequence[str]) -> dict[str, datetime]:
        """The latest due time on record of each of these subjects that has any."""
        if not subjects:
            return {}
        named = (
            values(column("subject", PlainText), name="given")
            .data([(each,) for each in subjects])
            .cte("named")
        )
        newest = (
            select(func.max(slots.c.due))
            .where(slots.c.kind == kind, slots.c.subject == named.c.subject)
            .scalar_subquery()
        )
        rows = self._rows(select(named.c.subject, newest.label("due")))
        return {row["subject"]: row["due"] for row in rows if row["due"] is not None}

    def _count(self, kind: LookKind, first: int, parts: Sequence[Span]) -> Iterator[Count]:
        ways = self._ways_between(kind, min(each.start for each in parts), max(each.end for each in parts))
        if not ways:
            return
        part, way = _parts(enumerate(parts, first)), _table(ways)
        slots_due = _due_in(part, way, kind).label("slots")
        every = part.join(way, true())
        each = (
            select(part.c.number, way.c.outcome, way.c.verdict, slots_due).select_from(every).cte("counted")
        )
        each = each.prefix_with("MATERIALIZED")  # otherwise SQLite counts once to look for 0, and once more
        for row in self._rows(select(each).where(each.c.slots > 0)):
            yield Count(row["number"], SlotOutcome(row["outcome"]), _verdict(row["verdict"]), row["slots"])

    def _ways_between(self, kind: LookKind, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """Those of which there is any: in each part, each way costs a search of the index."""
        way = _table(_WAYS)
        any_due = select(slots.c.due).where(*_are(way, kind), slots.c.due >= since, slots.c.due < until)
        query = select(way).where(any_due.exists())
        return [(row["outcome"], row["verdict"]) for row in self._rows(query)]

    def _rolled(self, kind: LookKind, parts: Sequence[Span]) -> Iterator[Count]:
        """What the hours come to whose slots are gone."""
        numbered = sorted(enumerate(parts), key=lambda pair: pair[1].start)
        starts = [part.start for _, part in numbered]
        if not parts:
            return
        gone = _GONE.where(
            hourly_counts.c.kind == kind,
            hourly_counts.c.hour >= starts[0],
            hourly_counts.c.hour < max(part.end for part in parts),
        )
        for row in self._rows(gone):
            number, part = numbered[bisect_right(starts, row["hour"]) - 1]
            if part.holds(row["hour"]):
                yield Count(number, SlotOutcome(row["outcome"]), _verdict(row["verdict"] or ""), row["count"])

    def _waits(self, kind: LookKind, spans: Sequence[Span], longest: timedelta) -> Iterator[Wait]:
        before = _parts(
            (number, Span(start=span.start - longest, end=span.start)) for number, span in enumerate(spans)
        )
        query = select(before.c.number, slots.c.due, slots.c.started, slots.c.outcome, slots.c.verdict).where(
            slots.c.kind == kind,
            slots.c.outcome.in_(_LOOKED),
            slots.c.verdict.in_([verdict for _, verdict in _WAYS]),  # with it, one index finds them
            slots.c.due > before.c.start,
            slots.c.due < before.c.end,
            slots.c.started >= before.c.end,
        )
        for row in self._rows(query):
            if spans[row["number"]].holds(row["started"]):
                yield Wait(row["due"], row["started"], SlotOutcome(row["outcome"]), _verdict(row["verdict"]))


def _parts(numbered: Iterable[tuple[int, Span]]) -> CTE:
    return (
        values(column("number", Integer), column("start", Moment), column("end", Moment), name="given")
        .data([(number, span.start, span.end) for number, span in numbered])
        .cte("parts")
    )


def _table(ways: Sequence[tuple[str, str]]) -> CTE:
    return (
        values(column("outcome", PlainText), column("verdict", PlainText), name="known")
        .data(list(ways))
        .cte("ways")
    )


def _are(way: CTE, kind: LookKind) -> tuple[ColumnElement[bool], ...]:
    return slots.c.kind == kind, slots.c.outcome == way.c.outcome, slots.c.verdict == way.c.verdict


def _due_in(part: CTE, way: CTE, kind: LookKind) -> ScalarSelect[int]:
    due = (slots.c.due >= part.c.start, slots.c.due < part.c.end)
    return select(func.count()).select_from(slots).where(*_are(way, kind), *due).scalar_subquery()


def _verdict(stored: str) -> Verdict | None:
    return Verdict(stored) if stored else None
