"""The Revalidation Notification Center: dates, notices, and how far each answer is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.records import Notice, NoticeKind
from mock_portal.portal import Portal
from mock_portal.web.pecos_revalidations import OPEN_RESPONSES, Response, response_of
from mock_portal.world.entities import Account, Enrollment, EnrollmentStatus
from tests.mock_portal.pecos.filed import S, enrollment_of, filed
from tests.mock_portal.pecos.shown import links, rows
from tests.mock_portal.visitor import Visitor

CAPTION = "Revalidations of your providers"
SOON = date(2026, 5, 31)


@pytest.fixture
def due(portal: Portal, north: Account) -> Enrollment:
    """North clinic's group, to be revalidated in ninety days."""
    group = enrollment_of(portal, north).model_copy(update={"revalidation_due": SOON})
    portal.world.put_enrollment(group)
    return group


async def test_a_date_shows_184_days_ahead_and_is_tbd_before(
    portal: Portal, marta: Visitor, due: Enrollment
) -> None:
    await marta.get("/pecos/revalidations.do")
    listed = rows(marta, CAPTION)
    assert listed[0][:6] == [
        "North Clinic Physicians LLC", due.id, "855B", "OH", "05/31/2026", "90 days left",
    ]  # fmt: skip
    assert [row[4:6] for row in listed[1:]] == [["TBD", ""], ["TBD", ""]]
    portal.filing.policy = portal.filing.policy.model_copy(update={"posted_days": 89})
    await marta.get("/pecos/revalidations.do")
    assert [row[4] for row in rows(marta, CAPTION)] == ["TBD"] * 3


async def test_notices_are_listed_with_the_day_they_were_sent(
    portal: Portal, marta: Visitor, due: Enrollment
) -> None:
    sent = portal.clock.now() - timedelta(days=30)
    for number, kind in enumerate((NoticeKind.SECOND, NoticeKind.FIRST)):
        notice = Notice(
            id=f"N{number}", enrollment_id=due.id, kind=kind, sent=sent - timedelta(days=number), due=SOON
        )
        portal.filing.notices[notice.id] = notice
    await marta.get("/pecos/revalidations.do")
    assert rows(marta, CAPTION)[0][6] == "First notice: 01/30/2026 Second notice: 01/31/2026"
    assert rows(marta, CAPTION)[1][6] == "None"


async def test_the_next_step_leads_on_and_the_home_page_counts_it(
    portal: Portal, marta: Visitor, due: Enrollment
) -> None:
    await marta.get("/pecos/home.do")
    assert "1 revalidation waits for your response." in marta.page.text
    await marta.get("/pecos/revalidations.do")
    target = f"/pecos/startApplication.do?enrollment={due.id}&reason=revalidation"
    assert links(marta)["Revalidate"] == target
    one = filed(portal, due, S.DRAFT, Reason.REVALIDATION)
    await marta.get("/pecos/revalidations.do")
    assert links(marta)["Continue working on application"] == f"/pecos/application.do?id={one.id}"
    filed(portal, due, S.RECEIVED, Reason.REVALIDATION)
    await marta.get("/pecos/revalidations.do")
    assert links(marta)["View status"] == f"/pecos/applicationStatus.do?id={one.id}"
    assert rows(marta, CAPTION)[0][7] == "Submitted"
    await marta.get("/pecos/home.do")
    assert "No revalidation waits for your response." in marta.page.text


@pytest.mark.parametrize(
    ("status", "due_on", "state", "response"),
    [
        ("Approved", None, None, Response.NOT_DUE),
        ("Approved", date(2028, 1, 31), None, Response.NOT_DUE),
        ("Approved", SOON, None, Response.AWAITED),
        ("Approved", date(2026, 3, 2), None, Response.AWAITED),
        ("Approved", date(2026, 3, 1), None, Response.PAST_DUE),
        ("Approved", SOON, S.DRAFT, Response.IN_PROGRESS),
        ("Approved", SOON, S.PENDING_E_SIGNATURE, Response.SIGNATURE),
        ("Approved", SOON, S.SUBMITTED, Response.SUBMITTED),
        ("Approved", SOON, S.SITE_VISIT, Response.SUBMITTED),
        ("Approved", SOON, S.RETURNED_FOR_CORRECTIONS, Response.CORRECTIONS),
        ("Approved", SOON, S.REJECTED, Response.AWAITED),
        ("Approved", date(2026, 3, 1), S.RETURNED, Response.PAST_DUE),
        ("Approved", date(2031, 5, 31), S.APPROVED, Response.COMPLETE),
        ("Approved", date(2031, 5, 31), S.DENIED, Response.NOT_DUE),
        ("Stay", date(2026, 2, 28), None, Response.STAY),
        ("Stay", date(2026, 2, 28), S.RETURNED_FOR_CORRECTIONS, Response.CORRECTIONS),
        ("Deactivated", date(2026, 1, 31), S.REJECTED, Response.DEACTIVATED),
    ],
)
def test_how_far_the_answer_is(
    portal: Portal,
    due: Enrollment,
    status: str,
    due_on: date | None,
    state: ApplicationState | None,
    response: Response,
) -> None:
    enrollment = due.model_copy(update={"status": EnrollmentStatus(status), "revalidation_due": due_on})
    answers = [] if state is None else [filed(portal, due, state, Reason.REVALIDATION)]
    assert response_of(enrollment, answers, portal.filing.policy, portal.clock.now()) is response


def test_only_what_the_provider_must_do_is_open() -> None:
    others = {Response.NOT_DUE, Response.SUBMITTED, Response.COMPLETE, Response.DEACTIVATED}
    assert set(Response) - OPEN_RESPONSES == others


@pytest.mark.parametrize("status", ["Pending", "Denied", "Revoked", "Withdrawn", "Opt Out"])
async def test_who_is_not_enrolled_is_not_listed(
    portal: Portal, marta: Visitor, due: Enrollment, status: str
) -> None:
    portal.world.put_enrollment(due.model_copy(update={"status": EnrollmentStatus(status)}))
    await marta.get("/pecos/revalidations.do")
    assert due.id not in [row[1] for row in rows(marta, CAPTION)]
