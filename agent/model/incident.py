"""A finding's life."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.finding import Finding


class IncidentState(StrEnum):
    OPEN = "open"  # told, and nobody has taken it yet
    ACKNOWLEDGED = "acknowledged"  # somebody is on it
    SILENCED = "silenced"  # known, and not to be told again for a while
    RESOLVED = "resolved"  # the rule looked again and found it well


class Transition(StrEnum):
    OPENED = "opened"
    WORSENED = "worsened"
    REMINDED = "reminded"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Incident(Frozen):
    """At most one unresolved for each (rule, subject). `finding` is the newest that kept it open."""

    id: str
    state: IncidentState
    finding: Finding
    opened: AwareDatetime
    told: AwareDatetime  # when its last transition was told
    resolved: AwareDatetime | None = None

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
    """What a look does to an incident. No transition: only its finding is refreshed, nobody is told."""

    incident: Incident
    transition: Transition | None
    at: AwareDatetime
