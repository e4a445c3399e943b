"""Many alerts as one message, and one alert on another channel. Each is one transaction of the caller's."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from agent.alerts import Entry, compose_digest, compose_summary
from agent.model.alert import Alert, AlertState, Message
from agent.routing import opening
from agent.store import Unit

LONG_DOWN = timedelta(hours=6)
"""A channel that has taken nothing for so long, and missed so many, is told once: a summary, not a storm."""

STORM = 5


def hand_over(unit: Unit, alerts: Sequence[Alert], other: str, now: datetime, problem: str | None) -> None:
    """What a channel does not take goes to `other`, in order; what was written there too needs no second.

    Nor does what was taken after all, by another process, or withdrawn. What waits there for its hour is told
    with it.
    """
    for alert in alerts:
        key = _key_on(other, alert)
        if unit.alert(key) or _began_on(other, alert, unit) or not _is_untold(unit.alert(alert.key)):
            continue
        waiting = unit.alerts(alert.incident, AlertState.PENDING) if alert.incident else ()
        unit.withdraw_alerts([each.key for each in waiting if each.channel == other and each.waits(now)])
        anew = {"id": secrets.token_hex(8), "key": key, "channel": other, "attempts": 0, "problem": None}
        unit.add_alert(alert.model_copy(update=anew | {"state": AlertState.PENDING, "next_try": now}))
        unit.hand_over_alert(alert.key, key, f"{problem or 'not taken'}; told on {other} instead")


def _key_on(other: str, alert: Alert) -> str:
    """Of a digest its first key and the channel, however many channels it has been through."""
    if alert.incident:
        return f"{alert.incident}:{alert.number}:{other}"
    return f"{_first_key(alert)}:{other}"


def _first_key(digest: Alert) -> str:
    return digest.key.removesuffix(f":{digest.channel}")


def _began_on(other: str, alert: Alert, unit: Unit) -> bool:
    """It is a digest, or a summary, that `other` itself did not take."""
    first = None if alert.incident else unit.alert(_first_key(alert))
    return first is not None and first.channel == other


def _is_untold(stored: Alert | None) -> bool:
    return stored is not None and stored.state in (AlertState.PENDING, AlertState.FAILED)


def make_digests(unit: Unit, now: datetime, zone: tzinfo) -> None:
    """What is due in a digest becomes one message a channel, under a key of its own.

    In one transaction: whoever is killed before it ends has made none, and then it is in the outbox. What
    comes when its day's is made already, for a clock was set back, is told in the next day's.
    """
    due = [part for part in unit.digests_due(now) if in_hours(part, now)]
    for channel, parts in _by_channel(due).items():
        last = max(parts, key=lambda part: part.next_try)
        day = last.digest or last.next_try.date()
        key = f"digest:{day}:{channel}:{last.id}"  # of no other store, too: a receiver may take from several
        if unit.has_digest(channel, day):
            tomorrow = timedelta(days=1)
            unit.postpone_alerts([part.key for part in parts], day + tomorrow, last.next_try + tomorrow)
            continue
        message = compose_digest(day, _entries(unit, parts), zone)
        unit.add_alert(_digest(key, day, last, message, now))
        unit.gather_alerts([part.key for part in parts], key)


def in_hours(alert: Alert, now: datetime) -> bool:
    return alert.hours is None or opening(alert.hours, now) <= now


def _by_channel(alerts: Sequence[Alert]) -> dict[str, list[Alert]]:
    return {name: [each for each in alerts if each.channel == name] for name in {a.channel for a in alerts}}


def _digest(key: str, day: date, last: Alert, message: Message, now: datetime) -> Alert:
    """`last` is one of those that it tells."""
    return Alert(
        id=secrets.token_hex(8),
        key=key,
        incident=None,
        number=0,
        transition=None,
        channel=last.channel,
        message=message,
        created=now,
        next_try=now,
        hours=last.hours,
        digest=day,
    )


def summarise(unit: Unit, channel: str, now: datetime, zone: tzinfo) -> None:
    """What a channel missed while it was down becomes one message, and what it misses after that joins it."""
    stuck = unit.alerts_stuck(channel, now)
    before = [alert.key for alert in stuck if alert.incident is None and alert.digest is None]
    told = unit.alerts_told_in(before)
    joining = {alert.incident for alert in told}
    parts = [a for a in stuck if a.incident and (a.attempts or not before or a.incident in joining)]
    if not parts or (not before and (len(parts) < STORM or now - parts[0].created < LONG_DOWN)):
        return
    missed = [*told, *parts]
    always = any(alert.hours is None for alert in missed)
    summary = Alert(
        id=secrets.token_hex(8),
        key=f"summary:{channel}:{secrets.token_hex(8)}",
        incident=None,
        number=0,
        transition=None,
        channel=channel,
        message=compose_summary(_entries(unit, missed), zone),
        created=now,
        next_try=max(now, *(part.next_try for part in parts)),
        hours=None if always else parts[-1].hours,
    )
    unit.add_alert(summary)
    unit.gather_alerts([alert.key for alert in missed], summary.key)
    unit.withdraw_alerts(before)


def _entries(unit: Unit, alerts: Sequence[Alert]) -> list[Entry]:
    return [
        Entry(alert.transition, alert.created, incident)
        for alert in alerts
        if alert.transition and alert.incident and (incident := unit.incident(alert.incident))
    ]
