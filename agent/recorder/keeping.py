"""A change is stored, and with it what it tells: at once, in working hours, or in the digest of a day."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.alerts import compose
from agent.model.alert import Alert, AlertState, Message
from agent.model.finding import Severity
from agent.model.incident import Change, IncidentState, Transition
from agent.model.links import Links
from agent.model.route import PACE_OF, Pace, Telling
from agent.routing import About, Routing
from agent.store import Unit

_UNHEARD = frozenset({AlertState.WITHDRAWN, AlertState.FAILED})


def keep(
    unit: Unit,
    changes: Iterable[Change],
    routing: Routing,
    zone: ZoneInfo,
    *,
    links: Links | None = None,
    by: str | None = None,
    why: str | None = None,
) -> tuple[Alert, ...]:
    """Write the changes, and the alerts of those that are told: on the channels a change names, or as routed.

    What waits for its hour is told as one with what comes after it, and not at all where the incident ends
    or is silenced first. `by` and `why` are of the person who made the changes, if one did.
    """
    alerts: list[Alert] = []
    for change in changes:
        number = unit.save_change(change)
        tellings = _tellings(unit, change, routing)
        if change.transition is None:
            continue
        worse = change.transition is Transition.WORSENED
        before = _severity_before(unit, change.incident.id, number) if worse else None
        for telling in tellings:
            read = change.at if telling.digest else telling.due
            message = compose(
                change.incident, change.transition, read, zone, previous=before, links=links, by=by, why=why
            )
            alerts.append(_alert(change, change.transition, number, telling, message))
    for alert in alerts:
        unit.add_alert(alert)
    return tuple(alerts)


def _severity_before(unit: Unit, incident: str, number: int) -> Severity | None:
    """At the transition before this one."""
    earlier = [passage.severity for passage in unit.transitions(incident) if passage.number < number]
    return earlier[-1] if earlier else None


def _tellings(unit: Unit, change: Change, routing: Routing) -> tuple[Telling, ...]:
    """Who is told of the change; what waits to be told there, or is not to be told any more, is withdrawn."""
    incident, transition = change.incident, change.transition
    silenced = incident.state is IncidentState.SILENCED
    if transition is None and not silenced:
        return ()
    past = unit.alerts(incident.id)
    waiting = [alert for alert in past if alert.waits(change.at)]
    tellings: tuple[Telling, ...] = ()
    if transition and change.told:
        tellings = tuple(_wanted(unit, change, past, routing))
    quiet = silenced or transition is Transition.RESOLVED
    channels = {telling.channel for telling in tellings}
    unit.withdraw_alerts([alert.key for alert in waiting if quiet or alert.channel in channels])
    return tellings


def _wanted(unit: Unit, change: Change, past: Sequence[Alert], routing: Routing) -> Iterator[Telling]:
    """A step on call is told at once. That somebody has it, or that it is over, hears who heard of it, with
    the urgency of the worst that was told."""
    incident, at = change.incident, change.at
    if change.channels is not None:
        yield from (Telling(channel=channel, due=at) for channel in change.channels)
        return
    if change.transition not in (Transition.RESOLVED, Transition.ACKNOWLEDGED):
        yield from routing.tellings(About.of(incident), at)
        return
    worst = _worst_told(unit, incident.id, past) or incident.finding.severity
    routed = routing.tellings(About.of(incident, worst), at)
    heard = _heard(past, at)
    over = change.transition is Transition.RESOLVED
    yield from (telling for telling in routed if not over or telling.channel in heard)
    elsewhere = (channel for channel in heard if channel not in {telling.channel for telling in routed})
    yield from (routing.telling(channel, PACE_OF[worst], at) for channel in elsewhere)
    if over:
        in_digest = {alert.channel: None for alert in past if alert.waits(at) and alert.digest}
        yield from (routing.telling(name, Pace.DIGEST, at) for name in in_digest if name not in heard)


def _heard(past: Iterable[Alert], at: datetime) -> tuple[str, ...]:
    """The channels that were told of it, or are about to be."""
    told = (alert.channel for alert in past if alert.state not in _UNHEARD and not alert.waits(at))
    return tuple(dict.fromkeys(told))


def _worst_told(unit: Unit, incident: str, past: Iterable[Alert]) -> Severity | None:
    numbers = {alert.number for alert in past if alert.state not in _UNHEARD}
    told = [passage.severity for passage in unit.transitions(incident) if passage.number in numbers]
    return max(told, key=lambda severity: severity.rank, default=None)


def _alert(change: Change, transition: Transition, number: int, telling: Telling, message: Message) -> Alert:
    return Alert(
        id=new_id(),
        key=f"{change.incident.id}:{number}:{telling.channel}",
        incident=change.incident.id,
        number=number,
        transition=transition,
        channel=telling.channel,
        message=message,
        created=change.at,
        next_try=telling.due,
        hours=telling.hours,
        digest=telling.digest,
        about=change.incident,
    )


def new_id() -> str:
    return secrets.token_hex(8)
