"""Alerts: written before they are sent, marked once accepted, told in order; over both databases."""

import pytest

from agent.model.alert import AlertState, Delivery, Outcome
from agent.model.incident import Transition
from agent.store import Store, StoreConflictError, Unit
from tests.store.values import a_change, an_alert, an_incident, at

LATER = Delivery(outcome=Outcome.TRY_LATER, problem="421 too busy")
ACCEPTED = Delivery(outcome=Outcome.ACCEPTED)
NEVER = Delivery(outcome=Outcome.NEVER, problem="550 no such mailbox")


def open_incident(unit: Unit, incident_id: str = "incident-1", transitions: int = 1) -> None:
    incident = an_incident(incident_id, subject=incident_id)
    for _ in range(transitions):
        unit.save_change(a_change(incident, Transition.OPENED))


def due_keys(store: Store, minutes: float) -> list[str]:
    return [alert.key for alert in store.alerts_due(at(minutes))]


def test_an_alert_comes_back_as_it_was_given(store: Store) -> None:
    alert = an_alert()
    with store.writing() as unit:
        open_incident(unit)
        unit.add_alert(alert)
    assert store.alert(alert.key) == alert
    assert store.alerts(incident="incident-1") == (alert,)
    assert store.alerts(incident="incident-2") == ()


def test_an_alert_key_is_stored_only_once(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit)
        unit.add_alert(an_alert())
    with pytest.raises(StoreConflictError), store.writing() as unit:
        unit.add_alert(an_alert().model_copy(update={"id": "another"}))


def test_an_alert_of_a_transition_that_never_happened_is_refused(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit, transitions=1)
    with pytest.raises(StoreConflictError), store.writing() as unit:
        unit.add_alert(an_alert(number=2))


def test_what_was_written_before_the_clock_stepped_back_is_due_and_then_tried_by_the_new_time(
    store: Store,
) -> None:
    first, second = an_alert(number=1, minutes=300), an_alert(number=2, minutes=301)
    with store.writing() as unit:
        open_incident(unit, transitions=2)
        unit.add_alert(first)
        unit.add_alert(second)
        unit.alert_tried(first.key, LATER, at(302), at(303))
    assert due_keys(store, 10) == [first.key, second.key]
    with store.writing() as unit:
        unit.alert_tried(first.key, LATER, at(10), at(20))
    assert due_keys(store, 19) == []
    assert due_keys(store, 20) == [first.key, second.key]


def test_an_accepted_alert_is_sent_and_no_longer_due(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit)
        unit.add_alert(an_alert())
    with store.writing() as unit:
        unit.alert_tried(an_alert().key, ACCEPTED, at(1), at(2))
    [alert] = store.alerts(state=AlertState.SENT)
    assert (alert.sent, alert.attempts, alert.problem) == (at(1), 1, None)
    assert due_keys(store, 100) == []


def test_an_alert_to_try_later_stays_pending_with_its_problem_and_next_try(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit)
        unit.add_alert(an_alert())
        unit.alert_tried(an_alert().key, LATER, at(1), at(3))
        unit.alert_tried(an_alert().key, LATER, at(3), at(9))
    [alert] = store.alerts(state=AlertState.PENDING)
    assert (alert.attempts, alert.next_try, alert.problem) == (2, at(9), "421 too busy")
    assert due_keys(store, 8.9) == []
    assert due_keys(store, 9) == [alert.key]


def test_a_refused_alert_has_failed_and_is_never_due_again(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit)
        unit.add_alert(an_alert())
        unit.alert_tried(an_alert().key, NEVER, at(1), at(2))
    [alert] = store.alerts(state=AlertState.FAILED)
    assert (alert.sent, alert.problem) == (None, "550 no such mailbox")
    assert due_keys(store, 100) == []


def test_a_sent_alert_is_not_unsent_by_a_slower_try_that_failed(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit)
        unit.add_alert(an_alert())
        unit.alert_tried(an_alert().key, ACCEPTED, at(1), at(2))
        unit.alert_tried(an_alert().key, LATER, at(2), at(3))
        unit.alert_tried(an_alert().key, NEVER, at(3), at(4))
    [alert] = store.alerts()
    assert (alert.state, alert.sent, alert.problem) == (AlertState.SENT, at(1), None)


def test_trying_an_alert_that_is_not_stored_is_an_error(store: Store) -> None:
    with pytest.raises(StoreConflictError, match="no alert has this key"), store.writing() as unit:
        unit.alert_tried("nothing:1:ops-mail", ACCEPTED, at(0), at(0))


def test_due_alerts_come_in_the_order_they_were_written_even_if_the_clock_stepped_back(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit, transitions=2)
        unit.add_alert(an_alert(number=1, minutes=10))
        unit.add_alert(an_alert(number=2, minutes=5))
    assert due_keys(store, 20) == ["incident-1:1:ops-mail", "incident-1:2:ops-mail"]


def test_a_later_alert_waits_for_the_earlier_one_of_its_incident_and_channel_only(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit, transitions=2)
        open_incident(unit, "incident-2")
        unit.add_alert(an_alert(number=1))
        unit.add_alert(an_alert(number=2))
        unit.add_alert(an_alert(number=2, channel="hook"))
        unit.add_alert(an_alert(number=1, incident="incident-2"))
        unit.alert_tried(an_alert().key, LATER, at(0), at(5))
    assert due_keys(store, 1) == ["incident-1:2:hook", "incident-2:1:ops-mail"]
    assert due_keys(store, 5)[:2] == ["incident-1:1:ops-mail", "incident-1:2:ops-mail"]


def test_a_later_alert_that_waits_does_not_hold_back_the_earlier_one(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit, transitions=2)
        unit.add_alert(an_alert(number=1))
        unit.add_alert(an_alert(number=2).model_copy(update={"next_try": at(50)}))
    assert due_keys(store, 1) == ["incident-1:1:ops-mail"]


def test_a_failed_alert_does_not_hold_back_the_next_one(store: Store) -> None:
    with store.writing() as unit:
        open_incident(unit, transitions=2)
        unit.add_alert(an_alert(number=1))
        unit.add_alert(an_alert(number=2))
        unit.alert_tried(an_alert(number=1).key, LATER, at(0), at(50))
        unit.alert_tried(an_alert(number=1).key, NEVER, at(1), at(60))
    assert due_keys(store, 2) == ["incident-1:2:ops-mail"]
