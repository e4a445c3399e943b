"""The outbox makes one digest a channel and day of all that was gathered, whoever is killed when."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.recorder import keep
from agent.routing import Routing
from agent.store import Store

from .builders import EASTERN, NOW, finding

TUESDAY = datetime(2026, 3, 3, 13, tzinfo=UTC)  # 08:00 EST
ROUTING = Routing.to(["ops-mail", "ops-hook"])


class Inbox:
    """Takes everything, or dies of it."""

    def __init__(self, name: str = "ops-mail") -> None:
        self.name = name
        self.got: list[Alert] = []
        self.dies = False

    async def send(self, alert: Alert) -> Delivery:
        self.got.append(alert)
        if self.dies:
            raise asyncio.CancelledError
        return Delivery(outcome=Outcome.ACCEPTED)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def tell(
    store: Store,
    identifier: str,
    severity: Severity,
    at: datetime = NOW,
    transition: Transition = Transition.OPENED,
) -> None:
    """One transition, on both channels."""
    found = finding(subject=identifier, account=identifier, severity=severity)
    incident = Incident(id=identifier, state=IncidentState.OPEN, finding=found, opened=NOW, told=at)
    with store.writing() as unit:
        keep(unit, [Change(incident=incident, transition=transition, at=at)], ROUTING, EASTERN)


def inform(store: Store, identifier: str, at: datetime = NOW) -> None:
    tell(store, identifier, Severity.INFORMATION, at)


def of(alert: Alert) -> str:
    """The key of a digest without what sets it apart from those of other stores."""
    return alert.key.rpartition(":")[0]


def outbox(store: Store, *channels: Inbox, now: datetime = TUESDAY) -> Outbox:
    named = {channel.name: channel for channel in channels}
    return Outbox(store, named, Metrics(), Clock(now), EASTERN)


async def test_a_day_is_one_message_a_channel_with_all_that_was_gathered(store: Store) -> None:
    mail, hook = Inbox(), Inbox("ops-hook")
    for number in range(3):
        inform(store, f"clinic-{number}", NOW + timedelta(hours=number))
    assert await outbox(store, mail, hook, now=TUESDAY - timedelta(seconds=1)).send_due() == ()
    sent = await outbox(store, mail, hook).send_due()
    assert sorted(map(of, sent)) == ["digest:2026-03-03:ops-hook", "digest:2026-03-03:ops-mail"]
    assert len({alert.key for alert in sent}) == 2
    ((digest,), (_,)) = (mail.got, hook.got)
    assert (digest.incident, digest.transition, digest.digest) == (None, None, date(2026, 3, 3))
    assert digest.message.title == "DIGEST 2026-03-03: 3 items — clinic-0, clinic-1, clinic-2"
    assert {alert.state for alert in store.alerts()} == {AlertState.SENT}
    assert await outbox(store, mail, hook).send_due() == ()


async def test_days_without_an_agent_are_one_digest_in_the_next_working_hours(store: Store) -> None:
    mail, saturday = Inbox(), TUESDAY + timedelta(days=4)
    inform(store, "clinic-0")
    inform(store, "clinic-1", TUESDAY)
    inform(store, "clinic-2", TUESDAY + timedelta(days=1))
    assert await outbox(store, mail, Inbox("ops-hook"), now=saturday).send_due() == ()
    await outbox(store, mail, Inbox("ops-hook"), now=saturday + timedelta(days=2)).send_due()
    assert [of(alert) for alert in mail.got] == ["digest:2026-03-05:ops-mail"]
    assert "3 items" in mail.got[0].message.title


async def test_a_warning_that_could_not_be_sent_in_its_hours_waits_until_they_begin_again(
    store: Store,
) -> None:
    """Written on Monday at nine; the agent is down until Saturday, three at night."""
    tell(store, "clinic-0", Severity.WARNING)
    saturday, monday = datetime(2026, 3, 7, 8, tzinfo=UTC), datetime(2026, 3, 9, 12, tzinfo=UTC)
    mail = Inbox()
    assert await outbox(store, mail, now=saturday).send_due() == ()
    assert {alert.next_try for alert in store.alerts()} == {monday}
    (sent,) = await outbox(store, mail, now=monday).send_due()
    assert sent.key == "clinic-0:1:ops-mail"


async def test_what_waits_again_holds_back_what_comes_after_it(store: Store) -> None:
    tell(store, "clinic-0", Severity.WARNING)
    tell(store, "clinic-0", Severity.WARNING, NOW + timedelta(hours=1), Transition.WORSENED)
    mail = Inbox()
    assert await outbox(store, mail, now=NOW + timedelta(hours=10)).send_due() == ()
    await outbox(store, mail, now=NOW + timedelta(days=1)).send_due()
    assert [alert.number for alert in mail.got] == [1, 2]


async def test_what_is_critical_is_sent_at_any_hour(store: Store) -> None:
    tell(store, "clinic-0", Severity.CRITICAL)
    mail = Inbox()
    await outbox(store, mail, now=NOW + timedelta(hours=14)).send_due()
    assert [alert.key for alert in mail.got] == ["clinic-0:1:ops-mail"]


async def test_what_comes_too_late_for_a_digest_that_was_sent_is_in_the_next_days(store: Store) -> None:
    mail = Inbox()
    inform(store, "clinic-0")
    await outbox(store, mail).send_due()
    inform(store, "clinic-1")  # the clock was set back
    assert await outbox(store, mail).send_due() == ()
    await outbox(store, mail, now=TUESDAY + timedelta(days=1)).send_due()
    assert [of(alert) for alert in mail.got] == ["digest:2026-03-03:ops-mail", "digest:2026-03-04:ops-mail"]
    assert "clinic-1" in mail.got[1].message.title


@pytest.mark.parametrize("moment", ["before it is made", "after it is made", "after it is sent"])
async def test_a_kill_loses_nothing_and_repeats_carry_the_same_key(
    store: Store, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once at each of three points; then another process goes on."""
    mail, hook = Inbox(), Inbox("ops-hook")
    for number in range(4):
        inform(store, f"clinic-{number}")
    first = outbox(store, mail, hook)
    with monkeypatch.context() as patch:
        if moment == "before it is made":
            patch.setattr("agent.delivery.gathering.compose_digest", _killed)
        elif moment == "after it is made":
            patch.setattr("agent.delivery.outbox.deliver", _killed)
        else:
            mail.dies = True
        with pytest.raises((_KilledError, asyncio.CancelledError)):
            await first.send_due()
    mail.dies = False
    await outbox(store, mail, hook).send_due()
    (key,) = {alert.key for alert in mail.got}
    assert key.startswith("digest:2026-03-03:ops-mail:")
    assert len(mail.got) == (2 if moment == "after it is sent" else 1)
    parts = Counter(alert.told_in for alert in store.alerts() if alert.incident)
    assert parts == {key: 4, hook.got[0].key: 4}
    assert {alert.state for alert in store.alerts()} == {AlertState.SENT}


class _KilledError(BaseException):
    """As a process that is killed: nothing catches it."""


def _killed(*arguments: object) -> None:
    raise _KilledError
