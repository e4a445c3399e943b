"""enrollment-status: against the roster where there is one, against the last look where there is not."""

import pytest

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules import enrollment_status

from ..builders import (
    ACCOUNT,
    ENROLLMENT,
    NOW,
    NPI,
    OTHER_NPI,
    Book,
    before,
    enrollment,
    facts,
    only,
    probe,
    roster,
    rule_on,
    visit,
    well,
)

JUDGE = enrollment_status.judge
EXPECTED = roster(n1234567893="Approved")
SECOND = "I20100101000002"


def listing(*rows: EnrollmentFact, hours_ago: float = 0) -> Look:
    return visit(at=before(hours=hours_ago), facts=facts(enrollments=rows))


def saw(status: str | None, hours_ago: float = 0) -> Look:
    return listing(enrollment(status), hours_ago=hours_ago)


@pytest.mark.parametrize(
    "looked", [visit(), visit(Cause.VAULT), visit(facts=facts(not_read=["enrollments"]))]
)
@pytest.mark.parametrize("expected", [EXPECTED, roster()])
def test_a_list_that_was_not_read_is_neither_wrong_nor_well(looked: Look, expected: Roster) -> None:
    assert rule_on(JUDGE, looked, saw("Approved", 4), roster=expected) == Ruling()


def test_the_expected_status_is_well() -> None:
    assert rule_on(JUDGE, saw("Approved"), roster=EXPECTED) == well(ENROLLMENT, NPI)


@pytest.mark.parametrize(
    ("status", "severity", "impact"),
    [
        ("Pending", Severity.WARNING, "claims may pend"),
        ("Deactivated", Severity.CRITICAL, "Medicare does not pay"),
        ("Revoked", Severity.CRITICAL, "Medicare does not pay"),
    ],
)
def test_another_status_than_the_roster_expects_is_wrong_from_the_first_look_on(
    status: str, severity: Severity, impact: str
) -> None:
    found = only(rule_on(JUDGE, saw(status), roster=EXPECTED))
    assert (found.subject, found.account, found.severity) == (ENROLLMENT, ACCOUNT, severity)
    assert found.since == NOW
    assert found.title == f"{ENROLLMENT} is {status}, expected Approved"
    assert impact in found.impact
    assert f"NPI {NPI}" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"


def test_the_roster_may_expect_a_bad_status() -> None:
    expected = roster(n1234567893="Deactivated")
    assert rule_on(JUDGE, saw("Deactivated"), roster=expected) == well(ENROLLMENT, NPI)
    assert only(rule_on(JUDGE, saw("Approved"), roster=expected)).severity is Severity.WARNING


def test_the_roster_outweighs_what_was_there_before() -> None:
    found = only(rule_on(JUDGE, saw("Deactivated"), saw("Deactivated", 4), roster=EXPECTED))
    assert found.title == f"{ENROLLMENT} is Deactivated, expected Approved"


@pytest.mark.parametrize("expected", [EXPECTED, roster()])
def test_a_status_that_was_not_read_is_neither_wrong_nor_well(expected: Roster) -> None:
    ruling = rule_on(JUDGE, saw(None), saw("Approved", 4), roster=expected)
    assert ruling.findings == ()
    assert ENROLLMENT not in ruling.well


def test_a_bad_status_on_the_first_look_is_the_baseline() -> None:
    assert rule_on(JUDGE, saw("Deactivated")) == Ruling()
    assert rule_on(JUDGE, saw("Deactivated"), probe(), visit(Cause.VAULT)) == Ruling()


def test_a_status_that_turned_is_wrong_without_a_roster() -> None:
    found = only(rule_on(JUDGE, saw("Deactivated"), saw("Approved", 4)))
    assert found.title == f"{ENROLLMENT} is Deactivated, was Approved at the last look"
    assert found.severity is Severity.CRITICAL


def test_failed_visits_between_do_not_hide_that_it_turned() -> None:
    between = [visit(Cause.VAULT, at=before(hours=1)), probe(), visit(at=before(hours=2), facts=facts())]
    assert only(rule_on(JUDGE, saw("Deactivated"), *between, saw("Approved", 4)))


def test_only_the_newest_list_and_only_this_accounts_is_compared() -> None:
    assert rule_on(JUDGE, saw("Deactivated"), saw("Deactivated", 4), saw("Approved", 8)) == Ruling()
    other = visit(account="south-clinic", facts=facts(enrollments=[enrollment("Approved")]))
    assert rule_on(JUDGE, saw("Deactivated"), other) == Ruling()


def test_an_enrollment_that_is_new_in_the_list_is_the_baseline() -> None:
    older = listing(enrollment("Approved", identifier=SECOND), hours_ago=4)
    looked = listing(enrollment("Deactivated"), enrollment("Approved", identifier=SECOND))
    assert rule_on(JUDGE, looked, older) == well(SECOND)


def test_without_a_roster_only_approved_is_well() -> None:
    assert rule_on(JUDGE, saw("Approved")) == well(ENROLLMENT)
    assert rule_on(JUDGE, saw("Approved"), saw("Deactivated", 4)) == well(ENROLLMENT)


def test_an_unchanged_bad_status_keeps_its_incident_until_it_is_approved_again() -> None:
    book, history = Book(), list[Look]()
    for hours, status in (
        (16, "Approved"),
        (12, "Pending"),
        (8, "Pending"),
        (4, "Deactivated"),
        (0, "Approved"),
    ):
        looked = saw(status, hours)
        ruling = JUDGE(looked, history, roster(), book.policy, looked.started)
        book.enter([(enrollment_status.NAME, ruling)], looked.started)
        history.insert(0, looked)
    assert book.transitions == [Transition.OPENED, Transition.WORSENED, Transition.RESOLVED]


def test_each_enrollment_is_judged_for_itself() -> None:
    rows = [enrollment("Deactivated"), enrollment("Approved", identifier=SECOND)]
    ruling = rule_on(JUDGE, listing(*rows), roster=EXPECTED)
    assert [found.subject for found in ruling.findings] == [ENROLLMENT]
    assert ruling.well == (SECOND, NPI)


def test_a_provider_of_the_roster_without_an_enrollment_is_critical() -> None:
    both = roster(n1234567893="Approved", n1245319599="Pending")
    ruling = rule_on(JUDGE, saw("Approved"), roster=both)
    (found,) = ruling.findings
    assert (found.subject, found.severity, found.account) == (OTHER_NPI, Severity.CRITICAL, ACCOUNT)
    assert found.title == f"NPI {OTHER_NPI} has no enrollment, expected Pending"
    assert (found.desk, found.since) == ("the provider's Medicare contractor", NOW)
    assert ruling.well == (ENROLLMENT, NPI)


def test_an_empty_list_misses_everyone_on_the_roster() -> None:
    assert only(rule_on(JUDGE, listing(), roster=EXPECTED)).subject == NPI
    assert rule_on(JUDGE, listing()) == Ruling()


def test_a_list_read_in_part_cannot_miss_anyone() -> None:
    partly = visit(Cause.ELEMENT_UNREADABLE, facts=facts(enrollments=[], not_read=["enrollments"]))
    assert rule_on(JUDGE, partly, roster=EXPECTED) == Ruling()
    elsewhere = visit(Cause.ELEMENT_UNREADABLE, facts=facts(enrollments=[], not_read=["password.days_left"]))
    assert only(rule_on(JUDGE, elsewhere, roster=EXPECTED)).subject == NPI
