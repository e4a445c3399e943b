"""What came of one moment, in the words that stories use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scenarios.agent import Visits
from scenarios.portal import Rows
from scenarios.settings_file import CHANNEL

Severities = dict[tuple[str, str], str]
"""By rule and subject: how bad a finding last was. A resolved incident has no finding to say so."""


@dataclass(frozen=True)
class Transition:
    """What became of an incident: `told` is opened, worsened, reminded, escalated, flapping or resolved."""

    told: str
    rule: str
    severity: str
    subject: str
    account: str

    def meets(self, named: str) -> bool:
        """Whether a story's `rule` or `rule:severity` means it."""
        return named in (self.rule, f"{self.rule}:{self.severity}")

    def __str__(self) -> str:
        return f"{self.rule}:{self.severity}"


@dataclass(frozen=True)
class Seen:
    """`requests` and `messages` are those since the moment began; `transitions` those of its visits."""

    at: datetime
    visits: Visits
    transitions: tuple[Transition, ...]
    requests: Rows
    messages: Rows

    @property
    def documents(self) -> list[dict[str, Any]]:
        """One a visit; none where the visit could not start."""
        return list(self.visits.document.get("visits", []))

    @property
    def accepted(self) -> list[str]:
        """The channel of each alert that the agent says was accepted."""
        return [alert["channel"] for alert in self.visits.sent]

    @property
    def titles(self) -> list[str]:
        """Of each of them, on the channel that every story has."""
        return [alert["title"] for alert in self.visits.sent if alert["channel"] == CHANNEL]


def transitions(visits: Iterable[Mapping[str, Any]], severities: Severities) -> tuple[Transition, ...]:
    """In the order they were told; keeps `severities` up to date for the next moment."""
    found = []
    for visit in visits:
        for finding in visit["findings"]:
            severities[finding["rule"], finding["subject"]] = finding["severity"]
        for incident in visit["incidents"]:
            rule, subject = incident["rule"], incident["subject"]
            severity = severities.get((rule, subject), "unknown")
            found.append(Transition(incident["transition"], rule, severity, subject, visit["account"]))
    return tuple(found)
