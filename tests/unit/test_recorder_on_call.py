"""The recorder hands silences, steps on call, windows and what was before to the policy, and keeps it."""

from datetime import datetime, timedelta

import pytest

from agent.model.finding import Severity
from agent.model.incident import IncidentState, Transition
from agent.model.look import Look
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.silence import Silence
from agent.model.verdict import Cause
from agent.model.window import Once, Window
from agent.recorder import Recorder
from agent.store import Store

from .builders import (
    ACCOUNT,
    EASTERN,
    NOW,
    OTHER_ACCOUNT,
    at_once,
    before,
    enrollment,
    facts,
    probe,
    reason,
    roster,
    visit,
)

CHANNELS = ("ops-mail", "ops-hook")
ROUTING = at_once(*CHANNELS)
STEPS = (
    Step(after=timedelta(minutes=15), channels=("second",)),
    Step(after=timedelta(hours=1), channels=("third", "ops-hook")),
)
ROSTER = roster(watched_since=NOW)


@pytest.fixture
def recorder(store: Store) -> Recorder:
    return Recorder(store, ROUTING, Policy(), EASTERN, steps=STEPS)


def expired(minutes: float = 0, account: str = ACCOUNT) -> Look:
    return visit(at=after(minutes), account=account, facts=facts(days_left=0))


def down(minutes: float) -> Look:
    return probe(Cause.REFUSED, at=after(minutes))


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def told(store: Store) -> list[tuple[str | None, str]]:
    return [(alert.transition, alert.channel) for alert in store.alerts()]


def window(start: float, end: float) -> Window:
    """From and to so many minutes after now."""
    return Window(
        name="patching",
        why="monthly",
        time_zone="UTC",
        once=Once(start=after(start), end=after(end)),
    )


def test_time_alone_escalates_what_nobody_took_each_step_once_and_to_its_channels_only(
    store: Store, recorder: Recorder
) -> None:
    recorder.record(expired(), ROSTER, NOW)
    first = told(store)
    assert recorder.tick(after(14)) == ()
    (change,) = recorder.tick(after(15))
    assert (change.transition, change.incident.step) == (Transition.ESCALATED, 1)
    assert recorder.tick(after(16)) == ()
    recorder.tick(after(60))
    assert told(store)[len(first) :] == [
        ("escalated", "second"),
        ("escalated", "third"),
        ("escalated", "ops-hook"),
    ]
    (incident,) = store.open_incidents()
    passages = store.transitions(incident.id)
    assert [(passage.number, passage.transition) for passage in passages] == [
        (1, Transition.OPENED),
        (2, Transition.ESCALATED),
        (3, Transition.ESCALATED),
    ]


def test_what_is_silenced_as_it_opens_is_kept_with_its_transition_and_told_nobody(
    store: Store, recorder: Recorder
) -> None:
    silence = Silence(id="s1", account="north-*", until=after(60), why="known", who="pat", made=NOW)
    with store.writing() as unit:
        unit.save_silence(silence)
    report = recorder.record(expired(), ROSTER, NOW)
    assert report.alerts == ()
    (incident,) = store.open_incidents()
    assert incident.state is IncidentState.SILENCED
    assert [passage.transition for passage in store.transitions(incident.id)] == [Transition.OPENED]
    assert recorder.tick(after(59)) == ()
    recorder.tick(after(60))
    assert told(store) == [("reminded", channel) for channel in CHANNELS]


def test_what_opens_and_resolves_again_and_again_is_told_as_flapping(
    store: Store, recorder: Recorder
) -> None:
    """Only the store knows of the openings before, for each of them is resolved."""
    minute = 0
    for _ in range(3):
        for look in (
            down(minute),
            down(minute + 1),
            probe(at=after(minute + 2)),
            probe(at=after(minute + 3)),
        ):
            recorder.record(look, roster(), look.started)
        minute += 4
    assert [transition for transition, channel in told(store) if channel == "ops-mail"] == [
        "opened",
        "resolved",
        "opened",
        "resolved",
        "flapping",
    ]
    (incident,) = store.open_incidents()
    assert (incident.flapping, incident.well_since) == (True, after(10 + 1))


def test_what_fails_in_a_window_opens_nothing_and_is_no_failure_afterwards(store: Store) -> None:
    recorder = Recorder(store, ROUTING, Policy(), EASTERN, windows=(window(0, 5),))
    for minute in range(5):
        assert recorder.record(down(minute), roster(), after(minute)).changes == ()
    assert recorder.record(down(5), roster(), after(5)).findings == ()
    (change,) = recorder.record(down(6), roster(), after(6)).changes
    assert change.transition is Transition.OPENED
    assert change.incident.finding.since == after(5)


def test_a_look_that_began_in_a_window_belongs_to_it_although_it_ended_later(store: Store) -> None:
    recorder = Recorder(store, ROUTING, Policy(availability_failures=1), EASTERN, windows=(window(0, 5),))
    assert recorder.record(down(4), roster(), after(6)).changes == ()


