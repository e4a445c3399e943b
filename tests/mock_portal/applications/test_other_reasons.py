"""Change, revalidation, reactivation, reassignment, withdrawal; and a group's first application."""

from __future__ import annotations

from datetime import date

import pytest

from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.checks.findings import Code, Severity
from mock_portal.filing.drafts import TopicState, topic_rows
from mock_portal.filing.forms.nouns import values_of
from mock_portal.filing.records import SignerRole
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Associate, Enrollment, EnrollmentStatus, Form
from tests.mock_portal.applications.cases import OFFICIAL
from tests.mock_portal.applications.walking import ADDRESS, PRIVATE_PRACTICE, Walker
from tests.mock_portal.conftest import MORNING
from tests.mock_portal.visitor import Visitor


@pytest.fixture
def enrolled(portal: Portal, hale: Associate) -> Enrollment:
    """The practitioner's 855I in Ohio, due in a month."""
    due = date(2026, 4, 30)
    one = portal.world.enrollments_of(hale.pac_id)[0].model_copy(update={"revalidation_due": due})
    portal.world.put_enrollment(one)
    return one


@pytest.fixture
def group(portal: Portal, north: Account) -> Enrollment:
    """The clinic's 855B in Ohio."""
    return portal.world.enrollments_of(north.associates[0])[0]


async def submitted(walker: Walker, **signers: str) -> Application:
    await walker.sign_up(**signers)
    await walker.attest()
    await walker.complete()
    assert walker.visitor.heading == "Submission Receipt", walker.visitor.page.text
    return walker.application


async def test_a_revalidation_comes_prefilled_and_complete(walker: Walker, enrolled: Enrollment) -> None:
    draft = await walker.begin(enrolled.id, "revalidation")
    rows = topic_rows(draft)
    assert {row.state for row in rows if row.item.required} == {TopicState.COMPLETE}
    [reassignment] = values_of(draft.entries, "reassignments")
    assert reassignment["name"] == "North Clinic Physicians LLC"
    page = await walker.visitor.get("/pecos/errorCheck.do", id=draft.id)
    assert "Critical: 0. Warning: 0." in page.text
    application = await submitted(walker)
    assert (application.enrollment_id, application.reason) == (enrolled.id, Reason.REVALIDATION)


async def test_a_changed_revalidation_and_one_without_a_date_are_warned_about(
    portal: Portal, walker: Walker, enrolled: Enrollment
) -> None:
    portal.world.put_enrollment(enrolled.model_copy(update={"revalidation_due": None}))
    draft = await walker.begin(enrolled.id, "revalidation")
    await walker.fill("correspondence", ADDRESS)
    page = await walker.visitor.get("/pecos/errorCheck.do", id=draft.id)
    assert "VAL-017" in page.text
    assert "VAL-018" in page.text
    assert "Critical: 0." in page.text


async def test_a_change_of_information_has_the_topics_that_were_chosen(
    walker: Walker, enrolled: Enrollment
) -> None:
    await walker.visitor.get("/pecos/startApplication.do", enrollment=enrolled.id, reason="change")
    await walker.visitor.send("/pecos/startApplication.do", **walker.hidden())
    assert walker.visitor.alerts == ["Select what changes."]
    draft = await walker.begin(enrolled.id, "change", "correspondence")
    assert draft.topics == ("correspondence",)
    assert [row.item.topic.key for row in topic_rows(draft)] == ["correspondence", "contacts"]
    await walker.fill("correspondence", ADDRESS)
    application = await submitted(walker)
    assert values_of(application.entries, "correspondence") == [ADDRESS]


async def test_a_new_bank_account_needs_a_voided_check(walker: Walker, group: Enrollment) -> None:
    draft = await walker.begin(group.id, "change", "eft")
    page = await walker.visitor.get("/pecos/submission.do", id=draft.id)
    assert "VAL-014: The document Voided check or bank letter is missing." in page.text
    await walker.upload("Voided check or bank letter")
    await walker.visitor.get("/pecos/submission.do", id=draft.id)
    assert "Marta Whitfield, Authorized Official" in walker.visitor.page.text


async def test_a_change_that_was_approved_is_what_is_on_file_next_time(
    portal: Portal, walker: Walker, enrolled: Enrollment
) -> None:
    await walker.begin(enrolled.id, "change", "correspondence")
    await walker.fill("correspondence", ADDRESS)
    application = await submitted(walker)
    now = application.history[-1].at
    [request] = portal.filing.signatures_of(application)
    portal.office.receive(portal.office.sign(request, now), now)
    portal.office.approve(walker.application, now)
    draft = await walker.begin(enrolled.id, "revalidation")
    assert values_of(draft.entries, "correspondence") == [ADDRESS]
    assert values_of(draft.entries, "personal")


async def test_a_deactivated_enrollment_is_reactivated(
    portal: Portal, walker: Walker, enrolled: Enrollment
) -> None:
    portal.world.put_enrollment(enrolled.model_copy(update={"status": EnrollmentStatus.DEACTIVATED}))
    await walker.begin(enrolled.id, "reactivation")
    await walker.upload("State license")
    assert (await submitted(walker)).reason is Reason.REACTIVATION


