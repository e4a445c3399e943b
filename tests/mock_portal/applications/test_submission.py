"""Begin Submission to Complete Submission: what stops it, what it asks, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.forms.nouns import Practice
from mock_portal.filing.records import DocumentKind, SignatureMethod
from mock_portal.portal import Portal
from mock_portal.world.entities import Form
from tests.mock_portal.applications.cases import document, entries
from tests.mock_portal.applications.walking import PRIVATE_PRACTICE, Walker
from tests.mock_portal.conftest import MORNING


@pytest.fixture
def ready(portal: Portal, walker: Walker, draft: Application) -> Application:
    """A draft with nothing critical left."""
    basic, personal = draft.entries
    born = personal.model_copy(update={"values": {**personal.values, "birth_date": "05/04/1971"}})
    rest = entries({topic: [values] for topic, values in PRIVATE_PRACTICE.items()})
    portal.office.save(draft.model_copy(update={"entries": (basic, born, *rest)}))
    for kind in (DocumentKind.VOIDED_CHECK, DocumentKind.LICENSE):
        one = document(kind, pac_id=draft.pac_id, application_id=draft.id)
        portal.filing.documents[one.id] = one
    return walker.application


async def test_a_critical_finding_stops_the_submission(walker: Walker, ready: Application) -> None:
    await walker.fill("adverse", {"answer": "Yes"})
    page = await walker.visitor.get("/pecos/submission.do", id=ready.id)
    assert (page.status_code, walker.visitor.heading) == (409, "Submission Not Possible")
    assert "VAL-001" in page.text
    assert "VAL-014: The document Adverse legal action papers is missing." in page.text
    assert walker.application.state is ApplicationState.DRAFT


async def test_warnings_and_advice_do_not_stop_it(walker: Walker, ready: Application) -> None:
    page = await walker.visitor.get("/pecos/errorCheck.do", id=ready.id)
    assert "Critical: 0. Warning: 1. Information: 2." in page.text
    assert f'href="/pecos/topic.do?id={ready.id}&amp;topic=locations&amp;entry=0#address_1"' in page.text
    await walker.sign_up()
    assert walker.visitor.heading == "Attestation and Terms"


async def test_a_finding_that_appears_between_the_steps_stops_it_too(
    portal: Portal, walker: Walker, ready: Application
) -> None:
    await walker.sign_up()
    for one in list(portal.filing.documents.values()):
        if one.application_id == ready.id:
            del portal.filing.documents[one.id]
    await walker.attest()
    assert walker.visitor.heading == "Submission Not Possible"


@pytest.mark.parametrize(
    ("fields", "alert"),
    [
        ({"method_0": "Electronic", "email_0": "a@b.example"}, "VAL-011: select at least one signer."),
        ({"signer_0": "on", "email_0": "a@b.example"}, "Select Electronic or Upload."),
        ({"signer_0": "on", "method_0": "Fax", "email_0": "a@b.example"}, "Select Electronic or Upload."),
        ({"signer_0": "on", "method_0": "Electronic"}, "Enter the e-mail address."),
        ({"signer_0": "on", "method_0": "Electronic", "email_0": "a@b.example, c@d.example"},
         "Enter an e-mail address like name@practice.example."),
        ({"signer_7": "on", "method_7": "Electronic", "email_7": "a@b.example"},
         "VAL-011: select at least one signer."),
    ],
)  # fmt: skip
async def test_nothing_goes_on_without_a_signer(
    walker: Walker, ready: Application, fields: dict[str, str], alert: str
) -> None:
    await walker.sign_up(**fields)
    assert walker.visitor.page.status_code == 400
    assert walker.visitor.alerts == [alert]


@pytest.mark.parametrize(
    ("said", "alert"),
    [
        ({"signature_terms": ""}, "Tick both Terms boxes."),
        ({"submission_terms": ""}, "Tick both Terms boxes."),
        ({"reviewed": "No"}, "Answer Yes to submit; where that is not so, go back to the topics."),
        ({"reports": ""}, "Answer Yes to submit; where that is not so, go back to the topics."),
    ],
)
async def test_nothing_goes_on_without_every_answer_and_both_terms(
    walker: Walker, ready: Application, said: dict[str, str], alert: str
) -> None:
    await walker.sign_up()
    await walker.attest(**said)
    assert (walker.visitor.page.status_code, walker.visitor.alerts) == (400, [alert])


async def test_the_last_step_cannot_be_jumped_to(walker: Walker, ready: Application) -> None:
    await walker.sign_up()
    hidden = walker.hidden() | {"step": "contractor"}
    await walker.visitor.send("/pecos/submission.do", **hidden, contractor_checked="on")
    assert walker.visitor.heading == "Attestation and Terms"
    assert walker.application.state is ApplicationState.DRAFT


async def test_without_checking_the_contractor_it_stays_a_draft_to_continue(
    walker: Walker, ready: Application
) -> None:
    await walker.sign_up()
    await walker.attest()
    await walker.visitor.send("/pecos/submission.do", **walker.hidden())
    assert walker.visitor.alerts == ["Check the contractor, and tick the box."]
    assert walker.application == ready
    assert (await walker.visitor.get("/pecos/receipt.do", id=ready.id)).status_code == 409
    await walker.visitor.get("/pecos/application.do", id=ready.id)
    assert walker.visitor.heading == "Topic View"


async def test_what_was_changed_meanwhile_is_not_submitted(walker: Walker, ready: Application) -> None:
    await walker.sign_up()
    await walker.attest()
    hidden = walker.hidden()
    await walker.fill("records", {"where": "At the practice locations"})
    page = await walker.visitor.send("/pecos/submission.do", **hidden, contractor_checked="on")
    assert page.status_code == 409
    assert walker.application.state is ApplicationState.DRAFT


async def test_a_signed_page_must_be_uploaded_to_sign_by_upload(
    portal: Portal, walker: Walker, ready: Application
) -> None:
    await walker.sign_up(signer_0="on", method_0="Upload")
    assert "first upload the document Signed certification page" in walker.visitor.alerts[0]
    await walker.upload("Signed certification page")
    await walker.sign_up(signer_0="on", method_0="Upload")
    await walker.attest()
    await walker.complete()
    assert walker.application.state is ApplicationState.SUBMITTED
    [request] = portal.filing.signatures_of(walker.application)
    assert request.method is SignatureMethod.UPLOAD


async def test_what_was_submitted_can_be_read_and_not_edited(walker: Walker, ready: Application) -> None:
    await walker.sign_up()
    await walker.attest()
    await walker.complete()
    page = await walker.visitor.get("/pecos/application.do", id=ready.id)
    assert "Begin Submission" not in page.text
    assert "Pending E-Signature" in page.text
    page = await walker.visitor.get("/pecos/topic.do", id=ready.id, topic="adverse")
    assert ">Save<" not in page.text
    fields = {"id": ready.id, "topic": "adverse", "answer": "Yes", "action": "save"}
    assert (await walker.visitor.send("/pecos/topic.do", **fields)).status_code == 409
    assert (await walker.upload("DEA registration")).status_code == 409


async def test_corrections_are_shown_made_and_sent_again_for_a_new_signature(
    portal: Portal, walker: Walker, ready: Application
) -> None:
    await walker.sign_up()
    await walker.attest()
    await walker.complete()
    first = walker.application.web_tracking_id
    office, later = portal.office, MORNING + timedelta(hours=1)
    [request] = portal.filing.signatures_of(walker.application)
    office.receive(office.sign(request, later), later)
    office.review(walker.application, later)
    office.ask_corrections(walker.application, "Mailing (correspondence) Address", "Give a suite.", later)
    page = await walker.visitor.get("/pecos/application.do", id=ready.id)
    assert "Give a suite." in page.text
    assert "Returned for Corrections" in page.text
    await walker.fill("correspondence", {**PRIVATE_PRACTICE["correspondence"], "address_2": "STE 4"})
    await walker.sign_up()
    await walker.attest()
    await walker.complete()
    assert walker.application.revision == 2
    assert walker.application.state is ApplicationState.PENDING_E_SIGNATURE
    assert walker.application.corrections[0].answered is not None
    assert walker.application.web_tracking_id == first


async def test_a_topic_that_went_out_of_sight_takes_no_effect(
    portal: Portal, walker: Walker, ready: Application
) -> None:
    group = next(one for one in portal.world.enrollments.values() if one.form is Form.GROUP)
    npi = portal.world.associates[group.pac_id].npi
    before = list(portal.filing.reassignments)
    told = entries({"reassignments": [{"name": "A Group", "npi": npi, "since": "03/02/2026"}]})
    portal.office.save(ready.model_copy(update={"entries": (*ready.entries, *told)}))
    assert {"practice": Practice.PRIVATE.value} in [one.values for one in ready.entries]
    page = await walker.visitor.get("/pecos/application.do", id=ready.id)
    assert "topic=reassignments" not in page.text
    await walker.sign_up()
    await walker.attest()
    await walker.complete()
    [request] = portal.filing.signatures_of(walker.application)
    received = portal.office.receive(portal.office.sign(request, MORNING), MORNING)
    approved = portal.office.approve(received, MORNING)
    assert approved.state is ApplicationState.APPROVED
    assert portal.filing.reassignments == before
    assert {one.topic for one in approved.entries} == {one.topic for one in ready.entries}