@pytest.mark.parametrize(
    ("cause", "rule"),
    [
        (Cause.REFUSED, "portal-availability"),
        (Cause.VAULT_AWAY, "agent-fault"),
        (Cause.NO_REFERENCE, "agent-fault"),
    ],
)
def test_once_a_common_cause_is_over_no_account_is_told_of_before_its_next_visit(
    store: Store, cause: Cause, rule: str
) -> None:
    """Ten hours away: every account is unlooked at for more than two intervals when it is over."""
    recorder = Recorder(store, ROUTING, Policy(), EASTERN)
    other = roster(watched_since=NOW).model_copy(update={"account": OTHER_ACCOUNT})
    for hours in (0, 4, 8):
        seen = (cause,) if hours else ()
        for account, watched in ((ACCOUNT, ROSTER), (OTHER_ACCOUNT, other)):
            look = visit(*seen, at=after(60 * hours), account=account)
            recorder.record(look, watched, look.started)
    recorder.watch([other], after(660))
    assert [incident.rule for incident in store.open_incidents()] == [rule]
    recorder.record(probe(at=after(660)), roster(), after(661))
    recorder.record(visit(at=after(661)), ROSTER, after(661))
    assert store.open_incidents() == ()
    assert recorder.watch([other], after(662)) == ()
    assert recorder.watch([other], after(661 + 300)) == ()
    (change,) = recorder.watch([other], after(661 + 301))
    assert (change.transition, change.incident.rule) == (Transition.OPENED, "not-looked")


def test_what_the_maintenance_page_says_is_a_window_until_the_portal_answers(
    store: Store, recorder: Recorder
) -> None:
    away = reason(Cause.MAINTENANCE).model_copy(update={"maintenance_until": after(60)})
    for minute in range(3):
        look = probe(away, at=after(minute))
        assert recorder.record(look, roster(), look.started).changes == ()
    recorder.record(probe(at=after(3)), roster(), after(3))
    recorder.record(down(4), roster(), after(4))
    (change,) = recorder.record(down(5), roster(), after(5)).changes
    assert (change.transition, change.incident.rule) == (Transition.OPENED, "portal-availability")


def test_facts_that_were_read_in_a_window_are_known_to_the_next_visit(store: Store) -> None:
    """Only the rules that count failures go without the looks of a window."""
    recorder = Recorder(store, ROUTING, Policy(), EASTERN, windows=(window(-300, -100),))
    earlier = visit(at=before(hours=4), facts=facts(enrollments=[enrollment("Approved")]))
    recorder.record(earlier, roster(), before(hours=4), sealed=b"sealed")
    turned = visit(facts=facts(enrollments=[enrollment("Deactivated")]))
    assert earlier.facts is not None
    report = recorder.record(turned, roster(), NOW, facts_before={earlier.id: earlier.facts})
    assert "enrollment-status" in {found.rule for found in report.findings}


def test_the_time_of_a_window_is_no_time_without_a_look(store: Store) -> None:
    """Ten hours of maintenance from half an hour after the last good look: two intervals end later."""
    recorder = Recorder(store, ROUTING, Policy(), EASTERN, windows=(window(30, 630),))
    good = visit()
    recorder.record(good, ROSTER, good.ended)
    quiet = good.ended + timedelta(hours=18, minutes=2)
    assert recorder.watch([ROSTER], after(631)) == ()
    assert recorder.watch([ROSTER], quiet) == ()
    (change,) = recorder.watch([ROSTER], quiet + timedelta(seconds=1))
    assert (change.transition, change.incident.rule) == (Transition.OPENED, "not-looked")


def test_a_look_of_one_account_lets_time_pass_for_another_by_the_others_own_policy(store: Store) -> None:
    own = {OTHER_ACCOUNT: Policy(remind_hours=1)}
    recorder = Recorder(store, ROUTING, Policy(), EASTERN, own)
    other = roster().model_copy(update={"account": OTHER_ACCOUNT})
    recorder.record(expired(), ROSTER, NOW)
    recorder.record(visit(account=OTHER_ACCOUNT, at=after(61)), other, after(61))
    recorder.watch([other], after(62))
    assert {transition for transition, _ in told(store)} == {"opened"}


def test_what_the_portal_does_is_flapping_by_the_policy_for_all_whoever_sees_it(store: Store) -> None:
    quick = Policy(availability_failures=1)
    own = {ACCOUNT: quick.model_copy(update={"flap_times": 2, "flap_hours": 1})}
    recorder = Recorder(store, ROUTING, quick, EASTERN, own)
    for minute in (0, 60, 120):  # nobody else asks, so that it is the portal that is down
        for look in (visit(Cause.REFUSED, at=after(minute)), visit(at=after(minute + 30))):
            recorder.record(look, ROSTER, look.started)
    transitions = [transition for transition, channel in told(store) if channel == "ops-mail"]
    assert transitions == ["opened", "resolved", "opened", "resolved", "flapping"]


def test_what_a_rule_found_of_the_portal_is_over_once_it_is_switched_off(store: Store) -> None:
    """It would hold every account's noise back for ever, for no look names it any more."""
    on = Recorder(store, ROUTING, Policy(availability_failures=1), EASTERN)
    on.record(down(0), roster(), NOW)
    off = Policy(off=("portal-availability",))
    Recorder(store, ROUTING, off, EASTERN).tick(after(1))
    assert store.open_incidents() == ()
    own = {ACCOUNT: Policy(availability_failures=1)}  # which finds it all the same
    Recorder(store, ROUTING, off, EASTERN, own).record(visit(Cause.REFUSED, at=after(2)), ROSTER, after(2))
    assert store.open_incidents() == ()


def test_each_account_is_reminded_by_its_own_policy(store: Store) -> None:
    own = {OTHER_ACCOUNT: Policy(remind_hours=1)}
    recorder = Recorder(store, ROUTING, Policy(), EASTERN, own)
    recorder.record(expired(), ROSTER, NOW)
    recorder.record(
        expired(account=OTHER_ACCOUNT), roster().model_copy(update={"account": OTHER_ACCOUNT}), NOW
    )
    (change,) = recorder.tick(after(60))
    assert (change.transition, change.incident.account) == (Transition.REMINDED, OTHER_ACCOUNT)
    assert change.incident.finding.severity is Severity.CRITICAL