async def test_a_reassignment_is_about_groups_and_the_group_must_be_enrolled(
    portal: Portal, walker: Walker, enrolled: Enrollment, group: Enrollment
) -> None:
    await walker.begin(enrolled.id, "reassignment")
    stranger = portal.world.associates[portal.world.accounts["harbor-imaging"].associates[0]]
    new = {"name": stranger.name, "npi": stranger.npi, "since": "03/02/2026"}
    await walker.fill("reassignments", new)
    page = await walker.visitor.get("/pecos/submission.do", id=walker.id)
    assert "VAL-010: The group is not enrolled with an 855B in OH" in page.text
    await walker.visitor.get("/pecos/topic.do", id=walker.id, topic="reassignments", entry="1")
    await walker.visitor.send("/pecos/topic.do", **walker.hidden(), action="delete")
    assert (await submitted(walker)).state is ApplicationState.PENDING_E_SIGNATURE


async def test_a_withdrawal_needs_a_date_and_a_reason(walker: Walker, group: Enrollment) -> None:
    await walker.begin(group.id, "withdrawal")
    page = await walker.visitor.get("/pecos/submission.do", id=walker.id)
    assert page.status_code == 409
    await walker.fill("withdrawal", {"effective": "04/01/2026", "why": "Practice closed"})
    await walker.visitor.get("/pecos/submission.do", id=walker.id)
    number = walker.visitor.page.text.partition("Marta Whitfield")[2].partition('name="signer_')[2][0]
    signer = {f"signer_{number}": "on", f"method_{number}": "Electronic",
              f"email_{number}": "marta@north-clinic.example"}  # fmt: skip
    application = await submitted(walker, **signer)
    assert application.reason is Reason.WITHDRAWAL


async def test_an_855b_goes_from_the_questionnaire_to_the_receipt(
    portal: Portal, walker: Walker, north: Account, hale: Associate
) -> None:
    clinic = portal.world.associates[north.associates[0]]
    await walker.begin_first(hale, state="IN")
    draft = await walker.begin_first(clinic, "IN", specialty="Clinic/Group Practice", form="855B")
    organization = values_of(draft.entries, "organization")[0]
    await walker.fill("organization", {**organization, "structure": "Partnership"})
    await walker.fill_all({key: value for key, value in PRIVATE_PRACTICE.items() if key != "business"})
    await walker.fill("individual-control", {**OFFICIAL, "authorized": ""})
    for kind in ("Voided check or bank letter", "IRS CP-575 or 147C", "Business license"):
        await walker.upload(kind)
    page = await walker.visitor.get("/pecos/submission.do", id=draft.id)
    assert "VAL-010" in page.text
    assert "VAL-011" in page.text
    await walker.fill("individual-control", OFFICIAL, entry="0")
    await walker.fill("members", {"name": "Benedict Hale", "npi": hale.npi, "since": "03/02/2026"})
    application = await submitted(walker)
    made = portal.world.enrollments[application.enrollment_id or ""]
    assert (made.form, made.specialty, made.state) == (Form.GROUP, "Clinic/Group Practice", "IN")
    [request] = portal.filing.signatures_of(application)
    assert (request.signer, request.role) == ("Alma Fenwick", SignerRole.AUTHORIZED_OFFICIAL)


async def test_one_that_was_returned_before_the_portal_opened_can_be_corrected(
    portal: Portal, walker: Walker, enrolled: Enrollment
) -> None:
    [seeded] = portal.filing.applications_of(enrolled.id)
    assert seeded.entries == ()
    portal.filing.put_application(seeded.moved(ApplicationState.RETURNED_FOR_CORRECTIONS, MORNING))
    walker.id = seeded.id
    await walker.visitor.get("/pecos/application.do", id=seeded.id)
    assert "Returned for Corrections" in walker.visitor.page.text
    await walker.fill("adverse", {"answer": "Yes", "what": "Exclusion"})
    assert values_of(walker.application.entries, "adverse") == [{"answer": "Yes", "what": "Exclusion"}]
    assert values_of(walker.application.entries, "correspondence")


@pytest.mark.parametrize("name", ["north-clinic", "orchard-family", "summit-cardiology"])
async def test_what_is_on_file_of_the_cast_has_no_critical_finding_but_documents(
    portal: Portal, visitor: Visitor, name: str
) -> None:
    account = portal.world.accounts[name]
    await visitor.sign_in(account)
    walker = Walker(portal, visitor)
    for pac_id in account.associates:
        for enrollment in portal.world.enrollments_of(pac_id):
            draft = await walker.begin(enrollment.id, "revalidation")
            page = await visitor.get("/pecos/errorCheck.do", id=draft.id)
            critical = page.text.count(f"<td>{Severity.CRITICAL.value}</td>")
            assert critical == page.text.count(f"<td>{Code.DOCUMENT.value}</td>"), page.text
