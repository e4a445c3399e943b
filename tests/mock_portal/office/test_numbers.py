"""Medicare IDs and reassignments through refusals, lapses and second enrollments."""

from __future__ import annotations

from datetime import date

import pytest

from mock_portal.clock import midnight
from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.forms.nouns import Practice
from mock_portal.filing.records import Entry, LastBilled, MedicareId
from mock_portal.portal import PortalState
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Form
from tests.mock_portal.office.desk import SIGNER, Desk

CLINIC = "North Clinic Physicians LLC"


def joins(desk: Desk, person: Enrollment) -> Application:
    """An approved reassignment to the clinic."""
    group = desk.enrollment(CLINIC, form=Form.GROUP)
    npi = desk.portal.world.associates[group.pac_id].npi
    entry = Entry(topic="reassignments", values={"name": CLINIC, "npi": npi, "since": "03/15/2026"})
    application = desk.file(person, Reason.REASSIGNMENT, (entry,))
    desk.portal.office.receive(application, desk.now)
    return desk.portal.office.approve(desk.look(application), desk.now)


def given_for(desk: Desk, person: Enrollment) -> list[MedicareId]:
    """The numbers beside the person's own."""
    return [one for one in desk.portal.filing.medicare_ids_of(person.id) if one.number != person.medicare_id]


@pytest.mark.parametrize("way", ["reject", "return_", "withdraw_application"])
def test_a_number_for_a_group_that_never_came_to_be_ends_and_names_it_no_more(desk: Desk, way: str) -> None:
    person = desk.enrollment("Achterberg, Wendell", "OR")
    group = desk.initial(CLINIC, "OR", Form.GROUP)
    joins(desk, person)
    (given,) = given_for(desk, person)
    assert (given.group, given.ended) == (group.enrollment_id, None)
    getattr(desk.portal.office, way)(desk.look(group), desk.now)
    (given,) = given_for(desk, person)
    assert (given.group, given.ended) == (None, date(2026, 3, 15))
    kept = desk.portal.snapshot().model_dump(mode="json", by_alias=True)
    assert PortalState.model_validate(kept) == desk.portal.snapshot()


def test_a_reactivation_brings_back_the_numbers_of_the_groups_that_are_left(desk: Desk) -> None:
    person = desk.enrollment("Achterberg, Wendell", "OR")
    joins(desk, person)
    desk.put(desk.again(person), revalidation_due=date(2026, 7, 31))
    desk.advance(days=200)
    assert desk.again(person).status is EnrollmentStatus.DEACTIVATED
    (given,) = given_for(desk, person)
    assert given.ended == date(2026, 8, 31)
    sent = desk.now.date()
    desk.file(person, Reason.REACTIVATION)
    desk.advance(days=20)
    numbers = desk.portal.filing.medicare_ids_of(person.id)
    assert [(one.effective, one.ended) for one in numbers] == [(sent, None), (sent, None)]


def test_a_reactivation_leaves_the_number_of_a_group_that_was_left(desk: Desk) -> None:
    person = desk.enrollment("Achterberg, Wendell", "OR")
    joins(desk, person)
    place = next(at for at, one in enumerate(desk.portal.filing.reassignments) if one.individual == person.id)
    link = desk.portal.filing.reassignments[place]
    desk.portal.filing.reassignments[place] = link.model_copy(update={"ended": date(2026, 5, 31)})
    desk.put(desk.again(person), revalidation_due=date(2026, 7, 31))
    desk.advance(days=200)
    desk.file(person, Reason.REACTIVATION)
    desk.advance(days=20)
    (given,) = given_for(desk, person)
    assert given.ended == date(2026, 8, 31)


def test_who_joins_a_group_joins_its_enrollment_that_stands(desk: Desk) -> None:
    person = desk.enrollment("Achterberg, Wendell", "OR")
    before = desk.enrollment(CLINIC, form=Form.GROUP)
    desk.put(before, status=EnrollmentStatus.WITHDRAWN)
    after = desk.initial(CLINIC, before.state, Form.GROUP)
    desk.advance(days=20)
    joins(desk, person)
    (given,) = given_for(desk, person)
    assert given.group == after.enrollment_id


def test_a_revalidation_that_lifts_a_deactivation_is_not_undone_for_want_of_claims(desk: Desk) -> None:
    desk.policy(decided_after_days=(10, 10))
    due = date(2026, 7, 31)
    enrollment = desk.put(desk.enrollment("Achterberg, Wendell", "WA"), revalidation_due=due)
    billed = LastBilled(enrollment_id=enrollment.id, day=date(2025, 3, 5))
    desk.portal.filing.last_billed[enrollment.id] = billed
    desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=5)
    assert desk.again(enrollment).status is EnrollmentStatus.DEACTIVATED
    desk.advance(days=25)
    assert desk.again(enrollment).status is EnrollmentStatus.APPROVED
    assert len(desk.told(enrollment, "enrollment-deactivated")) == 1


def test_a_stay_over_the_end_of_summer_time_ends_at_midnight(desk: Desk) -> None:
    """Thirty times 24 hours would be up an hour before midnight, on the day before."""
    due = date(2026, 10, 31)
    enrollment = desk.put(desk.enrollment("Achterberg, Wendell", "WA"), revalidation_due=due)
    desk.portal.clock.set(midnight(date(2026, 12, 20)))
    desk.portal.run_timers()
    number = desk.portal.filing.medicare_ids[enrollment.id, enrollment.medicare_id or ""]
    assert number.ended == date(2026, 12, 1)
    mine = [one for one in desk.portal.filing.notices.values() if one.enrollment_id == enrollment.id]
    assert mine[-1].sent == midnight(date(2026, 12, 1))
    (told,) = desk.told(enrollment, "enrollment-stayed")
    assert "it ends on 12/01/2026" in told["body"]


def test_who_practices_both_ways_gets_a_number_for_each(desk: Desk) -> None:
    group = desk.enrollment(CLINIC, form=Form.GROUP)
    npi = desk.portal.world.associates[group.pac_id].npi
    entries = (
        Entry(topic="basic", values={"practice": Practice.BOTH.value}),
        Entry(topic="reassignments", values={"name": CLINIC, "npi": npi, "since": "03/15/2026"}),
    )
    person = desk.enrollment("Achterberg, Wendell")
    draft = desk.portal.office.begin(
        form=Form.PRACTITIONER, us_state="ID", reason=Reason.INITIAL, pac_id=person.pac_id,
        enrollment_id=None, account=None, now=desk.now,
    ).model_copy(update={"entries": entries})  # fmt: skip
    application = desk.sign(desk.portal.office.submit(draft, [SIGNER], desk.now))
    desk.advance(days=20)
    enrolled = desk.portal.world.enrollments[application.enrollment_id or ""]
    numbers = {one.group: one.number for one in desk.portal.filing.medicare_ids_of(enrolled.id)}
    assert numbers.keys() == {None, group.id}
    assert enrolled.medicare_id == numbers[None]
    told = desk.mail("application-approved")[-1]["body"]
    assert f"Your Medicare ID (PTAN) is {numbers[None]}, effective 03/02/2026." in told
    assert numbers[group.id] in told
