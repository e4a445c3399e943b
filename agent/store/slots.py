"""Slots: every due time, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from agent.model.look import LookKind
from agent.model.slot import Slot, SlotOutcome
from agent.store.rows import Row, flat
from agent.store.session import Reading, Writing
from agent.store.tables import looks, slots


class SlotsAsked(NamedTuple):
    """Which slots: null matches any; `since` <= due < `until`."""

    kind: LookKind | None = None
    subject: str | None = None
    outcome: SlotOutcome | None = None
    since: datetime | None = None
    until: datetime | None = None


class SlotReads(Reading):
    def slots(
        self,
        kind: LookKind | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[Slot, ...]:
        """Oldest first; `since` <= due < `until`."""
        query = select(slots).order_by(slots.c.due, slots.c.kind, slots.c.subject)
        if kind is not None:
            query = query.where(slots.c.kind == kind)
        if subject is not None:
            query = query.where(slots.c.subject == subject)
        if since is not None:
            query = query.where(slots.c.due >= since)
        if until is not None:
            query = query.where(slots.c.due < until)
        return tuple(flat(Slot, row) for row in self._rows(query))

    def newest_slots(self, asked: SlotsAsked, offset: int, limit: int) -> tuple[Slot, ...]:
        """Newest first."""
        in_order = (slots.c.due.desc(), slots.c.kind, slots.c.subject)
        query = select(slots).where(*_matching(asked)).order_by(*in_order).offset(offset).limit(limit)
        return tuple(flat(Slot, row) for row in self._rows(query))

    def found_slots(self, asked: SlotsAsked) -> int:
        row = self._first(select(func.count().label("found")).select_from(slots).where(*_matching(asked)))
        return int(row["found"]) if row else 0

    def last_slot(self, kind: LookKind, subject: str) -> Slot | None:
        """The one with the latest due time."""
        query = select(slots).where(slots.c.kind == kind, slots.c.subject == subject)
        row = self._first(query.order_by(slots.c.due.desc()).limit(1))
        return None if row is None else flat(Slot, row)

    def running_slots(self) -> tuple[Slot, ...]:
        """Started and not ended; at start-up these are what a dead process left behind."""
        query = select(slots).where(slots.c.outcome == SlotOutcome.RUNNING).order_by(slots.c.due)
        return tuple(flat(Slot, row) for row in self._rows(query))


class SlotWrites(Writing):
    def add_slots(self, new: Sequence[Slot]) -> None:
        """All at once. Where one of its kind and subject is due then already, raises `StoreConflictError`."""
        self._add(slots, *(self._slot_row(slot) for slot in new))

    def save_slot(self, slot: Slot) -> None:
        """Added, or replaced when this kind and subject have one due then. Its look must be stored first."""
        self._save(slots, self._slot_row(slot))

    def _slot_row(self, slot: Slot) -> Row:
        """With the verdict of its look, so that counting need not read the look."""
        verdict = None
        if slot.look is not None:
            verdict = self._first(select(looks.c.verdict).where(looks.c.id == slot.look))
        return slot.model_dump() | {"verdict": verdict["verdict"] if verdict else ""}


def _matching(asked: SlotsAsked) -> list[ColumnElement[bool]]:
    wanted = ((slots.c.kind, asked.kind), (slots.c.subject, asked.subject), (slots.c.outcome, asked.outcome))
    found = [column == value for column, value in wanted if value is not None]
    if asked.since is not None:
        found.append(slots.c.due >= asked.since)
    if asked.until is not None:
        found.append(slots.c.due < asked.until)
    return found
