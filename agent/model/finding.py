"""What a rule says at a moment."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime, field_validator

from agent.model.base import Frozen


class Severity(StrEnum):
    """How bad; later is worse."""

    INFORMATION = "information"  # good to know
    WARNING = "warning"  # act in working hours
    CRITICAL = "critical"  # act now

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Finding(Frozen):
    """One thing that is wrong. Holds the alias, NPI and enrollment ID, never a person's name."""

    rule: str
    subject: str
    account: str | None = None
    severity: Severity
    stage: int = 0  # tells steps of equal severity apart: rising (severity, stage) is worsening
    title: str
    since: AwareDatetime
    due: AwareDatetime | None = None
    impact: str
    next_step: str
    desk: str

    @field_validator("since", "due")
    @classmethod
    def _in_utc(cls, moment: datetime | None) -> datetime | None:
        """Stored and printed times are UTC; a message shows the reader's zone beside it."""
        return moment and moment.astimezone(UTC)


class Ruling(Frozen):
    """All a rule has to say: what it found, and the subjects it looked at and found well.

    `else_well` names an account of which the rule has seen everything: every subject of it that is
    neither found nor `unsure` is well, also one that is no longer there. Without it a subject that is
    not named is one the rule could not judge, and its incident stays as it is. `account` is the one that
    looked, where that is known: another account's incident is not for it to end.
    """

    findings: tuple[Finding, ...] = ()
    well: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    else_well: str | None = None
    account: str | None = None
