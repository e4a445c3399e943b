"""Incidents, a part of the list at a time, and what a filter may ask for."""

from datetime import datetime
from enum import StrEnum

from agent.model.finding import Severity
from agent.model.incident import IncidentState
from agent.store import IncidentsAsked, Reads
from agent.views.incident import Summary, summary
from agent.views.paging import Paged


class Shown(StrEnum):
    """Which states a list shows."""

    UNRESOLVED = "unresolved"  # every state but resolved
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    RESOLVED = "resolved"
    ALL = "all"


def asked_for(
    shown: Shown,
    severity: Severity | None = None,
    rule: str | None = None,
    account: str | None = None,
    since: datetime | None = None,
) -> IncidentsAsked:
    state = None if shown in (Shown.UNRESOLVED, Shown.ALL) else IncidentState(shown)
    return IncidentsAsked(
        unresolved=shown not in (Shown.RESOLVED, Shown.ALL),
        state=state,
        severity=severity,
        rule=rule,
        account=account,
        since=since,
    )


def incidents(reads: Reads, asked: IncidentsAsked, page: int, per_page: int, now: datetime) -> Paged[Summary]:
    """Of unresolved ones the worst first; else the newest first."""
    found = reads.incidents_asked(asked, (page - 1) * per_page, per_page)
    return Paged[Summary](
        items=tuple(summary(each, now) for each in found),
        page=page,
        per_page=per_page,
        total=reads.count_incidents(asked),
    )
