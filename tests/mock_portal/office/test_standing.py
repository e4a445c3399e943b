"""Since when an enrollment has its status, by what is on file about it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mock_portal.clock import midnight
from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.filing.records import Notice, NoticeKind
from mock_portal.filing.standing import status_since
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Form
from tests.mock_portal.office.desk import Desk

S, T = EnrollmentStatus, ApplicationState
TODAY = date(2026, 3, 2)
BEGAN = date(2015, 6, 1)


def enrollment(status: EnrollmentStatus, due: date | None = None) -> Enrollment:
    return Enrollment(
        id="O20150601000001", pac_id="1", form=Form.GROUP, state="OH", specialty="Clinic", contractor="MAC",
        status=status, effective=BEGAN, revalidation_due=due,
    )  # fmt: skip


def noon(day: date) -> datetime:
    return midnight(day) + timedelta(hours=12)


def letter(kind: NoticeKind, sent: date) -> Notice:
    return Notice(id=f"{kind}{sent}", enrollment_id="O20150601000001", kind=kind, sent=noon(sent), due=sent)


def application(reason: Reason, *steps: tuple[ApplicationState, date]) -> Application:
    history = tuple(Step(state=state, at=noon(day)) for state, day in steps)
    return Application(
        id="A1", pac_id="1", form=Form.GROUP, us_state="OH", contractor="MAC", reason=reason, history=history
    )


FIRST = application(
    Reason.INITIAL, (T.DRAFT, BEGAN - timedelta(days=9)), (T.PENDING_E_SIGNATURE, BEGAN - timedelta(days=2)),
    (T.SUBMITTED, BEGAN), (T.APPROVED, date(2015, 7, 9)),
)  # fmt: skip
STAYED = letter(NoticeKind.STAY, date(2025, 11, 1))
LAPSED = letter(NoticeKind.DEACTIVATION, date(2025, 12, 1))
RENEWED = application(Reason.REVALIDATION, (T.SUBMITTED, date(2025, 12, 5)), (T.APPROVED, date(2026, 1, 8)))
REVOKED = application(Reason.REVALIDATION, (T.SUBMITTED, date(2025, 12, 5)), (T.DENIED, date(2026, 1, 9)))
GONE = application(Reason.WITHDRAWAL, (T.SUBMITTED, date(2025, 12, 5)), (T.APPROVED, date(2026, 1, 10)))
REFUSED = application(Reason.INITIAL, (T.SUBMITTED, date(2025, 12, 5)), (T.DENIED, date(2026, 1, 11)))
WAITING = application(Reason.INITIAL, (T.DRAFT, date(2026, 1, 12)), (T.SUBMITTED, date(2026, 1, 14)))
CHANGED = application(Reason.CHANGE, (T.SUBMITTED, date(2026, 2, 1)), (T.APPROVED, date(2026, 2, 20)))


@pytest.mark.parametrize(
    ("status", "filed", "letters", "since"),
    [
        (S.APPROVED, (), (), BEGAN),
        (S.OPT_OUT, (), (), BEGAN),
        (S.APPROVED, (FIRST,), (), date(2015, 7, 9)),
        (S.OPT_OUT, (FIRST,), (), date(2015, 7, 9)),
        (S.APPROVED, (FIRST, CHANGED), (), date(2015, 7, 9)),
        (S.APPROVED, (FIRST, RENEWED), (), date(2015, 7, 9)),
        (S.APPROVED, (FIRST, RENEWED), (STAYED, LAPSED), date(2026, 1, 8)),
        (S.APPROVED, (FIRST,), (STAYED,), None),
        (S.STAY, (FIRST,), (STAYED,), date(2025, 11, 1)),
        (S.STAY, (FIRST, RENEWED), (STAYED,), None),
        (S.DEACTIVATED, (FIRST,), (STAYED, LAPSED), date(2025, 12, 1)),
        (S.DEACTIVATED, (FIRST,), (), None),
        (S.REVOKED, (FIRST, REVOKED), (), date(2026, 1, 9)),
        (S.APPROVED, (FIRST, REVOKED), (), date(2015, 7, 9)),
        (S.REVOKED, (FIRST,), (), None),
        (S.WITHDRAWN, (FIRST, GONE), (), date(2026, 1, 10)),
        (S.DENIED, (REFUSED,), (), date(2026, 1, 11)),
        (S.PENDING, (WAITING,), (), date(2026, 1, 14)),
        (S.PENDING, (), (), None),
    ],
)
def test_the_present_status_began_with_what_last_brought_it_about(
    status: EnrollmentStatus,
    filed: tuple[Application, ...],
    letters: tuple[Notice, ...],
    since: date | None,
) -> None:
    assert status_since(enrollment(status), filed, letters, TODAY) == since


@pytest.mark.parametrize(
    ("due", "since"), [(date(2026, 1, 31), date(2026, 2, 1)), (TODAY, None), (None, None)]
)
def test_a_stay_without_a_letter_began_on_the_day_after_the_due_date(
    due: date | None, since: date | None
) -> None:
    assert status_since(enrollment(S.STAY, due), (), (), TODAY) == since


def test_as_time_goes_by_the_office_leaves_what_it_takes(desk: Desk) -> None:
    one = desk.put(desk.enrollment("Achterberg, Wendell", "WA"), revalidation_due=date(2026, 7, 31))
    filing = desk.portal.filing

    def since() -> date | None:
        today = desk.now.date()
        return status_since(desk.again(one), filing.applications_of(one.id), filing.notices.of(one.id), today)

    desk.advance(days=151 + 10)
    assert (desk.again(one).status, since()) == (S.STAY, date(2026, 8, 1))
    desk.advance(days=30)
    assert (desk.again(one).status, since()) == (S.DEACTIVATED, date(2026, 8, 31))
    answer = desk.file(desk.again(one), Reason.REACTIVATION)
    desk.portal.office.approve(desk.portal.office.receive(answer, desk.now), desk.now)
    assert (desk.again(one).status, since()) == (S.APPROVED, date(2026, 8, 10) + timedelta(days=30))
