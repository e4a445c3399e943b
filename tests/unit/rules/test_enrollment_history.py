"""enrollment-status over several looks: what turned for the worse, and what came back."""

import pytest

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.roster import Roster
from agent.rules import enrollment_status

from ..builders import (
    ACCOUNT,
    ENROLLMENT,
    NOW,
    NPI,
    OTHER_ACCOUNT,
    OTHER_NPI,
    Book,
    before,
    enrollment,
    facts,
    only,
    roster,
    rule_on,
    visit,
)

JUDGE = enrollment_status.judge
EXPECTED = roster(n1234567893="Approved")
SECOND = "I20100101000002"
NOT_PAID = ["Deactivated", "Stay", "Revoked", "Denied", "Rejected", "Withdrawn", "Opt Out", "Opt-Out"]
WELL = Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)
UNSURE = Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
ROW = enrollment("Approved")
SECOND_ROW = enrollment("Approved", identifier=SECOND, npi=OTHER_NPI)


def listing(*rows: EnrollmentFact, hours_ago: float = 0, not_read: str | None = None) -> Look:
    read = facts(enrollments=rows, not_read=[not_read] if not_read else [])
    return visit(at=before(hours=hours_ago), facts=read)


def saw(status: str | None, hours_ago: float = 0) -> Look:
    return listing(enrollment(status), hours_ago=hours_ago)


def told(*looks: Look, expected: Roster | None = None) -> list[tuple[Transition, str]]:
    """What is told over these looks, oldest first."""
    book = Book()
    for number, looked in enumerate(looks):
        ruling = rule_on(JUDGE, looked, *looks[:number][::-1], roster=expected or roster())
        book.enter([(enrollment_status.NAME, ruling)], looked.started)
    return [(transition, incident.subject) for transition, incident in book.told]


def test_an_unreadable_status_between_does_not_hide_that_it_turned() -> None:
    found = only(rule_on(JUDGE, saw("Deactivated"), saw(None, 4), saw(None, 8), saw("Approved", 12)))
    assert found.title == f"{ENROLLMENT} is Deactivated, was Approved at the last look"
    assert rule_on(JUDGE, saw("Deactivated"), saw(None, 4), saw("Deactivated", 8)) == UNSURE


def test_of_readable_statuses_the_newest_is_the_one_before() -> None:
    history = [saw(None, 4), saw("Pending", 8), saw("Approved", 12)]
    assert "was Pending" in only(rule_on(JUDGE, saw("Deactivated"), *history)).title
    assert rule_on(JUDGE, saw("Pending"), *history) == UNSURE


def test_a_status_that_was_never_readable_before_is_the_baseline() -> None:
    assert rule_on(JUDGE, saw("Deactivated"), saw(None, 4), saw(None, 8)) == UNSURE


@pytest.mark.parametrize("unpaid", NOT_PAID)
def test_every_unpaid_status_is_critical_and_worse_than_pending(unpaid: str) -> None:
    found = only(rule_on(JUDGE, saw(unpaid), saw("Pending", 4)))
    assert (found.severity, found.since) == (Severity.CRITICAL, NOW)
    assert found.impact.startswith(f"NPI {NPI}: Medicare does not pay its claims: ")
    assert only(rule_on(JUDGE, saw(unpaid), roster=EXPECTED)).severity is Severity.CRITICAL


@pytest.mark.parametrize("status", ["Pending", "In Review", "approved"])
def test_any_other_status_is_a_warning_and_worse_than_approved(status: str) -> None:
    found = only(rule_on(JUDGE, saw(status), saw("Approved", 4)))
    assert found.severity is Severity.WARNING
    assert found.impact == f"NPI {NPI}: claims may pend until it is decided."


@pytest.mark.parametrize("unpaid", NOT_PAID)
def test_an_unpaid_enrollment_that_turns_pending_is_neither_worse_nor_well(unpaid: str) -> None:
    assert rule_on(JUDGE, saw("Pending"), saw(unpaid, 4)) == UNSURE
    assert rule_on(JUDGE, saw("Approved"), saw("Pending", 4), saw(unpaid, 8)) == WELL


def test_the_way_back_from_deactivated_is_told_only_once_it_is_approved() -> None:
    statuses = ("Approved", "Deactivated", "Pending", "Pending", "Approved")
    looks = [saw(status, 16 - 4 * place) for place, status in enumerate(statuses)]
    assert told(*looks) == [(Transition.OPENED, ENROLLMENT), (Transition.RESOLVED, ENROLLMENT)]


def test_on_the_roster_pending_is_wrong_even_on_the_way_back() -> None:
    found = only(rule_on(JUDGE, saw("Pending"), saw("Deactivated", 4), roster=EXPECTED))
    assert found.severity is Severity.WARNING


def test_what_is_expected_of_all_is_judged_from_the_first_look_on() -> None:
    of_all = roster().model_copy(update={"of_all": "Approved"})
    assert only(rule_on(JUDGE, saw("Deactivated"), roster=of_all)).subject == ENROLLMENT
    assert rule_on(JUDGE, saw("Approved"), roster=of_all) == WELL


def test_another_accounts_list_says_nothing_of_this_ones() -> None:
    other = visit(account=OTHER_ACCOUNT, at=before(hours=1), facts=facts(enrollments=[SECOND_ROW]))
    assert rule_on(JUDGE, listing(ROW), other, listing(ROW, hours_ago=4)) == WELL
    other_turned = visit(account=OTHER_ACCOUNT, at=before(hours=1), facts=facts(enrollments=[ROW]))
    assert rule_on(JUDGE, saw("Deactivated"), other_turned, saw("Deactivated", 4)) == UNSURE


def test_an_enrollment_that_comes_back_deactivated_has_turned() -> None:
    assert only(rule_on(JUDGE, saw("Deactivated"), listing(hours_ago=4), saw("Approved", 8)))
