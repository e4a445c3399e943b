"""A look becomes stored fact with all that follows from it, or nothing at all is kept."""

from datetime import datetime, timedelta

import pytest

from agent.model.alert import AlertState
from agent.model.evidence import Evidence, EvidenceKind
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.recorder import Recorder
from agent.store import Store, StoreConflictError

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
    roster,
    visit,
)

CHANNELS = ("ops-mail", "ops-hook")
ROUTING = at_once(*CHANNELS)
ROSTER = roster(watched_since=before(hours=1))
EXPIRING = facts(days_left=7)


@pytest.fixture
def recorder(store: Store) -> Recorder:
    return Recorder(store, ROUTING, Policy(), EASTERN)


def expiring(at: datetime = NOW, days_left: int = 7) -> Look:
    return visit(at=at, facts=facts(days_left=days_left))


def evidence_of(look: Look, identifier: str = "e1") -> Evidence:
    return Evidence(
        id=identifier,
        look=look.id,
        kind=EvidenceKind.SCREENSHOT,
        page="home",
        taken=look.ended,
        file=f"{identifier}.png.sealed",
        bytes=9,
    )


def kept(store: Store) -> tuple[int, int, int]:
    """How many looks, incidents and alerts are stored."""
    return len(store.looks(limit=None)), len(store.incidents(open_only=False)), len(store.alerts())


def test_a_look_is_stored_with_its_evidence_sealed_facts_incident_and_alerts(
    store: Store, recorder: Recorder
) -> None:
    look = expiring()
    record = evidence_of(look)
    report = recorder.record(look, ROSTER, NOW, sealed=b"sealed", evidence=[record])
    assert [stored.id for stored in store.looks()] == [look.id]
    assert store.sealed_facts(look.id) == b"sealed"
    assert store.evidence_of(look.id) == report.evidence == (record,)
    (incident,) = store.open_incidents()
    assert (incident.rule, incident.subject) == ("password-expiry", ACCOUNT)
    assert incident.id == report.changes[0].incident.id
    assert [found.rule for found in report.findings] == ["password-expiry"]


def test_each_transition_is_one_alert_a_channel_under_a_key_of_its_own(
    store: Store, recorder: Recorder
) -> None:
    report = recorder.record(expiring(before(hours=4)), ROSTER, before(hours=4))
    recorder.record(expiring(days_left=1), ROSTER, NOW)
    incident = report.changes[0].incident.id
    assert [alert.key for alert in store.alerts()] == [
        f"{incident}:1:ops-mail",
        f"{incident}:1:ops-hook",
        f"{incident}:2:ops-mail",
        f"{incident}:2:ops-hook",
    ]
    assert [alert.transition for alert in store.alerts()] == [Transition.OPENED] * 2 + [
        Transition.WORSENED
    ] * 2
    first = store.alerts()[0]
    assert (first.state, first.attempts, first.created) == (AlertState.PENDING, 0, before(hours=4))
    assert (first.incident, first.number, first.channel) == (incident, 1, "ops-mail")
    assert first in store.alerts_due(before(hours=4))
    assert len({alert.id for alert in store.alerts()}) == 4


def test_the_message_shows_the_zone_of_the_reader(store: Store, recorder: Recorder) -> None:
    recorder.record(expiring(), ROSTER, NOW)
    assert "2026-03-02 09:00 EST (2026-03-02 14:00 UTC)" in store.alerts()[0].message.text


def test_what_is_only_refreshed_is_told_to_nobody(store: Store, recorder: Recorder) -> None:
    recorder.record(expiring(before(hours=4)), ROSTER, before(hours=4))
    report = recorder.record(expiring(days_left=6), ROSTER, NOW)
    assert [change.transition for change in report.changes] == [None]
    assert report.alerts == ()
    assert kept(store) == (2, 1, 2)
    assert "6 days" in store.open_incidents()[0].finding.title


def test_without_channels_incidents_are_kept_all_the_same(store: Store) -> None:
    Recorder(store, at_once(), Policy(), EASTERN).record(expiring(), ROSTER, NOW)
    assert kept(store) == (1, 1, 0)


def test_an_error_in_the_middle_keeps_nothing(store: Store) -> None:
    """The second alert has the first one's key, so the last write of all is refused."""
    twice = Recorder(store, at_once("ops-mail", "ops-mail"), Policy(), EASTERN)
    look = expiring()
    with pytest.raises(StoreConflictError):
        twice.record(look, ROSTER, NOW, sealed=b"sealed", evidence=[evidence_of(look)])
    assert kept(store) == (0, 0, 0)
    assert store.sealed_facts(look.id) is None
    assert store.evidence("e1") is None


