"""What waits for a digest, over both databases; and the outbox of a store from before there were any."""

from datetime import date

import pytest

from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.incident import Transition
from agent.store import Store, StoreConflictError, Unit
from tests.store.test_opening import execute, made_at
from tests.store.values import a_change, an_alert, an_incident, at

DAY = date(2026, 3, 3)
KEY = f"digest:{DAY}:ops-mail"


def an_entry(number: int = 1, minutes: float = 60) -> Alert:
    return an_alert(number).model_copy(update={"digest": DAY, "next_try": at(minutes)})


def a_digest() -> Alert:
    of_none = {"id": "d", "key": KEY, "incident": None, "number": 0, "transition": None, "digest": DAY}
    return an_alert().model_copy(update=of_none)


def written(unit: Unit, *alerts: Alert) -> None:
    for _ in alerts:
        unit.save_change(a_change(an_incident(), Transition.OPENED))
    for alert in alerts:
        unit.add_alert(alert)


def states(store: Store) -> list[AlertState]:
    return [alert.state for alert in store.alerts()]


def test_a_digest_comes_back_as_it_was_given_and_is_sent_as_any_alert(store: Store) -> None:
    with store.writing() as unit:
        unit.add_alert(a_digest())
    assert store.alerts_due(at(0)) == (a_digest(),)
    with pytest.raises(StoreConflictError), store.writing() as unit:
        unit.add_alert(a_digest())


def test_what_a_digest_tells_is_due_with_it_and_never_alone(store: Store) -> None:
    with store.writing() as unit:
        written(unit, an_entry(1), an_entry(2, minutes=90))
    assert store.alerts_due(at(999)) == ()
    assert store.digests_due(at(59)) == ()
    assert store.digests_due(at(60)) == (an_entry(1),)
    assert store.digests_due(at(90)) == (an_entry(1), an_entry(2, minutes=90))


@pytest.mark.parametrize(
    ("outcome", "state", "sent"),
    [
        (Outcome.ACCEPTED, AlertState.SENT, at(61)),
        (Outcome.NEVER, AlertState.FAILED, None),
        (Outcome.TRY_LATER, AlertState.GATHERED, None),
    ],
)
def test_what_a_digest_tells_ends_with_it(
    store: Store, outcome: Outcome, state: AlertState, sent: object
) -> None:
    with store.writing() as unit:
        written(unit, an_entry(1), an_entry(2))
        unit.add_alert(a_digest())
        unit.gather_alerts([an_entry(1).key], KEY)
    assert store.digests_due(at(60)) == (an_entry(2),)
    with store.writing() as unit:
        unit.alert_tried(KEY, Delivery(outcome=outcome), at(61), at(70))
    told, other, _ = store.alerts()
    assert (told.state, told.sent, told.told_in) == (state, sent, KEY)
    assert (other.state, other.told_in) == (AlertState.PENDING, None)


def test_what_is_withdrawn_is_due_no_more_and_holds_nothing_back(store: Store) -> None:
    held = an_alert(1).model_copy(update={"next_try": at(60)})
    with store.writing() as unit:
        written(unit, held, an_alert(2))
        unit.withdraw_alerts([])
    assert store.alerts_due(at(0)) == ()
    with store.writing() as unit:
        unit.withdraw_alerts([held.key])
    assert [alert.number for alert in store.alerts_due(at(99))] == [2]
    assert states(store) == [AlertState.WITHDRAWN, AlertState.PENDING]


def test_a_channel_is_down_since_the_oldest_alert_that_it_put_off_or_while_a_summary_waits(
    store: Store,
) -> None:
    later = Delivery(outcome=Outcome.TRY_LATER, problem="busy")
    with store.writing() as unit:
        written(unit, an_alert(1), an_alert(2, "hook"))
        unit.alert_tried(an_alert(1).key, later, at(1), at(2))
    assert store.channels_down(at(-1)) == ()
    assert store.channels_down(at(0)) == ("ops-mail",)
    with store.writing() as unit:
        unit.add_alert(a_digest().model_copy(update={"digest": None, "channel": "hook"}))
    assert sorted(store.channels_down(at(-1))) == ["hook"]


