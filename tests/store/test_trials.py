"""What proves that channels carry alerts is kept; over both databases."""

from agent.model.alert import Delivery, Outcome
from agent.model.incident import IncidentState, Transition
from agent.model.trial import Trial
from agent.store import Store
from tests.store.values import a_change, an_alert, an_incident, at

TAKEN = Delivery(outcome=Outcome.ACCEPTED, receipt="250 kept as 7F3")
LATER = Delivery(outcome=Outcome.TRY_LATER, problem="421 too busy")


def told(store: Store, incident: str, delivery: Delivery, channel: str = "ops-am") -> None:
    """It opened, and `channel` said `delivery` of it."""
    alert = an_alert(channel=channel, incident=incident)
    with store.writing() as unit:
        unit.save_change(a_change(an_incident(incident, subject=incident), Transition.OPENED))
        unit.add_alert(alert)
        unit.alert_tried(alert.key, delivery, at(1), at(2))


def test_a_receipt_and_what_an_alert_is_about_come_back_as_they_were_given(store: Store) -> None:
    about = an_incident()
    alert = an_alert().model_copy(update={"about": about})
    with store.writing() as unit:
        unit.save_change(a_change(about, Transition.OPENED))
        unit.add_alert(alert)
        unit.alert_tried(alert.key, TAKEN, at(1), at(2))
    found = store.alert(alert.key)
    assert found is not None
    assert (found.about, found.receipt) == (about, "250 kept as 7F3")


def test_the_newest_trials_of_a_channel_come_first_though_the_clock_was_set_back(store: Store) -> None:
    trials = [
        Trial(channel="ops-mail", at=at(minutes), outcome=Outcome.TRY_LATER, problem=f"number {minutes}")
        for minutes in (1, 3, 2)
    ]
    with store.writing() as unit:
        for trial in trials:
            unit.add_trial(trial)
        unit.add_trial(Trial(channel="ops-hook", at=at(4), outcome=Outcome.ACCEPTED, receipt="HTTP 204"))
    assert store.trials("ops-mail", 2) == (trials[2], trials[1])
    assert store.trials("ops-chat", 2) == ()


def test_a_channel_was_told_of_what_it_took_and_what_is_not_long_over(store: Store) -> None:
    told(store, "open", TAKEN)
    told(store, "put-off", LATER)
    told(store, "elsewhere", TAKEN, channel="ops-mail")
    for name, minutes in (("over", 10.0), ("long-over", -10.0)):
        told(store, name, TAKEN)
        incident = an_incident(name, subject=name)
        resolved = incident.model_copy(update={"state": IncidentState.RESOLVED, "resolved": at(minutes)})
        with store.writing() as unit:
            unit.save_change(a_change(resolved, Transition.RESOLVED))
    assert {incident.id for incident in store.told_on("ops-am", at(0))} == {"open", "over"}