def test_evidence_that_is_there_already_keeps_nothing_new(store: Store, recorder: Recorder) -> None:
    first = visit(at=before(hours=4))
    recorder.record(first, ROSTER, before(hours=4), evidence=[evidence_of(first)])
    with pytest.raises(StoreConflictError):
        recorder.record(expiring(), ROSTER, NOW, evidence=[evidence_of(expiring())])
    assert kept(store) == (1, 0, 0)


def test_a_dry_run_reports_everything_and_keeps_nothing(store: Store, recorder: Recorder) -> None:
    look = expiring()
    dry = recorder.record(look, ROSTER, NOW, sealed=b"sealed", evidence=[evidence_of(look)], dry_run=True)
    assert kept(store) == (0, 0, 0)
    assert [found.title for found in dry.findings] == ["portal password expires in 7 days"]
    assert [change.transition for change in dry.changes] == [Transition.OPENED]
    assert [alert.channel for alert in dry.alerts] == list(CHANNELS)
    assert dry.evidence == (evidence_of(look),)
    wet = recorder.record(look, ROSTER, NOW)
    assert wet.findings == dry.findings
    assert kept(store) == (1, 1, 2)


def test_a_dry_run_resolves_nothing(store: Store, recorder: Recorder) -> None:
    recorder.record(expiring(before(hours=4)), ROSTER, before(hours=4))
    dry = recorder.record(expiring(days_left=60), ROSTER, NOW, dry_run=True)
    assert [change.transition for change in dry.changes] == [Transition.RESOLVED]
    assert len(store.open_incidents()) == 1


def test_the_row_of_a_rule_is_counted_over_stored_looks(store: Store, recorder: Recorder) -> None:
    first = recorder.record(probe(Cause.REFUSED, at=before(minutes=1)), ROSTER, before(minutes=1))
    assert first.findings == ()
    recorder.record(visit(at=before(seconds=30)), ROSTER, before(seconds=30))
    second = recorder.record(probe(Cause.REFUSED), ROSTER, NOW)
    assert [(found.subject, found.since) for found in second.findings] == [("portal", before(minutes=1))]


def test_an_outage_of_two_hundred_accounts_is_told_as_one_of_two_hundred(
    store: Store, recorder: Recorder
) -> None:
    """More than the rules are shown of earlier looks otherwise."""
    with store.writing() as unit:
        for number in range(200):
            unit.add_look(visit(Cause.REFUSED, account=f"clinic-{number}", at=before(minutes=number + 1)))
        unit.add_look(visit(Cause.REFUSED, account="long-ago", at=before(hours=5)))
        unit.add_look(probe(Cause.REFUSED, at=before(minutes=1)))
    (found,) = recorder.record(probe(Cause.REFUSED), ROSTER, NOW).findings
    assert found.title == "portal is down to 200 accounts: saw refused"


def test_an_accounts_row_is_found_behind_many_visits_of_others_and_probes(
    store: Store, recorder: Recorder
) -> None:
    with store.writing() as unit:
        unit.add_look(visit(Cause.REFUSED, at=before(hours=9)))
        for minutes in range(1, 31):
            unit.add_look(visit(account=OTHER_ACCOUNT, at=before(minutes=minutes)))
            unit.add_look(probe(at=before(minutes=minutes)))
    report = recorder.record(visit(Cause.REFUSED), ROSTER, NOW)
    found = next(each for each in report.findings if each.rule == "portal-availability")
    assert (found.subject, found.since) == (ACCOUNT, before(hours=9))


def test_looks_that_began_later_are_no_history(store: Store, recorder: Recorder) -> None:
    recorder.record(probe(Cause.REFUSED, at=NOW + timedelta(minutes=1)), ROSTER, NOW)
    assert recorder.record(probe(Cause.REFUSED), ROSTER, NOW).findings == ()


def test_facts_of_earlier_visits_come_from_who_could_unseal_them(store: Store, recorder: Recorder) -> None:
    earlier = visit(at=before(hours=4), facts=facts(enrollments=[enrollment("Approved")]))
    recorder.record(earlier, ROSTER, before(hours=4), sealed=b"sealed")
    turned = visit(facts=facts(enrollments=[enrollment("Deactivated")]))
    assert recorder.record(turned, ROSTER, NOW, dry_run=True).findings == ()
    assert earlier.facts is not None
    report = recorder.record(turned, ROSTER, NOW, facts_before={earlier.id: earlier.facts})
    assert [(found.rule, found.severity) for found in report.findings] == [
        ("enrollment-status", Severity.CRITICAL)
    ]


