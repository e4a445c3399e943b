"""An incident in one line: what a list, a table or a calendar shows of it."""

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.errors import EnrollwatchError
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState


class IncidentLine(Frozen):
    """All but its life and what to do about it, which its own page tells."""

    id: str
    state: IncidentState
    severity: Severity
    rule: str
    subject: str
    account: str | None
    title: str
    since: AwareDatetime
    due: AwareDatetime | None
    opened: AwareDatetime
    resolved: AwareDatetime | None


class Trouble(Frozen):
    """Why something cannot be shown: what happened, to what, and what to do."""

    what: str
    where: str
    do: str


def line_of(incident: Incident) -> IncidentLine:
    found = incident.finding
    return IncidentLine(
        id=incident.id,
        state=incident.state,
        severity=found.severity,
        rule=found.rule,
        subject=found.subject,
        account=found.account,
        title=found.title,
        since=found.since,
        due=found.due,
        opened=incident.opened,
        resolved=incident.resolved,
    )


def worst_first(line: IncidentLine) -> tuple[object, ...]:
    """Critical before warning; of one severity the oldest first."""
    return -line.severity.rank, line.since, line.id


def trouble_of(error: EnrollwatchError) -> Trouble:
    return Trouble(what=error.what, where=error.where, do=error.do)
