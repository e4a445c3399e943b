"""Due dates, notices, stays and deactivations, as time goes by."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest

from mock_portal.clock import midnight, portal_date
from mock_portal.filing.applications import ApplicationState as S
from mock_portal.filing.applications import Reason
from mock_portal.filing.records import LastBilled, Notice, NoticeKind
from mock_portal.world.entities import Enrollment, EnrollmentStatus
from tests.mock_portal.office.desk import SIGNER, Desk

DUE = date(2026, 7, 31)


@pytest.fixture
def soon(desk: Desk) -> Enrollment:
    """An enrollment that is due in five months."""
    return desk.put(desk.enrollment("Achterberg, Wendell", "WA"), revalidation_due=DUE)


def notices(desk: Desk, enrollment: Enrollment) -> list[Notice]:
    return [one for one in desk.portal.filing.notices.values() if one.enrollment_id == enrollment.id]


def to(desk: Desk, day: date, hours: int = 12) -> None:
    """Let time go by until a moment of a day in New York."""
    desk.portal.clock.set(midnight(day) + timedelta(hours=hours))
    desk.portal.run_timers()


def test_two_notices_a_stay_and_a_deactivation_come_in_time(desk: Desk, soon: Enrollment) -> None:
    to(desk, DUE + timedelta(days=200))
    sent = {one.kind: one.sent for one in notices(desk, soon)}
    assert sent == {
        NoticeKind.FIRST: midnight(DUE - timedelta(days=120)),
        NoticeKind.SECOND: midnight(DUE - timedelta(days=45)),
        NoticeKind.STAY: midnight(DUE + timedelta(days=1)),
        NoticeKind.DEACTIVATION: midnight(DUE + timedelta(days=1)) + timedelta(days=30),
    }
    assert desk.again(soon).status is EnrollmentStatus.DEACTIVATED
    number = desk.portal.filing.medicare_ids[soon.id, soon.medicare_id or ""]
    assert number.ended == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (DUE, EnrollmentStatus.APPROVED),
        (DUE + timedelta(days=1), EnrollmentStatus.STAY),
        (DUE + timedelta(days=30), EnrollmentStatus.STAY),
        (DUE + timedelta(days=31), EnrollmentStatus.DEACTIVATED),
    ],
)
def test_each_boundary_is_a_midnight_in_new_york(
    desk: Desk, soon: Enrollment, day: date, status: EnrollmentStatus
) -> None:
    to(desk, day, hours=1)
    assert desk.again(soon).status is status


def test_without_stays_it_is_deactivated_at_once(desk: Desk, soon: Enrollment) -> None:
    desk.policy(stay_days=0)
    to(desk, DUE + timedelta(days=1))
    assert desk.again(soon).status is EnrollmentStatus.DEACTIVATED


def test_a_submitted_revalidation_is_waited_for(desk: Desk, soon: Enrollment) -> None:
    desk.policy(decided_after_days=(90, 90))
    to(desk, DUE - timedelta(days=1))
    application = desk.file(soon, Reason.REVALIDATION)
    to(desk, DUE + timedelta(days=80))
    assert desk.again(soon).status is EnrollmentStatus.APPROVED
    to(desk, DUE + timedelta(days=100))
    assert desk.look(application).state is S.APPROVED
    assert desk.again(soon).revalidation_due == date(2031, 7, 31)


def test_a_refused_revalidation_that_was_waited_for_begins_the_stay(desk: Desk, soon: Enrollment) -> None:
    desk.policy(works_by_itself=False)
    to(desk, DUE - timedelta(days=1))
    application = desk.file(soon, Reason.REVALIDATION)
    desk.portal.office.receive(application, desk.now)
    to(desk, DUE + timedelta(days=50))
    desk.portal.office.deny(desk.look(application), desk.now)
    assert desk.again(soon).status is EnrollmentStatus.STAY
    desk.advance(days=30)
    assert desk.again(soon).status is EnrollmentStatus.DEACTIVATED


def test_a_stay_that_ran_out_while_it_was_waited_ends_with_the_refusal(desk: Desk, soon: Enrollment) -> None:
    desk.policy(works_by_itself=False)
    to(desk, DUE + timedelta(days=20))
    application = desk.file(soon, Reason.REVALIDATION)
    to(desk, DUE + timedelta(days=50))
    assert desk.again(soon).status is EnrollmentStatus.STAY
    desk.portal.office.reject(desk.look(application), desk.now)
    assert desk.again(soon).status is EnrollmentStatus.DEACTIVATED


def test_an_unsigned_revalidation_is_not_waited_for(desk: Desk, soon: Enrollment) -> None:
    to(desk, DUE - timedelta(days=1))
    desk.portal.office.submit(desk.draft(soon, Reason.REVALIDATION), [SIGNER], desk.now)
    to(desk, DUE + timedelta(days=2))
    assert desk.again(soon).status is EnrollmentStatus.STAY


def test_a_seeded_stay_ends_on_its_day(desk: Desk) -> None:
    enrollment = desk.enrollment("Granite Hospice Foundation")
    due = enrollment.revalidation_due
    assert due is not None
    assert enrollment.status is EnrollmentStatus.STAY
    to(desk, due + timedelta(days=30))
    assert desk.again(enrollment).status is EnrollmentStatus.STAY
    to(desk, due + timedelta(days=31))
    assert desk.again(enrollment).status is EnrollmentStatus.DEACTIVATED


def test_a_start_disturbs_nobody(desk: Desk) -> None:
    before, applications = desk.portal.statuses(), dict(desk.portal.filing.applications)
    desk.portal.run_timers()
    assert desk.portal.statuses() == before
    assert dict(desk.portal.filing.applications) == applications
    kinds = {one["kind"] for one in desk.portal.world.mail}
    assert kinds.isdisjoint({"enrollment-stayed", "application-rejected"})


def test_what_was_past_when_it_was_put_there_is_left_alone(desk: Desk) -> None:
    hand_made = desk.put(desk.enrollment("Achterberg, Wendell"), revalidation_due=date(2026, 1, 31))
    desk.advance(days=300)
    assert desk.again(hand_made).status is EnrollmentStatus.APPROVED
    stayed = desk.put(hand_made, status=EnrollmentStatus.STAY)
    desk.advance(days=300)
    assert desk.again(stayed).status is EnrollmentStatus.STAY


def test_a_date_to_come_is_posted_ahead_and_falls_on_the_end_of_a_month(desk: Desk) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell", "WA")
    assert enrollment.revalidation_due is None
    posted: datetime | None = None
    for _ in range(12 * 5):
        desk.advance(days=30)
        due = desk.again(enrollment).revalidation_due
        if due is not None:
            posted = desk.now
            break
    assert posted is not None
    assert due is not None
    assert due.day == monthrange(due.year, due.month)[1]
    assert timedelta(days=184 - 31) < due - portal_date(posted) <= timedelta(days=184)
    to(desk, due + timedelta(days=1))
    assert desk.again(enrollment).status is EnrollmentStatus.STAY


def test_no_date_is_posted_in_the_first_year(desk: Desk) -> None:
    before = {key: one.revalidation_due for key, one in desk.portal.world.enrollments.items()}
    desk.advance(days=365)
    after = {key: one.revalidation_due for key, one in desk.portal.world.enrollments.items()}
    assert after == {key: due for key, due in before.items() if key in after}


def test_a_new_enrollment_is_due_after_its_first_cycle(desk: Desk) -> None:
    application = desk.initial("Achterberg, Wendell", "ID")
    to(desk, date(2031, 3, 31) - timedelta(days=185))
    key = application.enrollment_id or ""
    assert desk.portal.world.enrollments[key].revalidation_due is None
    desk.advance(days=1)
    assert desk.portal.world.enrollments[key].revalidation_due == date(2031, 3, 31)


def test_who_sends_no_claim_for_a_year_is_deactivated(desk: Desk) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell")
    desk.portal.filing.last_billed[enrollment.id] = LastBilled(
        enrollment_id=enrollment.id, day=date(2025, 4, 10)
    )
    to(desk, date(2026, 4, 10))
    assert desk.again(enrollment).status is EnrollmentStatus.APPROVED
    to(desk, date(2026, 4, 11))
    assert desk.again(enrollment).status is EnrollmentStatus.DEACTIVATED
    assert "12 months" in desk.mail("enrollment-deactivated")[-1]["body"]


def test_the_months_without_a_claim_can_be_set(desk: Desk) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell")
    desk.portal.filing.last_billed[enrollment.id] = LastBilled(
        enrollment_id=enrollment.id, day=date(2025, 8, 10)
    )
    desk.advance(days=1)
    assert desk.again(enrollment).status is EnrollmentStatus.APPROVED
    desk.policy(non_billing_months=6)
    desk.portal.run_timers()
    assert desk.again(enrollment).status is EnrollmentStatus.DEACTIVATED


@pytest.mark.parametrize("due", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_date_out_of_all_reason_does_no_harm(desk: Desk, due: date) -> None:
    enrollment = desk.put(desk.enrollment("Achterberg, Wendell"), revalidation_due=due)
    application = desk.file(enrollment, Reason.REVALIDATION)
    desk.advance(days=60)
    assert desk.look(application).state is S.APPROVED
    assert desk.again(enrollment).revalidation_due == date(2031, 3, 31)
