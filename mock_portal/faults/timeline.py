"""Faults by a plan, in portal time: what comes and goes, when, and how far a portal has come with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import AwareDatetime, field_validator, model_validator

from mock_portal.clock import EARLIEST, LATEST, parse_span
from mock_portal.errors import BadAskError
from mock_portal.faults import FAULTS
from mock_portal.faults.book import understand
from mock_portal.faults.spelling import nearest
from mock_portal.world.entities import Entity

EVERY_FAULT = "all"
_KEPT_SPAN = re.compile(r"-?P")
"""How a span is written in a snapshot (ISO 8601)."""


class Moment(Entity):
    """One row: when, counted from the beginning or by the calendar, and what comes or goes.

    A row that does both clears first.
    """

    at: timedelta | AwareDatetime
    clear: str | None = None
    add: dict[str, object] | None = None

    @field_validator("at", mode="before")
    @classmethod
    def _is_a_moment(cls, at: object) -> object:
        if isinstance(at, timedelta) or (isinstance(at, str) and _KEPT_SPAN.match(at)):
            return at
        return _span(at) if isinstance(at, str) and at.startswith("+") else _time(at)

    @field_validator("clear")
    @classmethod
    def _is_a_fault(cls, name: str | None) -> str | None:
        if name is not None and name not in (known := [EVERY_FAULT, *FAULTS]):
            raise ValueError(f"there is no fault {name!r}{nearest(name, known)}")
        return name

    @field_validator("add")
    @classmethod
    def _is_understood(cls, add: dict[str, object] | None) -> dict[str, object] | None:
        if add is not None:
            _check(add)
        return add

    @model_validator(mode="after")
    def _does_something(self) -> Moment:
        if self.add is None and self.clear is None:
            raise ValueError("nothing happens here: give it `add` or `clear`")
        return self

    def due(self, began: datetime) -> datetime:
        """Its portal time, for a portal that began then."""
        return began + self.at if isinstance(self.at, timedelta) else self.at


def _span(text: str) -> timedelta:
    span = parse_span(text)
    if span > LATEST - EARLIEST:
        raise ValueError(f"{text!r} is farther than the portal's clock goes")
    return span


def _time(value: object) -> datetime:
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f'{value!r} is no moment: write "+2h" or 2026-03-02T09:00:00-05:00') from error
    if time.tzinfo is None:
        raise ValueError(f"{value} has no zone: write it like 2026-03-02T09:00:00-05:00")
    return time


def _check(add: Mapping[str, object]) -> None:
    try:
        understand(add)
    except BadAskError as error:
        raise ValueError(error.detail) from error


Timeline = tuple[Moment, ...]


class Progress(Entity):
    """How far a portal has come on its timeline: when it began, and up to when all is done."""

    began: AwareDatetime
    done_until: AwareDatetime | None = None

    def due(self, timeline: Timeline, now: datetime) -> list[Moment]:
        """What is to be done now, in order of time; rows of one time in the file's order."""
        waiting = [
            one
            for one in timeline
            if (self.done_until is None or self.done_until < one.due(self.began))
            and one.due(self.began) <= now
        ]
        return sorted(waiting, key=lambda one: one.due(self.began))

    def past(self, now: datetime) -> Progress:
        """All up to now is done; a clock that was put back repeats nothing."""
        latest = now if self.done_until is None else max(now, self.done_until)
        return self.model_copy(update={"done_until": latest})
