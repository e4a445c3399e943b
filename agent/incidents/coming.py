"""What time alone will do next to an incident, for who asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from agent.incidents.escalation import in_order
from agent.incidents.telling import gap
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.on_call import Step
from agent.model.policy import Policy

_TOLD = frozenset({IncidentState.OPEN, IncidentState.ACKNOWLEDGED})


class Coming(NamedTuple):
    """`step` and `channels` are of an escalation; null for a reminder, which goes to every channel."""

    transition: Transition
    at: datetime
    step: int | None = None
    channels: tuple[str, ...] | None = None


def coming(incident: Incident, policy: Policy, steps: Sequence[Step]) -> Coming | None:
    """The next escalation or reminder, if the incident stays as it is; `at` may have passed a moment ago.

    None where nobody is to be told again: it is over, silenced, or flaps and is well just now.
    """
    if incident.state not in _TOLD or incident.well_since is not None:
        return None
    return min((*_escalations(incident, steps), *_reminders(incident, policy)), key=_at, default=None)


def _at(coming: Coming) -> datetime:
    return coming.at


def _escalations(incident: Incident, steps: Sequence[Step]) -> tuple[Coming, ...]:
    if incident.state is not IncidentState.OPEN:
        return ()
    began = incident.anew or incident.opened
    return tuple(
        Coming(Transition.ESCALATED, began + step.after, number, step.channels)
        for number, step in enumerate(in_order(steps), 1)
        if number > incident.step and incident.finding.severity.rank >= step.severity.rank
    )


def _reminders(incident: Incident, policy: Policy) -> tuple[Coming, ...]:
    if incident.finding.severity is not Severity.CRITICAL:
        return ()
    return (Coming(Transition.REMINDED, incident.told + gap(incident, policy)),)
