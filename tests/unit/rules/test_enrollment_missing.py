"""enrollment-missing: providers without an enrollment, and enrollments that are no longer listed."""

from datetime import date

import pytest

from agent.model.facts import ApplicationFact, AssociateFact, EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.public import PublicEnrollmentRow, PublicFacts, RevalidationRow, Source
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules import enrollment_missing
from agent.rules.desks import contractor

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
from .filing import application

JUDGE = enrollment_missing.judge
EXPECTED = roster(n1234567893="Approved")
SECOND = "I20100101000002"
ROW = enrollment("Approved")
SECOND_ROW = enrollment("Approved", identifier=SECOND, npi=OTHER_NPI)
CONNECTED = (AssociateFact(npi=NPI, kind="individual"),)
PUBLISHED = PublicFacts(
    read=NOW,
    enrollments=(PublicEnrollmentRow(enrollment_id=ENROLLMENT, npi=NPI),),
    released={Source.ENROLLMENT: date(2026, 1, 2)},
)


def listing(*rows: EnrollmentFact, hours_ago: float = 0, not_read: str | None = None) -> Look:
    read = facts(enrollments=rows, not_read=[not_read] if not_read else [])
    return visit(at=before(hours=hours_ago), facts=read)


def knowing(
    *, associates: tuple[AssociateFact, ...] | None = CONNECTED, public: PublicFacts | None = None
) -> Look:
    """A look that read no enrollment, and what else there is of the provider."""
    read = facts(enrollments=[])
    return visit(facts=read.model_copy(update={"associates": associates, "public": public}))


def told(*looks: Look, expected: Roster | None = None) -> list[tuple[Transition, str]]:
    """What is told over these looks, oldest first."""
    book = Book()
    for number, looked in enumerate(looks):
        ruling = rule_on(JUDGE, looked, *looks[:number][::-1], roster=expected or roster())
        book.enter([(enrollment_missing.NAME, ruling)], looked.started)
    return [(transition, incident.subject) for transition, incident in book.told]


def test_who_is_enrolled_is_well_by_npi_and_by_enrollment_whatever_its_status() -> None:
    assert rule_on(JUDGE, listing(ROW), roster=EXPECTED) == well(ENROLLMENT, NPI)
    assert rule_on(JUDGE, listing(enrollment("Deactivated")), roster=EXPECTED) == well(ENROLLMENT, NPI)
    assert rule_on(JUDGE, listing(enrollment(None))) == well(ENROLLMENT, NPI)


def test_a_provider_of_the_roster_without_an_enrollment_is_critical() -> None:
    both = roster(n1234567893="Approved", n1245319599="Pending")
    ruling = rule_on(JUDGE, listing(ROW), roster=both)
    (found,) = ruling.findings
    assert (found.subject, found.severity, found.account) == (OTHER_NPI, Severity.CRITICAL, ACCOUNT)
    assert found.title == f"NPI {OTHER_NPI} has no enrollment, expected Pending"
    assert (found.desk, found.since) == (contractor(None).line(NOW), NOW)
    assert ruling.well == (ENROLLMENT, NPI)


def test_who_is_not_connected_is_looked_for_among_the_connections_first() -> None:
    found = only(rule_on(JUDGE, listing(), roster=EXPECTED))
    assert found.next_step.startswith(f"Check in I&A, My Connections, whether {ACCOUNT} is connected to it.")
    assert "since 2003" not in found.impact
    connected = only(rule_on(JUDGE, knowing(), roster=EXPECTED))
    assert connected.next_step.startswith("Ask the contractor whether it has an enrollment of this NPI")
    assert "has filed nothing since 2003" in connected.impact


def test_what_medicare_publishes_of_an_npi_without_enrollment_is_said_with_its_age() -> None:
    found = only(rule_on(JUDGE, knowing(public=PUBLISHED), roster=EXPECTED))
    assert "The Public Provider Enrollment (of 2026-01-02) has it." in found.impact
    row = RevalidationRow(enrollment_id=ENROLLMENT, npi=NPI)
    revalidating = PublicFacts(read=NOW, revalidations=(row,))
    found = only(rule_on(JUDGE, knowing(public=revalidating), roster=EXPECTED))
    assert "The Revalidation Due Date List (read 2026-03-02) has it." in found.impact


def test_who_is_enrolled_by_public_data_but_not_in_pecos_is_a_warning_without_a_roster() -> None:
    found = only(rule_on(JUDGE, knowing(public=PUBLISHED)))
    assert (found.subject, found.severity) == (NPI, Severity.WARNING)
    assert found.title == f"NPI {NPI} is enrolled by public data and has no enrollment in PECOS"
    assert "PECOS has no record of a provider who enrolled on paper" in found.impact


def test_absence_from_public_data_proves_nothing_and_unread_data_even_less() -> None:
    nobody = PublicFacts(read=NOW, enrollments=(), revalidations=())
    assert rule_on(JUDGE, knowing(public=nobody)) == well(NPI)
    assert rule_on(JUDGE, knowing(public=PublicFacts(read=NOW))) == Ruling(unsure=(NPI,))
    assert rule_on(JUDGE, knowing()) == Ruling(unsure=(NPI,))
    assert rule_on(JUDGE, knowing(associates=None, public=PUBLISHED)) == Ruling()


