"""The rules and the incidents they lead to, one moment a calendar day, over facts that stand still. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from pydantic import AwareDatetime

from agent.incidents import decide
from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules import RULES, History, Rule, judge

MORNING = time(9)
"""When a day is judged, by the portal's clock: no daylight saving time begins or ends at this hour."""

_NEWS = frozenset({Transition.OPENED, Transition.WORSENED, Transition.RESOLVED})
"""What changes. A reminder says again what was said."""


class Event(Frozen):
    """What will happen to one incident on a calendar day at the portal. `resolved`: it lapses by itself."""

    day: date
    rule: str
    subject: str
    transition: Transition
    severity: Severity
    stage: int
    title: str
    due: AwareDatetime | None
    impact: str
    next_step: str


class Forecast(Frozen):
    """Of one account, from facts that were read at `facts_of`; events by day."""

    account: str
    facts_of: AwareDatetime
    events: tuple[Event, ...]


def forecast(
    look: Look,
    history: History,
    roster: Roster,
    policy: Policy,
    unresolved: Iterable[Incident],
    first: date,
    until: date,
    rules: Iterable[Rule] = RULES,
) -> tuple[Event, ...]:
    """Every incident that opens, worsens or lapses from `first` to `until`, both days included.

    The same as a look a day that reads again what `look` read: what does not change is silent. `first`
    tells too what has come since the look; `unresolved` are the incidents that are known already.
    """
    known = {incident.id: incident for incident in unresolved}
    ids, chosen = map("forecast-{}".format, count(1)), tuple(rules)
    events: list[Event] = []
    for moment in moments(look.ended, first, until, policy):
        rulings = judge(look, history, roster, policy, moment, chosen)
        for change in decide(known.values(), rulings, policy, moment, lambda: next(ids)):
            _keep(known, change)
            if change.transition is not None and change.transition in _NEWS:
                events.append(_event(change, change.transition, policy.today(moment)))
    return tuple(events)


def moments(ended: datetime, first: date, until: date, policy: Policy) -> Iterator[datetime]:
    """One moment for each calendar day at the portal: its morning, but never before the look had ended."""
    day = max(first, policy.today(ended))
    while day <= until:
        yield max(datetime.combine(day, MORNING, policy.zone), ended)
        day += timedelta(days=1)


def still_open(
    unresolved: Iterable[Incident],
    look: Look,
    history: History,
    roster: Roster,
    policy: Policy,
    rules: Iterable[Rule] = RULES,
) -> tuple[Incident, ...]:
    """Without those that the look itself found well.

    A later look that read nothing, on a day when the portal was down, may have opened some: that the
    facts from before know nothing of them is no news of the days to come.
    """
    standing = {incident.id: incident for incident in unresolved}
    rulings = judge(look, history, roster, policy, look.ended, rules)
    for change in decide(tuple(standing.values()), rulings, policy, look.ended, lambda: "new"):
        if change.transition is Transition.RESOLVED:
            del standing[change.incident.id]
    return tuple(standing.values())


def _keep(known: dict[str, Incident], change: Change) -> None:
    """As the store does: what is resolved is gone, and may open anew."""
    if change.incident.state is IncidentState.RESOLVED:
        del known[change.incident.id]
    else:
        known[change.incident.id] = change.incident


def _event(change: Change, transition: Transition, day: date) -> Event:
    finding = change.incident.finding
    return Event(
        day=day,
        rule=finding.rule,
        subject=finding.subject,
        transition=transition,
        severity=finding.severity,
        stage=finding.stage,
        title=finding.title,
        due=finding.due,
        impact=finding.impact,
        next_step=finding.next_step,
    )
