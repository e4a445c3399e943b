"""What waits for its hour: told then, told as one with what came after it, or not at all."""

from datetime import datetime, timedelta

import pytest

from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.route import Recipient, Route
from agent.recorder import keep
from agent.routing import Routing
from agent.store import Store

from .builders import ACCOUNT, EASTERN, finding

FRIDAY = datetime(2026, 3, 6, 18, tzinfo=EASTERN)
SATURDAY = datetime(2026, 3, 7, 3, tzinfo=EASTERN)
MONDAY = datetime(2026, 3, 9, 8, tzinfo=EASTERN)
ROUTING = Routing.to(["ops-mail"])
WARNING, CRITICAL, INFORMATION = Severity.WARNING, Severity.CRITICAL, Severity.INFORMATION


class Told:
    """One incident, whose transitions are kept as they come."""

    def __init__(self, store: Store, routing: Routing = ROUTING) -> None:
        self.store = store
        self._routing = routing

    def __call__(
        self,
        transition: Transition | None,
        at: datetime,
        severity: Severity = WARNING,
        state: IncidentState = IncidentState.OPEN,
        *,
        told: bool = True,
        channels: tuple[str, ...] | None = None,
    ) -> tuple[Alert, ...]:
        over = transition is Transition.RESOLVED
        incident = Incident(
            id="i1",
            state=IncidentState.RESOLVED if over else state,
            finding=finding(subject=ACCOUNT, account=ACCOUNT, severity=severity),
            opened=FRIDAY,
            told=at,
            resolved=at if over else None,
        )
        change = Change(incident=incident, transition=transition, at=at, told=told, channels=channels)
        with self.store.writing() as unit:
            return keep(unit, [change], self._routing, EASTERN)

    def accepted(self, at: datetime) -> None:
        """The channel takes all that is due."""
        with self.store.writing() as unit:
            for alert in unit.alerts_due(at):
                unit.alert_tried(alert.key, Delivery(outcome=Outcome.ACCEPTED), at, at)


@pytest.fixture
def told(store: Store) -> Told:
    return Told(store)


def due(store: Store, at: datetime) -> list[str | None]:
    return [alert.transition for alert in store.alerts_due(at)]


def test_a_warning_waits_for_mondays_working_hours_and_reads_as_of_then(store: Store, told: Told) -> None:
    (alert,) = told(Transition.OPENED, SATURDAY)
    assert (alert.created, alert.next_try) == (SATURDAY, MONDAY)
    assert due(store, MONDAY - timedelta(seconds=1)) == []
    assert due(store, MONDAY) == ["opened"]


def test_what_became_worse_says_what_it_was_before(told: Told) -> None:
    told(Transition.OPENED, SATURDAY, INFORMATION)
    told(Transition.WORSENED, SATURDAY, WARNING)
    (alert,) = told(Transition.WORSENED, SATURDAY, CRITICAL)
    assert alert.message.text.startswith("Worse: now critical, was warning.\n")


def test_a_critical_one_does_not_wait_and_says_at_once_that_it_is_over(store: Store, told: Told) -> None:
    told(Transition.OPENED, SATURDAY, CRITICAL)
    assert due(store, SATURDAY) == ["opened"]
    told.accepted(SATURDAY)
    told(Transition.RESOLVED, SATURDAY + timedelta(hours=1), CRITICAL)
    assert due(store, SATURDAY + timedelta(hours=1)) == ["resolved"]


def test_what_is_over_before_its_hour_is_told_to_nobody(store: Store, told: Told) -> None:
    told(Transition.OPENED, FRIDAY)
    told(Transition.RESOLVED, SATURDAY)
    assert due(store, MONDAY) == []
    assert [alert.state for alert in store.alerts()] == [AlertState.WITHDRAWN]


def test_what_was_told_in_time_says_that_it_is_over_in_the_next_hours(store: Store, told: Told) -> None:
    told(Transition.OPENED, FRIDAY - timedelta(hours=2))
    told.accepted(FRIDAY)
    told(Transition.WORSENED, FRIDAY)
    told(Transition.RESOLVED, SATURDAY)
    assert due(store, SATURDAY) == []
    assert due(store, MONDAY) == ["resolved"]


