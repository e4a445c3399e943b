"""What an approval, and what a refusal, does to an enrollment."""

from __future__ import annotations

from datetime import date

import pytest

from mock_portal.filing.applications import ApplicationState as S
from mock_portal.filing.applications import Reason
from mock_portal.filing.records import Entry
from mock_portal.world.entities import EnrollmentStatus, Form
from tests.mock_portal.office.desk import CONTACT, SIGNER, Desk

NEW_NAME = Entry(topic="business", values={"name": "Achterberg Medicine PC"})


def test_an_initial_enrollment_is_pending_and_then_approved_with_a_medicare_id(desk: Desk) -> None:
    application = desk.initial("Achterberg, Wendell", "ID")
    assert application.enrollment_id is not None
    pending = desk.portal.world.enrollments[application.enrollment_id]
    assert (pending.status, pending.medicare_id) == (EnrollmentStatus.PENDING, None)
    assert pending.contractor == "Noridian Healthcare Solutions (JF)"
    desk.advance(days=15)
    approved = desk.again(pending)
    assert approved.status is EnrollmentStatus.APPROVED
    assert approved.effective == date(2026, 3, 2)
    (given,) = desk.portal.filing.medicare_ids_of(pending.id)
    assert (given.number, given.effective, given.ended) == (approved.medicare_id, date(2026, 3, 2), None)
    assert given.number.startswith("ID")
    assert approved.revalidation_due is None


def test_who_only_orders_gets_no_medicare_id(desk: Desk) -> None:
    application = desk.initial("Achterberg, Wendell", "ID", Form.ORDERING)
    desk.advance(days=15)
    approved = desk.portal.world.enrollments[application.enrollment_id or ""]
    assert (approved.status, approved.medicare_id) == (EnrollmentStatus.APPROVED, None)


def test_a_denied_initial_enrollment_is_denied(desk: Desk) -> None:
    application = desk.initial("Achterberg, Wendell", "ID")
    desk.advance(days=2)
    denied = desk.portal.office.deny(desk.look(application), desk.now)
    assert desk.portal.world.enrollments[denied.enrollment_id or ""].status is EnrollmentStatus.DENIED


@pytest.mark.parametrize("way", ["reject", "return_", "withdraw_application"])
def test_an_initial_enrollment_that_was_not_decided_is_gone(desk: Desk, way: str) -> None:
    application = desk.initial("Achterberg, Wendell", "ID")
    before = application.enrollment_id
    desk.advance(days=2)
    ended = getattr(desk.portal.office, way)(desk.look(application), desk.now)
    assert before not in desk.portal.world.enrollments
    assert before not in [one.id for one in desk.portal.world.enrollments_of(application.pac_id)]
    assert ended.enrollment_id is None
    assert desk.portal.filing.find_application(application.web_tracking_id or "") == ended
    desk.portal.snapshot().model_validate(desk.portal.snapshot().model_dump(by_alias=True))


@pytest.mark.parametrize("way", ["deny", "reject", "return_", "withdraw_application"])
@pytest.mark.parametrize("reason", [Reason.CHANGE, Reason.REVALIDATION, Reason.WITHDRAWAL])
def test_any_other_refusal_leaves_the_enrollment_as_it_was(desk: Desk, way: str, reason: Reason) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell")
    record = desk.portal.filing.records.get(enrollment.id)
    application = desk.file(enrollment, reason, (NEW_NAME,))
    desk.advance(days=2)
    getattr(desk.portal.office, way)(desk.look(application), desk.now)
    assert desk.again(enrollment) == enrollment
    assert desk.portal.filing.records.get(enrollment.id) == record


def test_an_approved_change_replaces_its_topics_on_file_and_no_others(desk: Desk) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell")
    desk.file(enrollment, Reason.CHANGE, (CONTACT, NEW_NAME))
    desk.advance(days=15)
    newer = Entry(topic="business", values={"name": "Achterberg and Daughter PC"})
    desk.file(enrollment, Reason.CHANGE, (newer,))
    desk.advance(days=15)
    assert desk.portal.filing.records[enrollment.id].entries == (CONTACT, newer)
    begun = desk.portal.office.begin(
        form=enrollment.form, us_state=enrollment.state, reason=Reason.CHANGE, pac_id=enrollment.pac_id,
        enrollment_id=enrollment.id, account=None, now=desk.now,
    )  # fmt: skip
    assert begun.entries == (CONTACT, newer)


@pytest.mark.parametrize(
    ("form", "name", "moved"),
    [
        (Form.PRACTITIONER, "Achterberg, Wendell", date(2031, 4, 30)),
        (Form.DME_SUPPLIER, "Riverbend Medical Equipment Inc", date(2029, 4, 30)),
    ],
)
def test_an_approved_revalidation_moves_the_due_date_by_the_cycle(
    desk: Desk, form: Form, name: str, moved: date
) -> None:
    desk.policy(fee_dollars=0)
    enrollment = desk.put(desk.enrollment(name, form=form), revalidation_due=date(2026, 4, 30))
    desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=15)
    assert desk.again(enrollment).revalidation_due == moved
    assert desk.again(enrollment).status is EnrollmentStatus.APPROVED


def test_a_revalidation_in_a_short_month_is_due_on_its_last_day(desk: Desk) -> None:
    desk.policy(revalidation_years=2)
    enrollment = desk.put(desk.enrollment("Achterberg, Wendell"), revalidation_due=date(2026, 2, 28))
    desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=15)
    assert desk.again(enrollment).revalidation_due == date(2028, 2, 29)


