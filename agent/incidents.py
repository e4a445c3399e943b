"""From what the rules say to what becomes of the incidents. Pure: the whole alert policy stands here."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.policy import Policy

Rulings = Iterable[tuple[str, Ruling]]
"""Each rule's name with its ruling."""


def decide(
    unresolved: Iterable[Incident],
    rulings: Rulings,
    policy: Policy,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[Change, ...]:
    """What each ruling does to the unresolved incidents, at most one for each (rule, subject).

    An incident that no ruling names is left as it is: its rule could not tell.
    """
    known = {(incident.rule, incident.subject): incident for incident in unresolved}
    changes: list[Change] = []
    for rule, ruling in rulings:
        for finding in ruling.findings:
            incident = known.get((rule, finding.subject))
            changes.append(
                _follow(incident, finding, policy, now) if incident else _open(finding, now, new_id())
            )
        well = (known.get((rule, subject)) for subject in ruling.well)
        changes.extend(_resolve(incident, now) for incident in well if incident)
    return tuple(changes)


def _open(finding: Finding, now: datetime, identifier: str) -> Change:
    incident = Incident(id=identifier, state=IncidentState.OPEN, finding=finding, opened=now, told=now)
    return Change(incident=incident, transition=Transition.OPENED, at=now)


def _follow(incident: Incident, finding: Finding, policy: Policy, now: datetime) -> Change:
    kept = finding.model_copy(update={"since": min(incident.finding.since, finding.since)})
    transition = _transition(incident, kept, policy, now)
    reopened = IncidentState.OPEN if transition is Transition.WORSENED else incident.state
    followed = incident.model_copy(
        update={"finding": kept, "state": reopened, "told": now if transition else incident.told}
    )
    return Change(incident=followed, transition=transition, at=now)


def _transition(incident: Incident, finding: Finding, policy: Policy, now: datetime) -> Transition | None:
    if _weight(finding) > _weight(incident.finding):
        return Transition.WORSENED
    unheard = incident.state is IncidentState.OPEN and finding.severity is Severity.CRITICAL
    if unheard and now - incident.told >= timedelta(hours=policy.remind_hours):
        return Transition.REMINDED
    return None


def _weight(finding: Finding) -> tuple[int, int]:
    return finding.severity.rank, finding.stage


def _resolve(incident: Incident, now: datetime) -> Change:
    resolved = incident.model_copy(update={"state": IncidentState.RESOLVED, "resolved": now, "told": now})
    return Change(incident=resolved, transition=Transition.RESOLVED, at=now)