def test_a_failed_visit_tells_too_that_nobody_has_looked(store: Store, recorder: Recorder) -> None:
    recorder.record(visit(at=before(hours=9)), ROSTER, before(hours=9))
    recorder.record(visit(Cause.BROWSER, at=before(hours=4)), ROSTER, before(hours=4))
    report = recorder.record(visit(Cause.BROWSER), ROSTER, NOW)
    assert "not-looked" in {found.rule for found in report.findings}


def test_a_probe_says_nothing_of_not_looking(store: Store, recorder: Recorder) -> None:
    long_watched = roster(watched_since=before(days=9))
    assert recorder.record(probe(), long_watched, NOW).changes == ()


def test_watching_tells_by_the_clock_alone_once_and_a_good_visit_resolves_it(
    store: Store, recorder: Recorder
) -> None:
    good = visit(at=before(hours=9))
    recorder.record(good, ROSTER, before(hours=9))
    eight_hours = good.ended + timedelta(hours=8, minutes=2)
    assert recorder.watch([ROSTER], eight_hours) == ()
    (change,) = recorder.watch([ROSTER], eight_hours + timedelta(seconds=1))
    assert (change.transition, change.incident.rule) == (Transition.OPENED, "not-looked")
    assert change.incident.finding.since == good.ended
    assert [alert.channel for alert in store.alerts()] == list(CHANNELS)
    (again,) = recorder.watch([ROSTER], eight_hours + timedelta(seconds=2))
    assert again.transition is None
    recorder.record(visit(), ROSTER, NOW)
    assert store.open_incidents() == ()
    assert [alert.transition for alert in store.alerts()[2:]] == [Transition.RESOLVED] * 2


def test_a_good_look_of_a_clock_that_ran_ahead_hides_no_blindness(store: Store, recorder: Recorder) -> None:
    for at in (before(hours=9), NOW + timedelta(days=365)):
        recorder.record(visit(at=at), ROSTER, at)
    (change,) = recorder.watch([ROSTER], NOW)
    assert (change.transition, change.incident.rule) == (Transition.OPENED, "not-looked")


def test_watching_one_account_does_not_count_anothers_visits(store: Store, recorder: Recorder) -> None:
    recorder.record(visit(account=OTHER_ACCOUNT, at=before(minutes=5)), roster(), before(minutes=5))
    (change,) = recorder.watch([roster(watched_since=before(hours=9))], NOW)
    assert (change.incident.subject, change.transition) == (ACCOUNT, Transition.OPENED)


def test_a_rule_that_is_switched_off_finds_nothing_and_lets_go_of_what_it_had_found(store: Store) -> None:
    Recorder(store, ROUTING, Policy(), EASTERN).record(expiring(before(hours=4)), ROSTER, before(hours=4))
    assert [incident.rule for incident in store.open_incidents()] == ["password-expiry"]
    off = Recorder(store, ROUTING, Policy(), EASTERN, {ACCOUNT: Policy(off=("password-expiry",))})
    report = off.record(expiring(), ROSTER, NOW)
    assert report.findings == ()
    assert [change.transition for change in report.changes] == [Transition.RESOLVED]


def test_two_accounts_that_expect_otherwise_of_one_enrollment_do_not_open_and_end_it_in_turn(
    store: Store, recorder: Recorder
) -> None:
    approved = facts(enrollments=[enrollment("Approved")])
    strict = roster(n1234567893="Deactivated")
    lenient = roster().model_copy(update={"account": OTHER_ACCOUNT})
    for hours in (12, 8, 4):
        recorder.record(visit(at=before(hours=hours), facts=approved), strict, before(hours=hours))
        other = visit(at=before(hours=hours - 1), facts=approved, account=OTHER_ACCOUNT)
        recorder.record(other, lenient, other.started)
    told = [alert.transition for alert in store.alerts() if alert.channel == "ops-mail"]
    assert told == [Transition.OPENED]


def test_an_account_is_judged_by_its_own_thresholds(store: Store) -> None:
    own = {ACCOUNT: Policy(password_critical_days=7)}
    report = Recorder(store, ROUTING, Policy(), EASTERN, own).record(expiring(), ROSTER, NOW)
    assert [finding.severity for finding in report.findings] == [Severity.CRITICAL]
    assert Policy().password_critical_days == 1


def test_not_looking_can_be_switched_off(store: Store) -> None:
    off = Recorder(store, ROUTING, Policy(off=("not-looked",)), EASTERN)
    assert off.watch([roster(watched_since=before(days=9))], NOW) == ()