@pytest.mark.parametrize("due", [None, date(2026, 9, 30)])
def test_a_revalidation_before_its_window_is_returned(desk: Desk, due: date | None) -> None:
    enrollment = desk.put(desk.enrollment("Achterberg, Wendell"), revalidation_due=due)
    application = desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=15)
    assert desk.look(application).state is S.RETURNED
    assert "VAL-017" in desk.mail("application-returned")[-1]["body"]
    assert desk.again(enrollment) == enrollment


def test_a_revalidation_on_the_first_day_of_its_window_is_processed(desk: Desk) -> None:
    enrollment = desk.put(desk.enrollment("Achterberg, Wendell"), revalidation_due=date(2026, 9, 2))
    application = desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=15)
    assert desk.look(application).state is S.APPROVED


def test_a_stay_is_lifted(desk: Desk) -> None:
    enrollment = desk.enrollment("Granite Hospice Foundation")
    desk.policy(fee_dollars=0)
    desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=15)
    assert desk.again(enrollment).status is EnrollmentStatus.APPROVED


def test_a_reactivation_approves_again_from_the_submission_on(desk: Desk) -> None:
    enrollment = desk.enrollment("Harbor Imaging Center LLC")
    desk.portal.filing.medicare_ids.pop((enrollment.id, enrollment.medicare_id or ""), None)
    desk.file(enrollment, Reason.REACTIVATION)
    desk.advance(days=15)
    again = desk.again(enrollment)
    assert again.status is EnrollmentStatus.APPROVED
    assert again.revalidation_due == date(2031, 3, 31)
    (number,) = desk.portal.filing.medicare_ids_of(enrollment.id)
    assert (number.effective, number.ended) == (date(2026, 3, 2), None)


def test_a_withdrawal_ends_everything(desk: Desk) -> None:
    enrollment = desk.enrollment("Hale, Benedict")
    application = desk.file(enrollment, Reason.WITHDRAWAL)
    desk.advance(days=15)
    ended = desk.look(application).history[-1].at.date()
    assert desk.again(enrollment).status is EnrollmentStatus.WITHDRAWN
    assert [one.ended for one in desk.portal.filing.medicare_ids_of(enrollment.id)] == [ended]
    mine = [one for one in desk.portal.filing.reassignments if one.individual == enrollment.id]
    assert mine
    assert all(one.ended is not None for one in mine)


def test_a_reassignment_begins_with_a_new_medicare_id_and_ends_with_it(desk: Desk) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell", "OR")
    group = desk.enrollment("North Clinic Physicians LLC", form=Form.GROUP)
    npi = desk.portal.world.associates[group.pac_id].npi
    begins = {"name": "North Clinic Physicians LLC", "npi": npi, "since": "03/15/2026"}
    desk.file(enrollment, Reason.REASSIGNMENT, (Entry(topic="reassignments", values=begins),))
    desk.advance(days=15)
    link = next(one for one in desk.portal.filing.reassignments
                if (one.individual, one.group) == (enrollment.id, group.id))  # fmt: skip
    assert (link.effective, link.ended) == (date(2026, 3, 15), None)
    (own, given) = desk.portal.filing.medicare_ids_of(enrollment.id)
    assert own.number == enrollment.medicare_id
    assert (given.group, given.effective, given.ended) == (group.id, date(2026, 3, 15), None)
    assert given.number in desk.mail("application-approved")[-1]["body"]

    ends = {**begins, "ended": "05/31/2026"}
    desk.file(enrollment, Reason.REASSIGNMENT, (Entry(topic="reassignments", values=ends),))
    desk.advance(days=15)
    link = next(one for one in desk.portal.filing.reassignments
                if (one.individual, one.group) == (enrollment.id, group.id))  # fmt: skip
    assert link.ended == date(2026, 5, 31)
    assert [one.ended for one in desk.portal.filing.medicare_ids_of(enrollment.id)] == [None, link.ended]


def test_a_group_takes_a_member_in_who_gets_the_medicare_id(desk: Desk) -> None:
    group = desk.enrollment("North Clinic Physicians LLC", form=Form.GROUP)
    member = desk.enrollment("Achterberg, Wendell", "OR")
    values = {"npi": desk.portal.world.associates[member.pac_id].npi, "name": "Wendell Achterberg"}
    desk.file(group, Reason.REASSIGNMENT, (Entry(topic="members", values=values),))
    desk.advance(days=15)
    links = [one for one in desk.portal.filing.reassignments if one.group == group.id and one.effective]
    taken = {one.individual for one in links}
    assert len(taken) == 1
    given = [one for one in desk.portal.filing.medicare_ids_of(taken.pop()) if one.group == group.id]
    assert len(given) == 1
    assert given[0].number in desk.mail("application-approved")[-1]["body"]


def test_a_reassignment_that_stands_is_not_made_twice(desk: Desk) -> None:
    enrollment = desk.enrollment("Hale, Benedict")
    group = desk.enrollment("North Clinic Physicians LLC", form=Form.GROUP)
    npi = desk.portal.world.associates[group.pac_id].npi
    before = list(desk.portal.filing.reassignments)
    desk.file(enrollment, Reason.CHANGE, (Entry(topic="reassignments", values={"npi": npi}),))
    desk.advance(days=15)
    assert desk.portal.filing.reassignments == before


def test_nothing_comes_after_an_end(desk: Desk) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    desk.advance(days=15)
    ended = desk.look(application)
    desk.advance(days=400)
    assert desk.look(application) == ended
    for act in (desk.portal.office.approve, desk.portal.office.review, desk.portal.office.reject):
        with pytest.raises(Exception, match="not possible in the state 'approved'"):
            act(ended, desk.now)
    with pytest.raises(Exception, match="not possible"):
        desk.portal.office.submit(ended, [SIGNER], desk.now)
