"""What time alone will do next to an incident, for who asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from agent.incidents.escalation import in_order
from agent.incidents.inhibition import blinded, common_causes, held_by_window, inhibited, shuts_out
from agent.incidents.merging import key_of
from agent.incidents.telling import gap
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.window import Window
from agent.windows import first_outside

_TOLD = frozenset({IncidentState.OPEN, IncidentState.ACKNOWLEDGED})


class Coming(NamedTuple):
    """`step` and `channels` are of an escalation; null for a reminder, which goes to every channel."""

    transition: Transition
    at: datetime
    step: int | None = None
    channels: tuple[str, ...] | None = None


def coming(
    incident: Incident, policy: Policy, steps: Sequence[Step], windows: Sequence[Window] = ()
) -> Coming | None:
    """The next escalation or reminder, if the incident stays as it is; `at` may have passed a moment ago.

    What falls into one of `windows` that explain the incident comes at their end. None where nobody is to be
    told again: it is over, silenced, or flaps and is well just now.
    """
    if incident.state not in _TOLD or incident.well_since is not None:
        return None
    explaining = windows if held_by_window(incident.finding) else ()
    told = (*_reminders(incident, policy), *_escalations(incident, steps))  # at one time the last is told
    found = [each._replace(at=at) for each in told if (at := first_outside(explaining, each.at))]
    soonest = min((each.at for each in found), default=None)
    return next((each for each in reversed(found) if each.at == soonest), None)


def held_back_by(incident: Incident, unresolved: Sequence[Incident]) -> Incident | None:
    """The incident that accounts for this one, of which nobody is told as long as that is there."""
    return _cause_of(incident, _common_cause(unresolved), _shutting_out(unresolved))


def held_back(unresolved: Sequence[Incident]) -> dict[str, Incident]:
    """Of all of them: the incident that accounts for one, by the id of that one."""
    common, by_account = _common_cause(unresolved), _shutting_out(unresolved)
    causes = ((each.id, _cause_of(each, common, by_account)) for each in unresolved)
    return {identifier: cause for identifier, cause in causes if cause}


def _cause_of(
    incident: Incident, common: Incident | None, by_account: Mapping[str | None, Incident]
) -> Incident | None:
    if common and inhibited(incident.finding):
        return common
    return by_account.get(incident.account) if blinded(incident.finding) else None


def _common_cause(unresolved: Iterable[Incident]) -> Incident | None:
    known = {key_of(each): each for each in unresolved}
    causes = common_causes(known, {}, (), in_window=False)
    return next((known[key] for key in causes), None)


def _shutting_out(unresolved: Iterable[Incident]) -> dict[str | None, Incident]:
    """By account."""
    return {each.account: each for each in unresolved if shuts_out(each.finding) and each.well_since is None}


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
