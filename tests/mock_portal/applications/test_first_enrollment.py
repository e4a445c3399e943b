"""A practitioner's first application, from the questionnaire to the receipt."""

from __future__ import annotations

import hashlib

from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.records import FileType
from mock_portal.portal import Portal
from mock_portal.world.entities import Associate, EnrollmentStatus
from tests.mock_portal.applications.walking import PDF, PRIVATE_PRACTICE, Walker


async def filled(walker: Walker) -> None:
    await walker.fill("personal", {**walker.application.entries[1].values, "birth_date": "05/04/1971"})
    await walker.fill_all(PRIVATE_PRACTICE)
    await walker.upload("Voided check or bank letter")
    await walker.upload("State license")


async def test_an_855i_goes_from_the_questionnaire_to_the_receipt(
    portal: Portal, walker: Walker, hale: Associate, draft: Application
) -> None:
    assert draft.state is ApplicationState.DRAFT
    await filled(walker)
    await walker.sign_up()
    assert walker.visitor.heading == "Attestation and Terms"
    await walker.attest()
    assert "WPS Government Health Administrators (J8)" in walker.visitor.page.text
    await walker.complete()
    assert walker.visitor.heading == "Submission Receipt"
    application = walker.application
    assert application.state is ApplicationState.PENDING_E_SIGNATURE
    assert application.web_tracking_id is not None
    assert application.web_tracking_id in walker.visitor.page.text
    assert "03/22/2026" in walker.visitor.page.text
    made = portal.world.enrollments[application.enrollment_id or ""]
    assert (made.status, made.specialty, made.state) == (EnrollmentStatus.PENDING, "Internal Medicine", "IN")
    [request] = portal.filing.signatures_of(application)
    assert (request.signer, request.role.value) == ("Benedict Hale", "Individual Practitioner")
    check, licence = (one for one in portal.filing.documents.values() if one.application_id == draft.id)
    assert (check.file_type, check.size) == (FileType.PDF, len(PDF))
    assert licence.sha256 == hashlib.sha256(PDF).hexdigest()
