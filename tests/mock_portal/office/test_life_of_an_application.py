"""An application's way from draft to decision, by itself, as the portal's clock goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.errors import NotAllowedNowError
from mock_portal.filing.applications import ApplicationState as S
from mock_portal.filing.applications import Reason
from mock_portal.filing.records import Document, DocumentKind, FeeState, FileType, SignatureMethod
from mock_portal.world.entities import EnrollmentStatus, Form
from tests.mock_portal.office.desk import SIGNER, Desk


def test_a_draft_stays_a_draft_and_can_be_deleted(desk: Desk) -> None:
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    desk.advance(days=400)
    assert desk.states(draft) == [S.DRAFT]
    filing = desk.portal.filing
    filing.documents["D1"] = Document(
        id="D1", pac_id=draft.pac_id, kind=DocumentKind.OTHER, file_name="a.pdf", file_type=FileType.PDF,
        size=9, sha256="0" * 64, uploaded=desk.now, application_id=draft.id,
    )  # fmt: skip
    desk.portal.office.discard(draft, desk.now)
    assert draft.id not in filing.applications
    assert filing.documents["D1"].application_id is None
    filing.state().check_against(desk.portal.world.state())


def test_submission_gives_numbers_and_asks_for_signatures(desk: Desk) -> None:
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    application = desk.portal.office.submit(draft, [SIGNER], desk.now)
    assert application.state is S.PENDING_E_SIGNATURE
    assert application.web_tracking_id is not None
    assert application.web_tracking_id.startswith("T03022026")
    assert len(application.web_tracking_id) == 16
    (request,) = desk.portal.filing.signatures_of(application)
    assert request.due == desk.now + timedelta(days=20)
    assert (request.revision, request.signed) == (1, None)


def test_an_unsigned_application_is_rejected_on_the_twentieth_day_and_not_before(desk: Desk) -> None:
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    application = desk.portal.office.submit(draft, [SIGNER], desk.now)
    (request,) = desk.portal.filing.signatures_of(application)
    desk.advance(days=20, hours=-0.001)
    assert desk.look(application).state is S.PENDING_E_SIGNATURE
    desk.advance(days=10)
    last = desk.look(application).history[-1]
    assert (last.state, last.at) == (S.REJECTED, request.due)
    with pytest.raises(NotAllowedNowError):
        desk.portal.office.sign(request, desk.now)


def test_every_signer_must_sign_before_it_is_submitted(desk: Desk) -> None:
    second = SIGNER.model_copy(update={"name": "Posy Gale", "email": "posy@orchard-family.example"})
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    application = desk.portal.office.submit(draft, [SIGNER, second], desk.now)
    first, other = desk.portal.filing.signatures_of(application)
    assert desk.portal.office.sign(first, desk.now).state is S.PENDING_E_SIGNATURE
    with pytest.raises(NotAllowedNowError):
        desk.portal.office.sign(first, desk.now)
    assert desk.portal.office.sign(other, desk.now).state is S.SUBMITTED


def test_an_uploaded_page_counts_as_signed(desk: Desk) -> None:
    upload = SIGNER.model_copy(update={"method": SignatureMethod.UPLOAD})
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    assert desk.portal.office.submit(draft, [upload], desk.now).state is S.SUBMITTED
    assert desk.mail("signature-requested") == []


def test_it_cannot_be_submitted_without_a_signer(desk: Desk) -> None:
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    with pytest.raises(NotAllowedNowError, match="unsigned"):
        desk.portal.office.submit(draft, [], desk.now)
    assert desk.states(draft) == [S.DRAFT]


def test_the_contractor_works_by_itself_between_six_and_fourteen_days(desk: Desk) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell", "WA"), Reason.CHANGE)
    submitted = desk.now
    desk.advance(days=60)
    steps = {step.state: step.at - submitted for step in desk.look(application).history}
    assert steps[S.RECEIVED] == timedelta(days=1)
    assert steps[S.IN_REVIEW] == timedelta(days=3)
    assert timedelta(days=6) <= steps[S.APPROVED] <= timedelta(days=14)
    number = desk.look(application).case_number
    assert number is not None
    assert number.startswith("26062")  # Julian day of 3 March


def test_corrections_are_answered_by_a_new_revision_with_a_new_signature(desk: Desk) -> None:
    desk.policy(corrections_asked_share=1.0)
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    (old,) = desk.portal.filing.signatures_of(application)
    desk.advance(days=15)
    returned = desk.look(application)
    assert returned.state is S.RETURNED_FOR_CORRECTIONS
    (asked,) = returned.corrections
    assert asked.due - asked.asked == timedelta(days=30)
    again = desk.portal.office.submit(returned, [SIGNER], desk.now)
    assert (again.state, again.revision) == (S.PENDING_E_SIGNATURE, 2)
    assert again.corrections[0].answered == desk.now
    assert again.web_tracking_id == application.web_tracking_id
    with pytest.raises(NotAllowedNowError):
        desk.portal.office.sign(old, desk.now)
    assert desk.sign(again).state is S.SUBMITTED
    desk.advance(days=20)
    assert desk.states(application)[-3:] == [S.RECEIVED, S.IN_REVIEW, S.APPROVED]
    assert desk.look(application).case_number == returned.case_number


def test_unanswered_corrections_are_rejected_after_thirty_days(desk: Desk) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    desk.advance(days=2)
    asked = desk.portal.office.ask_corrections(desk.look(application), "Contact Person", "Whom?", desk.now)
    desk.advance(days=29, hours=23)
    assert desk.look(application).state is S.RETURNED_FOR_CORRECTIONS
    desk.advance(hours=2)
    assert desk.look(application).history[-1].at == asked.corrections[0].due
    assert desk.look(application).state is S.REJECTED


def test_an_unpaid_fee_is_asked_for_and_then_rejected(desk: Desk) -> None:
    application = desk.file(desk.enrollment("Granite Hospice Foundation"), Reason.REVALIDATION)
    fee = desk.portal.filing.fee_of(application)
    assert fee is not None
    assert fee.dollars == 750
    desk.advance(days=4)
    assert desk.look(application).state is S.FEE_REQUESTED
    desk.advance(days=30)
    assert desk.look(application).state is S.REJECTED


@pytest.mark.parametrize("way", ["pay", "hardship"])
def test_a_fee_that_is_settled_lets_the_review_go_on(desk: Desk, way: str) -> None:
    application = desk.file(desk.enrollment("Granite Hospice Foundation"), Reason.REVALIDATION)
    desk.advance(days=4)
    fee = desk.portal.filing.fee_of(application)
    assert fee is not None
    office = desk.portal.office
    settled = (office.pay if way == "pay" else office.ask_hardship)(fee, desk.now)
    assert settled.state is (FeeState.PAID if way == "pay" else FeeState.HARDSHIP_REQUESTED)
    assert (settled.receipt is not None) == (way == "pay")
    assert desk.look(application).state is S.IN_REVIEW
    desk.advance(days=15)
    assert desk.look(application).state is S.APPROVED
    with pytest.raises(NotAllowedNowError):
        office.pay(settled, desk.now)


def test_a_hardship_exception_is_denied_by_asking_for_the_fee_again(desk: Desk) -> None:
    application = desk.file(desk.enrollment("Granite Hospice Foundation"), Reason.REVALIDATION)
    fee = desk.portal.filing.fee_of(application)
    assert fee is not None
    desk.portal.office.ask_hardship(fee, desk.now)
    desk.advance(days=2)
    desk.portal.office.ask_fee(desk.look(application), desk.now)
    denied = desk.portal.filing.fee_of(application)
    assert denied is not None
    assert denied.state is FeeState.HARDSHIP_DENIED
    with pytest.raises(NotAllowedNowError):
        desk.portal.office.ask_hardship(denied, desk.now)
    paid = desk.portal.office.pay(denied, desk.now)
    assert paid.state is FeeState.PAID
    with pytest.raises(NotAllowedNowError, match="Paid"):
        desk.portal.office.ask_fee(desk.look(application), desk.now)
    assert desk.portal.filing.fee_of(application) == paid


def test_a_physician_group_pays_no_fee(desk: Desk) -> None:
    application = desk.file(
        desk.enrollment("North Clinic Physicians LLC", form=Form.GROUP), Reason.REVALIDATION
    )
    assert desk.portal.filing.fee_of(application) is None


def test_a_new_supplier_is_visited_and_a_new_institution_goes_to_the_state(desk: Desk) -> None:
    desk.policy(fee_dollars=0)
    supplier = desk.initial("Riverbend Medical Equipment Inc", "WY", Form.DME_SUPPLIER)
    hospice = desk.initial("Granite Hospice Foundation", "VT", Form.INSTITUTION)
    desk.advance(days=120)
    assert desk.states(supplier)[-3:] == [S.SITE_VISIT, S.IN_REVIEW, S.APPROVED]
    assert desk.states(hospice)[-2:] == [S.APPROVAL_RECOMMENDED, S.APPROVED]


def test_nothing_is_decided_while_the_contractor_waits_for_a_hand(desk: Desk) -> None:
    desk.policy(works_by_itself=False)
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    desk.advance(days=100)
    assert desk.look(application).state is S.SUBMITTED


def test_seeded_applications_wait_for_a_hand(desk: Desk) -> None:
    seeded = desk.portal.filing.applications_of(desk.enrollment("Farrow, Imogen").id)[0]
    desk.advance(days=100)
    assert desk.look(seeded) == seeded
    assert desk.again(desk.enrollment("Farrow, Imogen")).status is EnrollmentStatus.PENDING


def test_a_shorter_deadline_holds_at_once(desk: Desk) -> None:
    draft = desk.draft(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    application = desk.portal.office.submit(draft, [SIGNER], desk.now)
    desk.sign(application)
    desk.policy(received_after_days=0, review_after_days=0, decided_after_days=(0, 0))
    desk.portal.run_timers()
    assert desk.states(application)[-3:] == [S.RECEIVED, S.IN_REVIEW, S.APPROVED]
    assert desk.look(application).history[-1].at == desk.now


def test_a_step_is_never_before_the_one_before_it_though_the_clock_goes_back(desk: Desk) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    desk.advance(days=2)
    desk.portal.clock.set(desk.now - timedelta(days=30))
    desk.portal.run_timers()
    desk.portal.office.review(desk.look(application), desk.now)
    times = [step.at for step in desk.look(application).history]
    assert times == sorted(times)