def test_what_is_stuck_is_what_was_put_off_or_is_due_and_no_part_of_a_digest(store: Store) -> None:
    later = Delivery(outcome=Outcome.TRY_LATER, problem="busy")
    ahead = an_alert(3).model_copy(update={"next_try": at(60)})
    with store.writing() as unit:
        written(unit, an_alert(1), an_alert(2), ahead, an_entry(4, minutes=0))
        unit.alert_tried(an_alert(1).key, later, at(1), at(99))
    assert [alert.number for alert in store.alerts_stuck("ops-mail", at(5))] == [1, 2]
    assert store.alerts_stuck("hook", at(5)) == ()


def test_what_is_handed_over_has_failed_and_what_it_told_is_told_by_the_other(store: Store) -> None:
    with store.writing() as unit:
        written(unit, an_entry(1))
        unit.add_alert(a_digest())
        unit.gather_alerts([an_entry(1).key], KEY)
        unit.hand_over_alert(KEY, "other", "refused; told on hook instead")
    part, digest = store.alerts()
    assert (digest.state, digest.problem) == (AlertState.FAILED, "refused; told on hook instead")
    assert (part.state, part.told_in) == (AlertState.GATHERED, "other")
    assert store.alerts_told_in(["other"]) == (part,)


def test_what_follows_on_what_a_summary_tells_waits_for_the_summary(store: Store) -> None:
    summary = a_digest().model_copy(update={"digest": None})
    with store.writing() as unit:
        written(unit, an_alert(1), an_alert(2))
        unit.add_alert(summary)
        unit.gather_alerts([an_alert(1).key], KEY)
    assert store.alerts_due(at(9)) == (summary,)
    with store.writing() as unit:
        unit.alert_tried(KEY, Delivery(outcome=Outcome.ACCEPTED), at(9), at(9))
    assert store.alerts_due(at(9)) == (an_alert(2),)


def test_what_is_postponed_is_due_with_a_later_digest(store: Store) -> None:
    with store.writing() as unit:
        written(unit, an_entry())
        unit.postpone_alerts([an_entry().key], date(2026, 3, 4), at(120))
    assert store.digests_due(at(119)) == ()
    (entry,) = store.digests_due(at(120))
    assert entry.digest == date(2026, 3, 4)


def test_an_outbox_from_before_routing_is_kept_and_goes_on(url: str) -> None:
    """Its alerts come back with their state and order, and still only of transitions that there are."""
    made_at(url, "0003")
    execute(
        url,
        "INSERT INTO incidents (id, state, rule, subject, account, severity, stage, title, since, impact,"
        " next_step, desk, opened, told) VALUES ('incident-1', 'open', 'password-expiry', 'north-clinic',"
        " 'north-clinic', 'critical', 1, 'expired', '2026-03-02 12:00:00+00:00', 'i', 'n', 'd',"
        " '2026-03-02 12:00:00+00:00', '2026-03-02 12:00:00+00:00')",
        "INSERT INTO transitions (incident, number, transition, at, severity)"
        " VALUES ('incident-1', 1, 'opened', '2026-03-02 12:00:00+00:00', 'critical')",
        "INSERT INTO alerts (id, key, incident, number, transition, channel, title, text, state, created,"
        " attempts, next_try) VALUES ('1', 'incident-1:1:ops-mail', 'incident-1', 1, 'opened', 'ops-mail',"
        " 't', 't', 'pending', '2026-03-02 12:00:00+00:00', 1, '2026-03-02 12:00:00+00:00'),"
        " ('2', 'incident-1:1:ops-hook', 'incident-1', 1, 'opened', 'ops-hook',"
        " 't', 't', 'sent', '2026-03-02 12:00:00+00:00', 1, '2026-03-02 12:00:00+00:00')",
    )
    with Store.open(url) as store:
        assert [(alert.channel, alert.state) for alert in store.alerts()] == [
            ("ops-mail", AlertState.PENDING),
            ("ops-hook", AlertState.SENT),
        ]
        (due,) = store.alerts_due(at(1))
        assert (due.incident, due.transition, due.digest) == ("incident-1", Transition.OPENED, None)
        with store.writing() as unit:
            unit.alert_tried(due.key, Delivery(outcome=Outcome.ACCEPTED), at(1), at(2))
            unit.add_alert(a_digest())
        with pytest.raises(StoreConflictError), store.writing() as unit:
            unit.add_alert(an_alert(number=2))
        assert [alert.key for alert in store.alerts()][2:] == [KEY]
