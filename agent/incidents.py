"""From what the rules say to what becomes of the incidents. Pure: the whole alert policy stands here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.policy import Policy

Rulings = Iterable[tuple[str, Ruling]]
"""Each rule's name with its ruling."""

Key = tuple[str, str]
"""A rule and a subject."""


def decide(
    unresolved: Iterable[Incident],
    rulings: Rulings,
    policy: Policy,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[Change, ...]:
    """What each ruling does to the unresolved incidents, at most one for each (rule, subject).

    An incident that no ruling names keeps its state, for its rule could not tell; but it is not forgotten:
    a critical one that nobody took is reminded of.
    """
    known = {(incident.rule, incident.subject): incident for incident in unresolved}
    found, well = _merged(rulings, known)
    changes = [
        _follow(known[key], finding, policy, now) if key in known else _open(finding, now, new_id())
        for key, finding in found.items()
    ]
    changes += [_resolve(known[key], now) for key in well if key in known]
    unnamed = [incident for key, incident in known.items() if key not in found and key not in well]
    changes += [
        _remind(incident, now) for incident in unnamed if _unheard(incident, incident.finding, policy, now)
    ]
    return tuple(changes)


def _merged(rulings: Rulings, known: Mapping[Key, Incident]) -> tuple[dict[Key, Finding], dict[Key, None]]:
    """The worst finding of each (rule, subject), and in order those that are well and not found."""
    found: dict[Key, Finding] = {}
    well: dict[Key, None] = {}
    for rule, ruling in rulings:
        for finding in ruling.findings:
            key = (rule, finding.subject)
            if key not in found or _weight(finding) > _weight(found[key]):
                found[key] = finding
        well.update(dict.fromkeys((rule, subject) for subject in ruling.well))
        well.update(dict.fromkeys(_left_over(rule, ruling, known)))
    return found, {key: None for key in well if key not in found}


def _left_over(rule: str, ruling: Ruling, known: Mapping[Key, Incident]) -> Iterator[Key]:
    """What is open under a rule that has seen all of the incident's account, and that it does not name."""
    if ruling.else_well is None:
        return
    for key, incident in known.items():
        if key[0] == rule and incident.account == ruling.else_well and key[1] not in ruling.unsure:
            yield key


def _open(finding: Finding, now: datetime, identifier: str) -> Change:
    incident = Incident(id=identifier, state=IncidentState.OPEN, finding=finding, opened=now, told=now)
    return Change(incident=incident, transition=Transition.OPENED, at=now)


def _follow(incident: Incident, finding: Finding, policy: Policy, now: datetime) -> Change:
    before = incident.finding
    kept = finding.model_copy(
        update={"since": min(before.since, finding.since), "due": finding.due or before.due}
    )
    transition = _transition(incident, kept, policy, now)
    reopened = IncidentState.OPEN if transition is Transition.WORSENED else incident.state
    followed = incident.model_copy(
        update={"finding": kept, "state": reopened, "told": now if transition else incident.told}
    )
    return Change(incident=followed, transition=transition, at=now)


def _transition(incident: Incident, finding: Finding, policy: Policy, now: datetime) -> Transition | None:
    if _weight(finding) > _weight(incident.finding):
        return Transition.WORSENED
    return Transition.REMINDED if _unheard(incident, finding, policy, now) else None


def _unheard(incident: Incident, finding: Finding, policy: Policy, now: datetime) -> bool:
    """Critical, taken by nobody, and not told for so long that it is told again."""
    waiting = incident.state is IncidentState.OPEN and finding.severity is Severity.CRITICAL
    return waiting and now - incident.told >= timedelta(hours=policy.remind_hours)


def _remind(incident: Incident, now: datetime) -> Change:
    return Change(incident=incident.model_copy(update={"told": now}), transition=Transition.REMINDED, at=now)


def _weight(finding: Finding) -> tuple[int, int]:
    return finding.severity.rank, finding.stage


def _resolve(incident: Incident, now: datetime) -> Change:
    resolved = incident.model_copy(update={"state": IncidentState.RESOLVED, "resolved": now, "told": now})
    return Change(incident=resolved, transition=Transition.RESOLVED, at=now)
