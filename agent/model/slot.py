"""A due time of a probe or a visit, and its one recorded outcome."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.look import LookKind
from agent.model.verdict import Verdict

PORTAL = "portal"
"""The subject of the probe's slots, in the place of an account."""


class SlotOutcome(StrEnum):
    RUNNING = "running"  # started; a slot left so by a dead process becomes lost
    DONE = "done"  # started on time and ended
    LATE = "late"  # ended, but started later than the grace
    SKIPPED = "skipped"  # inside a maintenance window
    MISSED = "missed"  # the agent was alive and could not start it
    LOST = "lost"  # the agent was not alive, or died in it


class Slot(Frozen):
    """`subject` is the account's alias for a visit, `PORTAL` for a probe."""

    kind: LookKind
    subject: str
    due: AwareDatetime
    outcome: SlotOutcome
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    look: str | None = None  # id of the look it ended in


class Count(NamedTuple):
    """So many slots that were due in one part of the time, and ended alike. `part` counts from 0.

    `verdict` is that of their look; None where there was none.
    """

    part: int
    outcome: SlotOutcome
    verdict: Verdict | None
    slots: int


class Wait(NamedTuple):
    """A slot that was looked at later than it was due."""

    due: datetime
    started: datetime
    outcome: SlotOutcome
    verdict: Verdict | None
