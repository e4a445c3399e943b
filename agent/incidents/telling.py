"""What is told of an unresolved incident, and when: once for one thing, then less and less often."""

from datetime import timedelta

from agent.incidents.escalation import escalated
from agent.incidents.moment import Moment
from agent.incidents.silencing import hushed, released
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.policy import Policy

_MOST_DOUBLINGS = 16  # longer than any longest gap there is


def tell(incident: Incident, moment: Moment, *, worse: bool = False) -> Change:
    """What becomes of it now: told, kept from being told, or nothing; `worse`: it has just got worse."""
    if moment.silences_it(incident):
        return _untold(hushed(incident), moment, worse)
    if moment.holds_back(incident.finding):
        return _untold(incident, moment, worse)
    if incident.well_since is not None:
        return Change(incident=incident, transition=None, at=moment.now)
    if incident.heard is not None:
        return _told_anew(incident, Transition.WORSENED, moment)
    if incident.state is IncidentState.SILENCED:
        return _told_anew(released(incident), Transition.REMINDED, moment)
    return escalated(incident, moment.steps, moment.now) or _reminded(incident, moment)


def _untold(incident: Incident, moment: Moment, worse: bool) -> Change:
    """A timeline shows that it got worse, all the same."""
    transition = Transition.WORSENED if worse else None
    return Change(incident=incident, transition=transition, at=moment.now, told=False)


def _told_anew(incident: Incident, transition: Transition, moment: Moment) -> Change:
    """Its reminders and its steps on call begin again; what got worse is nobody's any more."""
    begun = {"told": moment.now, "anew": moment.now, "reminders": 0, "step": 0}
    heard = {"heard": None, "heard_stage": None}
    given_up = {"state": IncidentState.OPEN, "taken_by": None} if transition is Transition.WORSENED else {}
    told = incident.model_copy(update=begun | heard | given_up)
    return Change(incident=told, transition=transition, at=moment.now)


def _reminded(incident: Incident, moment: Moment) -> Change:
    if incident.finding.severity is not Severity.CRITICAL or moment.now - incident.told < gap(
        incident, moment.policy_of(incident.finding)
    ):
        return Change(incident=incident, transition=None, at=moment.now)
    again = incident.model_copy(update={"told": moment.now, "reminders": incident.reminders + 1})
    return Change(incident=again, transition=Transition.REMINDED, at=moment.now)


def gap(incident: Incident, policy: Policy) -> timedelta:
    """How long it is not told again: twice as long each time, and longer once somebody took it."""
    first = policy.remind_hours
    if incident.state is IncidentState.ACKNOWLEDGED:
        first = max(first, policy.acknowledged_remind_hours)
    longest = max(first, policy.remind_longest_hours)
    return timedelta(hours=min(first * 2 ** min(incident.reminders, _MOST_DOUBLINGS), longest))