def test_what_gets_worse_while_it_waits_is_told_as_one(store: Store, told: Told) -> None:
    told(Transition.OPENED, FRIDAY)
    told(Transition.WORSENED, SATURDAY)
    assert due(store, MONDAY) == ["worsened"]
    told(Transition.ACKNOWLEDGED, SATURDAY + timedelta(hours=1))
    assert due(store, MONDAY) == ["acknowledged"]


def test_what_becomes_critical_while_it_waits_waits_no_more(store: Store, told: Told) -> None:
    told(Transition.OPENED, FRIDAY)
    told(Transition.WORSENED, SATURDAY, CRITICAL)
    assert due(store, SATURDAY) == ["worsened"]
    told.accepted(SATURDAY)
    assert due(store, MONDAY) == []


def test_what_was_critical_and_eased_says_at_once_to_who_was_woken_that_it_is_over(
    store: Store, told: Told
) -> None:
    told(Transition.OPENED, SATURDAY, CRITICAL)
    told.accepted(SATURDAY)
    told(Transition.RESOLVED, SATURDAY + timedelta(hours=1), WARNING)
    assert due(store, SATURDAY + timedelta(hours=1)) == ["resolved"]


def test_a_step_on_call_is_told_at_any_hour_and_hears_that_it_is_over(store: Store, told: Told) -> None:
    told(Transition.OPENED, SATURDAY, CRITICAL)
    told(Transition.ESCALATED, SATURDAY + timedelta(hours=1), CRITICAL, channels=("boss",))
    later = SATURDAY + timedelta(hours=2)
    told.accepted(later)
    told(Transition.RESOLVED, later, CRITICAL)
    assert [(alert.transition, alert.channel) for alert in store.alerts_due(later)] == [
        ("resolved", "ops-mail"),
        ("resolved", "boss"),
    ]


def test_a_channel_that_never_heard_of_it_is_not_told_that_it_is_over(store: Store) -> None:
    routing = Routing(
        (Recipient(name="pager"), Recipient(name="ops-mail")),
        (Route(severity=(CRITICAL,), channels=("pager",)), Route(channels=("ops-mail",))),
    )
    told = Told(store, routing)
    told(Transition.OPENED, MONDAY)
    told.accepted(MONDAY)
    told(Transition.RESOLVED, MONDAY + timedelta(hours=1))
    assert [alert.channel for alert in store.alerts_due(MONDAY + timedelta(hours=1))] == ["ops-mail"]


def test_what_is_silenced_while_it_waits_is_not_told(store: Store, told: Told) -> None:
    told(Transition.OPENED, FRIDAY)
    told(None, SATURDAY, state=IncidentState.SILENCED, told=False)
    assert due(store, MONDAY) == []
    told(Transition.REMINDED, SATURDAY + timedelta(hours=1))
    assert due(store, MONDAY) == ["reminded"]


def test_what_was_tried_already_is_not_withdrawn(store: Store, told: Told) -> None:
    (alert,) = told(Transition.OPENED, SATURDAY, CRITICAL)
    busy = Delivery(outcome=Outcome.TRY_LATER, problem="busy")
    with store.writing() as unit:
        unit.alert_tried(alert.key, busy, SATURDAY, SATURDAY + timedelta(minutes=10))
    told(Transition.RESOLVED, SATURDAY + timedelta(minutes=1), CRITICAL)
    assert due(store, SATURDAY + timedelta(minutes=10)) == ["opened", "resolved"]


def test_information_that_is_over_before_its_digest_is_one_entry_of_it(store: Store, told: Told) -> None:
    told(Transition.OPENED, FRIDAY, INFORMATION)
    assert due(store, MONDAY) == []  # an entry of a digest is not sent itself
    told(Transition.RESOLVED, SATURDAY, INFORMATION)
    assert [alert.transition for alert in store.digests_due(MONDAY)] == ["resolved"]
    assert store.digests_due(MONDAY - timedelta(seconds=1)) == ()


def test_information_that_becomes_a_warning_is_told_as_one_and_not_in_the_digest(
    store: Store, told: Told
) -> None:
    told(Transition.OPENED, FRIDAY, INFORMATION)
    told(Transition.WORSENED, SATURDAY, WARNING)
    assert store.digests_due(MONDAY) == ()
    assert due(store, MONDAY) == ["worsened"]
