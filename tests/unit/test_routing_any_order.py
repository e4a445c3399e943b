"""Whatever happens to an incident and whenever, what is to be heard of it is heard, in its hours and once."""

import asyncio
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.recorder import keep
from agent.routing import Routing, opening
from agent.store import Store

from .builders import EASTERN, finding

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=EASTERN)
ROUTING = Routing.to(["ops-mail"])


class Deed(NamedTuple):
    """So many hours after the one before; nobody is at work where the outbox does not look."""

    hours: int
    severity: Severity
    outbox_looks: bool


DEEDS = st.builds(Deed, st.integers(0, 40), st.sampled_from(Severity), st.booleans())


class Inbox:
    name = "ops-mail"

    def __init__(self) -> None:
        self.got: list[tuple[datetime, Alert]] = []
        self.now = FRIDAY

    async def send(self, alert: Alert) -> Delivery:
        self.got.append((self.now, alert))
        return Delivery(outcome=Outcome.ACCEPTED)

    def look(self, store: Store, now: datetime) -> None:
        self.now = now
        asyncio.run(Outbox(store, {self.name: self}, Metrics(), lambda: now, EASTERN).send_due())


def play(store: Store, deeds: Sequence[Deed], ends: bool) -> Inbox:
    """Opened, then worse or better again and again, and perhaps resolved; then five days go by."""
    inbox, now = Inbox(), FRIDAY
    for number, deed in enumerate(deeds):
        now += timedelta(hours=deed.hours)
        over = ends and number == len(deeds) - 1 and number > 0
        transition = Transition.RESOLVED if over else Transition.WORSENED if number else Transition.OPENED
        incident = Incident(
            id="i1",
            state=IncidentState.RESOLVED if over else IncidentState.OPEN,
            finding=finding(severity=deed.severity),
            opened=FRIDAY,
            told=now,
            resolved=now if over else None,
        )
        with store.writing() as unit:
            keep(unit, [Change(incident=incident, transition=transition, at=now)], ROUTING, EASTERN)
        if deed.outbox_looks:
            inbox.look(store, now)
    for _ in range(5):
        now += timedelta(hours=24)
        inbox.look(store, now.replace(hour=3))
        inbox.look(store, now.replace(hour=9))
    return inbox


@settings(deadline=None, max_examples=25)
@given(deeds=st.lists(DEEDS, min_size=1, max_size=5), ends=st.booleans())
def test_nothing_is_lost_nothing_is_told_twice_and_only_what_is_critical_comes_out_of_hours(
    deeds: list[Deed], ends: bool, empty_store: Path
) -> None:
    with TemporaryDirectory() as folder:
        file = shutil.copy(empty_store, folder)
        with Store.open(f"sqlite:///{file}") as store:
            inbox = play(store, deeds, ends)
            alerts = [alert for alert in store.alerts() if alert.incident]
            last, passages = len(deeds), store.transitions("i1")
    assert {alert.state for alert in alerts} <= {AlertState.SENT, AlertState.WITHDRAWN}
    heard = [alert for alert in alerts if alert.state is AlertState.SENT]
    over = passages[-1].transition is Transition.RESOLVED
    assert last in {alert.number for alert in heard} or (over and not heard)
    assert len({alert.key for _, alert in inbox.got}) == len(inbox.got)
    digests = {alert.key for _, alert in inbox.got if alert.incident is None}
    assert {alert.told_in for alert in heard if alert.digest} == digests
    for at, alert in inbox.got:
        worst = max((p.severity for p in passages[: alert.number]), key=lambda one: one.rank, default=None)
        assert opening(ROUTING.hours, at) == at or worst is Severity.CRITICAL