def test_an_empty_list_misses_everyone_on_the_roster() -> None:
    assert only(rule_on(JUDGE, listing(), roster=EXPECTED)).subject == NPI
    assert rule_on(JUDGE, listing()) == Ruling()


def test_a_list_read_in_part_cannot_miss_anyone() -> None:
    partly = visit(Cause.ELEMENT_UNREADABLE, facts=facts(enrollments=[], not_read=["enrollments"]))
    assert rule_on(JUDGE, partly, roster=EXPECTED) == Ruling()
    elsewhere = visit(Cause.ELEMENT_UNREADABLE, facts=facts(enrollments=[], not_read=["password.days_left"]))
    assert only(rule_on(JUDGE, elsewhere, roster=EXPECTED)).subject == NPI


@pytest.mark.parametrize(
    "looked", [visit(), visit(Cause.VAULT), visit(facts=facts(not_read=["enrollments"]))]
)
def test_a_list_that_was_not_read_is_neither_wrong_nor_well(looked: Look) -> None:
    assert rule_on(JUDGE, looked, listing(ROW, hours_ago=4), roster=EXPECTED) == Ruling()


def test_an_enrollment_no_longer_listed_is_a_warning_on_its_id() -> None:
    found = only(rule_on(JUDGE, listing(), listing(ROW, hours_ago=4)))
    assert (found.subject, found.account, found.severity) == (ENROLLMENT, ACCOUNT, Severity.WARNING)
    assert found.title == f"{ENROLLMENT} is no longer listed, was Approved at the last look"
    assert (found.since, found.desk) == (NOW, "the Medicare contractor for OH, CGS (J15)")
    assert f"NPI {NPI}" in found.impact
    unread = only(rule_on(JUDGE, listing(), listing(enrollment(None), hours_ago=4)))
    assert unread.title == f"{ENROLLMENT} is no longer listed, was listed at the last look"
    older = only(rule_on(JUDGE, listing(), listing(enrollment(None), hours_ago=4), listing(ROW, hours_ago=8)))
    assert "was Approved" in older.title


def test_of_several_gone_each_is_told_in_order_and_those_that_stayed_are_well() -> None:
    third = enrollment("Approved", identifier="O20200101000001")
    ruling = rule_on(JUDGE, listing(third), listing(SECOND_ROW, ROW, third, hours_ago=4))
    assert [found.subject for found in ruling.findings] == [ENROLLMENT, SECOND]
    assert ruling.well == (third.id, NPI)


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


def test_a_list_read_in_part_between_does_not_hide_that_one_is_gone() -> None:
    between = listing(SECOND_ROW, hours_ago=4, not_read="enrollments")
    before_that = listing(ROW, SECOND_ROW, hours_ago=8)
    ruling = rule_on(JUDGE, listing(SECOND_ROW), between, before_that)
    assert [found.subject for found in ruling.findings] == [ENROLLMENT]


def test_another_accounts_list_says_nothing_of_this_ones() -> None:
    other = visit(account=OTHER_ACCOUNT, at=before(hours=1), facts=facts(enrollments=[SECOND_ROW]))
    assert rule_on(JUDGE, listing(ROW), other, listing(ROW, hours_ago=4)) == well(ENROLLMENT, NPI)


def test_what_is_gone_is_told_once_kept_open_and_well_when_it_is_back() -> None:
    gone = [listing(ROW, hours_ago=12), listing(hours_ago=8), listing(hours_ago=4), listing()]
    assert told(*gone) == [(Transition.OPENED, ENROLLMENT)]
    back = listing(ROW, hours_ago=-4)
    assert told(*gone, back) == [(Transition.OPENED, ENROLLMENT), (Transition.RESOLVED, ENROLLMENT)]


def test_the_last_enrollment_of_a_provider_on_the_roster_is_missed_under_both_names() -> None:
    ruling = rule_on(JUDGE, listing(), listing(ROW, hours_ago=4), roster=EXPECTED)
    assert {found.subject: found.severity for found in ruling.findings} == {
        NPI: Severity.CRITICAL,
        ENROLLMENT: Severity.WARNING,
    }


@pytest.mark.parametrize(
    ("filed", "missed"),
    [
        (application("Rejected"), False),
        (application("Withdrawn"), False),
        (application("In Review"), True),
        (application(None), True),
        (application("Rejected", enrollment_id=SECOND), True),
    ],
)
def test_one_that_went_with_its_application_is_told_by_application_progress(
    filed: ApplicationFact, missed: bool
) -> None:
    read = facts(enrollments=[]).model_copy(update={"applications": (filed,)})
    ruling = rule_on(JUDGE, visit(facts=read), listing(enrollment("Pending"), hours_ago=4))
    assert ([found.subject for found in ruling.findings] == [ENROLLMENT]) is missed
    assert (ruling.well == (ENROLLMENT,)) is not missed
