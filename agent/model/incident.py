"""A finding's life."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from agent.model.base import Frozen
from agent.model.finding import Finding, Severity


class IncidentState(StrEnum):
    OPEN = "open"  # told, and nobody has taken it yet
    ACKNOWLEDGED = "acknowledged"  # somebody is on it
    SILENCED = "silenced"  # followed, and told nobody while a silence lasts
    RESOLVED = "resolved"  # the rule looked again and found it well


class Transition(StrEnum):
    OPENED = "opened"
    WORSENED = "worsened"
    REMINDED = "reminded"
    ESCALATED = "escalated"  # nobody took it in time: the next step on call
    FLAPPING = "flapping"  # it opened so often that its openings are told as one
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    TEST = "test"  # of no incident: it proves that a channel reaches people


class Incident(Frozen):
    """At most one unresolved for each (rule, subject). `finding` is the newest that kept it open.

    `heard` and `heard_stage` are what people last heard of it, where it has got worse since and nobody was
    to be told; null where all is told.
    """

    id: str
    state: IncidentState
    finding: Finding
    opened: AwareDatetime
    told: AwareDatetime  # when its last transition was told
    resolved: AwareDatetime | None = None
    anew: AwareDatetime | None = None  # when it was last told anew; null: when it opened
    heard: Severity | None = None
    heard_stage: int | None = None
    reminders: int = Field(0, ge=0)  # told again so often since it was last told anew
    step: int = Field(0, ge=0)  # the step on call that was reached; 0 is the first notice
    flapping: bool = False
    well_since: AwareDatetime | None = None  # only while flapping
    taken_by: str | None = None  # who acknowledged it

    @property
    def rule(self) -> str:
        return self.finding.rule

    @property
    def subject(self) -> str:
        return self.finding.subject

    @property
    def account(self) -> str | None:
        return self.finding.account


class Change(Frozen):
    """What a look or the clock does to an incident. No transition: only the incident is refreshed.

    A transition that is told nobody (`told`) is stored all the same. `channels` names those that are told;
    null is every channel.
    """

    incident: Incident
    transition: Transition | None
    at: AwareDatetime
    told: bool = True
    channels: tuple[str, ...] | None = None
