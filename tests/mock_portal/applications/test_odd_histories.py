"""Applications that came about in a way that is allowed and unusual: their pages say so, and stand."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from mock_portal.filing.applications import Application
from mock_portal.filing.records import SignatureMethod, Signer, SignerRole
from mock_portal.portal import Portal
from mock_portal.world.entities import Associate
from tests.mock_portal.applications.walking import Walker
from tests.mock_portal.conftest import MORNING

SIGNER = Signer(
    name="Benedict Hale", role=SignerRole.PRACTITIONER, email="hale@north-clinic.example",
    method=SignatureMethod.UPLOAD,
)  # fmt: skip


@pytest.fixture
def sent(portal: Portal, draft: Application) -> Application:
    return portal.office.submit(draft, [SIGNER], MORNING)


async def test_a_receipt_stands_though_the_history_was_set_by_hand(
    walker: Walker, control: httpx.AsyncClient, sent: Application
) -> None:
    history = [{"state": "in_review", "at": "2026-02-03T15:00:00Z"}]
    reply = await control.patch(f"/applications/{sent.id}", json={"history": history})
    assert reply.status_code == 200
    page = await walker.visitor.get("/pecos/receipt.do", id=sent.id)
    assert (page.status_code, walker.visitor.heading) == (200, "Submission Receipt")
    assert "02/03/2026" in page.text


async def test_a_receipt_says_that_a_rejected_first_application_left_no_enrollment(
    portal: Portal, walker: Walker, sent: Application
) -> None:
    portal.office.reject(sent, MORNING)
    page = await walker.visitor.get("/pecos/receipt.do", id=sent.id)
    assert "None: the application ended without an enrollment" in page.text


async def test_a_due_date_out_of_all_reason_does_not_break_the_check(
    portal: Portal, walker: Walker, hale: Associate
) -> None:
    enrollment = portal.world.enrollments_of(hale.pac_id)[0]
    due = enrollment.model_copy(update={"revalidation_due": date(2026, 4, 30)})
    portal.world.put_enrollment(due)
    revalidation = await walker.begin(enrollment.id, "revalidation")
    portal.world.put_enrollment(due.model_copy(update={"revalidation_due": date(1, 1, 31)}))
    page = await walker.visitor.get("/pecos/errorCheck.do", id=revalidation.id)
    assert page.status_code == 200
