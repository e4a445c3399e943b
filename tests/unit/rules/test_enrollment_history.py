"""enrollment-status over several looks: what turned for the worse, what came back, what is gone."""

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
    well,
)

JUDGE = enrollment_status.judge
EXPECTED = roster(n1234567893="Approved")
SECOND = "I20100101000002"
NOT_PAID = ["Deactivated", "Stay", "Revoked", "Denied", "Rejected", "Withdrawn", "Opt-Out"]
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
    assert rule_on(JUDGE, saw("Deactivated"), saw(None, 4), saw("Deactivated", 8)) == Ruling()


def test_of_readable_statuses_the_newest_is_the_one_before() -> None:
    history = [saw(None, 4), saw("Pending", 8), saw("Approved", 12)]
    assert "was Pending" in only(rule_on(JUDGE, saw("Deactivated"), *history)).title
    assert rule_on(JUDGE, saw("Pending"), *history) == Ruling()


def test_a_status_that_was_never_readable_before_is_the_baseline() -> None:
    assert rule_on(JUDGE, saw("Deactivated"), saw(None, 4), saw(None, 8)) == Ruling()


@pytest.mark.parametrize("unpaid", NOT_PAID)
def test_every_unpaid_status_is_critical_and_worse_than_pending(unpaid: str) -> None:
    found = only(rule_on(JUDGE, saw(unpaid), saw("Pending", 4)))
    assert (found.severity, found.since) == (Severity.CRITICAL, NOW)
    assert found.impact == f"NPI {NPI}: Medicare does not pay its claims."
    assert only(rule_on(JUDGE, saw(unpaid), roster=EXPECTED)).severity is Severity.CRITICAL


@pytest.mark.parametrize("status", ["Pending", "In Review", "approved"])
def test_any_other_status_is_a_warning_and_worse_than_approved(status: str) -> None:
    found = only(rule_on(JUDGE, saw(status), saw("Approved", 4)))
    assert found.severity is Severity.WARNING
    assert found.impact == f"NPI {NPI}: claims may pend until it is decided."


@pytest.mark.parametrize("unpaid", NOT_PAID)
def test_an_unpaid_enrollment_that_turns_pending_is_neither_worse_nor_well(unpaid: str) -> None:
    assert rule_on(JUDGE, saw("Pending"), saw(unpaid, 4)) == Ruling()
    assert rule_on(JUDGE, saw("Approved"), saw("Pending", 4), saw(unpaid, 8)) == well(ENROLLMENT)


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
    assert rule_on(JUDGE, saw("Approved"), roster=of_all) == well(ENROLLMENT)


def test_an_enrollment_no_longer_listed_is_a_warning_on_its_id() -> None:
    found = only(rule_on(JUDGE, listing(), listing(ROW, hours_ago=4)))
    assert (found.subject, found.account, found.severity) == (ENROLLMENT, ACCOUNT, Severity.WARNING)
    assert found.title == f"{ENROLLMENT} is no longer listed, was Approved at the last look"
    assert (found.since, found.desk) == (NOW, "the provider's Medicare contractor")
    unread = only(rule_on(JUDGE, listing(), saw(None, 4)))
    assert unread.title == f"{ENROLLMENT} is no longer listed, was listed at the last look"


def test_of_several_gone_each_is_told_in_order_and_those_that_stayed_are_well() -> None:
    third = enrollment("Approved", identifier="O20200101000001")
    ruling = rule_on(JUDGE, listing(third), listing(SECOND_ROW, ROW, third, hours_ago=4))
    assert [found.subject for found in ruling.findings] == [ENROLLMENT, SECOND]
    assert ruling.well == (third.id,)


def test_on_the_first_look_nothing_is_gone() -> None:
    assert rule_on(JUDGE, listing()) == Ruling()
    assert rule_on(JUDGE, listing(), visit(at=before(hours=4)), visit(facts=facts())) == Ruling()


def test_a_list_read_in_part_cannot_say_that_one_is_gone() -> None:
    assert rule_on(JUDGE, listing(not_read="enrollments"), listing(ROW, hours_ago=4)) == Ruling()


@pytest.mark.parametrize("field", ["password.days_left", "enrollments.status"])
def test_a_cell_that_cannot_be_read_leaves_the_list_complete(field: str) -> None:
    found = only(rule_on(JUDGE, listing(not_read=field), listing(ROW, hours_ago=4)))
    assert found.subject == ENROLLMENT


def test_a_look_without_a_list_between_does_not_hide_that_one_is_gone() -> None:
    between = visit(Cause.SERVER_ERROR, at=before(hours=2))
    assert only(rule_on(JUDGE, listing(), between, listing(ROW, hours_ago=4))).subject == ENROLLMENT


def test_what_is_gone_is_told_once_kept_open_and_well_when_it_is_back() -> None:
    gone = [listing(ROW, hours_ago=12), listing(hours_ago=8), listing(hours_ago=4), listing()]
    assert told(*gone) == [(Transition.OPENED, ENROLLMENT)]
    back = listing(ROW, hours_ago=-4)
    assert told(*gone, back) == [(Transition.OPENED, ENROLLMENT), (Transition.RESOLVED, ENROLLMENT)]


def test_another_accounts_list_says_nothing_of_this_ones() -> None:
    other = visit(account=OTHER_ACCOUNT, at=before(hours=1), facts=facts(enrollments=[SECOND_ROW]))
    assert rule_on(JUDGE, listing(ROW), other, listing(ROW, hours_ago=4)) == well(ENROLLMENT)
    other_turned = visit(account=OTHER_ACCOUNT, at=before(hours=1), facts=facts(enrollments=[ROW]))
    assert rule_on(JUDGE, saw("Deactivated"), other_turned, saw("Deactivated", 4)) == Ruling()


def test_the_last_enrollment_of_a_provider_on_the_roster_is_missed_under_both_names() -> None:
    ruling = rule_on(JUDGE, listing(), listing(ROW, hours_ago=4), roster=EXPECTED)
    assert {found.subject: found.severity for found in ruling.findings} == {
        NPI: Severity.CRITICAL,
        ENROLLMENT: Severity.WARNING,
    }


def test_a_list_read_in_part_between_does_not_hide_that_one_is_gone() -> None:
    between = listing(SECOND_ROW, hours_ago=4, not_read="enrollments")
    before_that = listing(ROW, SECOND_ROW, hours_ago=8)
    ruling = rule_on(JUDGE, listing(SECOND_ROW), between, before_that)
    assert [found.subject for found in ruling.findings] == [ENROLLMENT]


def test_an_enrollment_that_comes_back_deactivated_has_turned() -> None:
    assert only(rule_on(JUDGE, saw("Deactivated"), listing(hours_ago=4), saw("Approved", 8)))
