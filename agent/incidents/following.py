"""An incident opens, is followed while it is found, and ends."""

from datetime import datetime

from agent.incidents.flapping import flaps, quiet
from agent.incidents.inhibition import COMMON_CAUSES
from agent.incidents.merging import key_of, weight
from agent.incidents.moment import Moment
from agent.incidents.telling import tell
from agent.model.finding import Finding, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition


def opened(finding: Finding, moment: Moment, identifier: str) -> Change:
    """Told once: as flapping where it has opened so often lately; nobody where it is silenced."""
    now = moment.now
    flapping = flaps(finding, moment.recent, moment.policy_of(finding), now)
    incident = Incident(
        id=identifier, state=IncidentState.OPEN, finding=finding, opened=now, told=now, flapping=flapping
    )
    silenced = moment.silences_it(incident)
    if silenced:
        incident = incident.model_copy(update={"state": IncidentState.SILENCED})
    transition = Transition.FLAPPING if flapping else Transition.OPENED
    return Change(incident=incident, transition=transition, at=now, told=not silenced)


def followed(incident: Incident, finding: Finding, moment: Moment) -> Change:
    incident = _by_the_clock(incident, moment.now)
    kept = _kept(incident, finding)
    severity, stage = _heard(incident, kept)
    unheard = weight(kept) > (severity.rank, stage)
    refreshed = incident.model_copy(
        update={
            "finding": kept,
            "heard": severity if unheard else None,
            "heard_stage": stage if unheard else None,
            "well_since": None,
        }
    )
    return tell(refreshed, moment, worse=weight(kept) > weight(incident.finding))


def _kept(incident: Incident, finding: Finding) -> Finding:
    """What is known already stays.

    What flaps, or is found by one account after another, does not ease: it would worsen with the next look.
    """
    before = incident.finding
    known: dict[str, object] = {"since": min(before.since, finding.since), "due": finding.due or before.due}
    steady = incident.flapping or key_of(incident) in COMMON_CAUSES
    if steady and weight(before) > weight(finding):
        known |= {"severity": before.severity, "stage": before.stage}
    return finding.model_copy(update=known)


def _heard(incident: Incident, finding: Finding) -> tuple[Severity, int]:
    """How bad people believe it to be. What eases meanwhile and gets worse again is told again."""
    before = incident.finding
    last = (before.severity, before.stage)
    if incident.heard is not None:
        last = (incident.heard, incident.heard_stage or 0)
    return min(last, (finding.severity, finding.stage), key=lambda each: (each[0].rank, each[1]))


def well(incident: Incident, moment: Moment) -> Change:
    """Over; but what flaps must first be quiet for a while."""
    incident = _by_the_clock(incident, moment.now)
    if not incident.flapping or quiet(incident, moment.policy_of(incident.finding), moment.now):
        return resolved(incident, moment)
    rested = incident.model_copy(update={"well_since": incident.well_since or moment.now})
    return Change(incident=rested, transition=None, at=moment.now)


def waited(incident: Incident, moment: Moment) -> Change:
    """What time alone does. What is switched off is over: nobody looks for it any more."""
    incident = _by_the_clock(incident, moment.now)
    policy = moment.policy_of(incident.finding)
    if incident.rule in policy.off or quiet(incident, policy, moment.now):
        return resolved(incident, moment)
    return tell(incident, moment)


def _by_the_clock(incident: Incident, now: datetime) -> Incident:
    """What seems still to come, where a clock stepped back, is of now: or nobody is told for as long."""
    times = {
        "told": incident.told,
        "anew": incident.anew or incident.opened,
        "well_since": incident.well_since,
    }
    ahead = {name: now for name, at in times.items() if at is not None and at > now}
    return incident.model_copy(update=ahead) if ahead else incident


def resolved(incident: Incident, moment: Moment, *, told: bool = True) -> Change:
    """Told to those who were told of it: not while it is silenced."""
    silenced = incident.state is IncidentState.SILENCED or moment.silences_it(incident)
    return Change(
        incident=ended(incident, moment.now),
        transition=Transition.RESOLVED,
        at=moment.now,
        told=told and not silenced,
    )


def ended(incident: Incident, now: datetime) -> Incident:
    over = {"state": IncidentState.RESOLVED, "resolved": now, "told": now, "well_since": None}
    return incident.model_copy(update=over)
