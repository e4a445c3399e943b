"""enrollment-status: against the roster where there is one, against the last look where there is not."""

from datetime import date

import pytest

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules import enrollment_status
from agent.rules.desks import contractor
from agent.rules.rule import start_of

from ..builders import (
    ACCOUNT,
    ENROLLMENT,
    NOW,
    NPI,
    POLICY,
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
WELL = Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)
UNSURE = Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
"""Neither wrong nor well: its incident, if there is one, stays as it is."""


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
    assert rule_on(JUDGE, saw("Approved"), roster=EXPECTED) == WELL


@pytest.mark.parametrize(
    ("status", "severity", "impact"),
    [
        ("Pending", Severity.WARNING, "claims may pend"),
        ("In Review", Severity.WARNING, "claims may pend"),
        ("Deactivated", Severity.CRITICAL, "does not pay its claims: billing has stopped"),
        (
            "Stay",
            Severity.CRITICAL,
            "are rejected; they can be sent again if it is cured in time. After at",
        ),
        ("Revoked", Severity.CRITICAL, "does not pay its claims: the provider is barred"),
        ("Denied", Severity.CRITICAL, "does not pay its claims: the application was denied"),
        ("Withdrawn", Severity.CRITICAL, "the provider has ended the enrollment"),
        ("Opt Out", Severity.CRITICAL, "may order and refer, not bill"),
        ("Opt-Out", Severity.CRITICAL, "may order and refer, not bill"),
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
    assert rule_on(JUDGE, saw("Deactivated"), roster=expected) == WELL
    found = only(rule_on(JUDGE, saw("Approved"), roster=expected))
    assert found.severity is Severity.WARNING
    assert found.impact == f"NPI {NPI}: it may bill Medicare, which the roster does not expect."


def test_the_roster_outweighs_what_was_there_before() -> None:
    found = only(rule_on(JUDGE, saw("Deactivated"), saw("Deactivated", 4), roster=EXPECTED))
    assert found.title == f"{ENROLLMENT} is Deactivated, expected Approved"


@pytest.mark.parametrize("expected", [EXPECTED, roster()])
def test_a_status_that_was_not_read_is_neither_wrong_nor_well(expected: Roster) -> None:
    assert rule_on(JUDGE, saw(None), saw("Approved", 4), roster=expected) == UNSURE


def test_a_bad_status_on_the_first_look_is_the_baseline() -> None:
    assert rule_on(JUDGE, saw("Deactivated")) == UNSURE
    assert rule_on(JUDGE, saw("Deactivated"), probe(), visit(Cause.VAULT)) == UNSURE


def test_a_status_that_turned_is_wrong_without_a_roster() -> None:
    found = only(rule_on(JUDGE, saw("Deactivated"), saw("Approved", 4)))
    assert found.title == f"{ENROLLMENT} is Deactivated, was Approved at the last look"
    assert found.severity is Severity.CRITICAL


def test_failed_visits_between_do_not_hide_that_it_turned() -> None:
    between = [visit(Cause.VAULT, at=before(hours=1)), probe(), visit(at=before(hours=2), facts=facts())]
    assert only(rule_on(JUDGE, saw("Deactivated"), *between, saw("Approved", 4)))


def test_only_the_newest_list_and_only_this_accounts_is_compared() -> None:
    assert rule_on(JUDGE, saw("Deactivated"), saw("Deactivated", 4), saw("Approved", 8)) == UNSURE
    other = visit(account="south-clinic", facts=facts(enrollments=[enrollment("Approved")]))
    assert rule_on(JUDGE, saw("Deactivated"), other) == UNSURE


def test_an_enrollment_that_is_new_in_the_list_is_the_baseline() -> None:
    older = listing(enrollment("Approved", identifier=SECOND), hours_ago=4)
    looked = listing(enrollment("Deactivated"), enrollment("Approved", identifier=SECOND))
    assert rule_on(JUDGE, looked, older) == Ruling(well=(SECOND,), unsure=(ENROLLMENT,), else_well=ACCOUNT)


def test_without_a_roster_only_approved_is_well() -> None:
    assert rule_on(JUDGE, saw("Approved")) == WELL
    assert rule_on(JUDGE, saw("Approved"), saw("Deactivated", 4)) == WELL


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
    assert ruling.well == (SECOND,)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("Deactivated", "a rebuttal is due 15 days after it. In PECOS open More Options and reactivate"),
        ("Stay", "submit it; keep the rejected claims to send them again"),
        ("Revoked", "ask for a reconsideration within 65 days"),
        ("Denied", "a corrective action plan is due 35 days after it, a reconsideration 65"),
        ("Withdrawn", "if not, ring the contractor at once"),
        ("Opt-Out", "Ask the provider whether that was meant"),
        ("Pending", "ask the contractor what it waits for"),
    ],
)
def test_the_next_step_is_that_of_the_status(status: str, words: str) -> None:
    assert words in only(rule_on(JUDGE, saw(status), roster=EXPECTED)).next_step


def test_the_policy_says_how_long_a_stay_and_an_appeal_last() -> None:
    policy = Policy(stay_days=30, rebuttal_days=20)
    assert "at most 30 days" in only(rule_on(JUDGE, saw("Stay"), roster=EXPECTED, policy=policy)).impact
    assert "due 20 days" in only(rule_on(JUDGE, saw("Deactivated"), roster=EXPECTED, policy=policy)).next_step


def test_it_is_wrong_since_the_day_that_the_portal_says() -> None:
    known = enrollment("Deactivated").model_copy(update={"status_since": date(2026, 2, 11)})
    assert only(rule_on(JUDGE, listing(known), roster=EXPECTED)).since == start_of(date(2026, 2, 11), POLICY)
    to_come = known.model_copy(update={"status_since": date(2031, 2, 11)})
    assert only(rule_on(JUDGE, listing(to_come), roster=EXPECTED)).since == NOW


def test_the_desk_is_the_contractor_that_the_portal_names() -> None:
    named = enrollment("Deactivated").model_copy(update={"contractor": "WPS (J8)"})
    assert (
        only(rule_on(JUDGE, listing(named), roster=EXPECTED)).desk
        == "the Medicare contractor for OH, WPS (J8)"
    )
    nowhere = enrollment("Deactivated", state=None)
    assert only(rule_on(JUDGE, listing(nowhere), roster=EXPECTED)).desk == contractor(None).line(NOW)


def test_one_that_is_no_longer_listed_is_not_well_while_it_is_remembered() -> None:
    gone = rule_on(JUDGE, listing(), saw("Deactivated", 4), roster=EXPECTED)
    assert gone == UNSURE
    assert rule_on(JUDGE, listing(), listing(hours_ago=4), roster=EXPECTED) == Ruling(else_well=ACCOUNT)


def test_a_list_read_in_part_clears_only_what_it_has() -> None:
    read = facts(enrollments=[enrollment("Approved")], not_read=["enrollments"])
    assert rule_on(JUDGE, visit(facts=read), saw("Approved", 4)) == well(ENROLLMENT)
