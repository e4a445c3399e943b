"""The list of applications, the status page, and ending an application."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.records import Correction, Entry, FeeState
from mock_portal.portal import Portal
from mock_portal.web.pecos_labels import STATE_LABELS
from mock_portal.world.entities import Account, Enrollment
from tests.mock_portal.pecos.filed import S, asked, charged, enrollment_of, filed
from tests.mock_portal.pecos.shown import details, links, rows
from tests.mock_portal.visitor import Visitor

STATUS, END = "/pecos/applicationStatus.do", "/pecos/endApplication.do"


@pytest.fixture
def group(portal: Portal, north: Account) -> Enrollment:
    return enrollment_of(portal, north)


async def test_applications_are_listed_the_latest_first(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    one = filed(portal, group, S.IN_REVIEW)
    await marta.get("/pecos/applications.do", assoc=group.pac_id)
    listed = rows(marta, "Applications, the latest first")
    assert listed[0][:6] == [
        one.web_tracking_id, "855B", "OH", "Change of information", "In Review", "03/01/2026",
    ]  # fmt: skip
    assert [row[3:5] for row in listed[1:]] == [["Initial enrollment", "Approved"]]


@pytest.mark.parametrize("state", list(ApplicationState))
async def test_every_state_has_its_page_with_history_and_what_can_be_done(
    portal: Portal, marta: Visitor, group: Enrollment, state: ApplicationState
) -> None:
    one = filed(portal, group, state)
    assert (await marta.get(STATUS, id=one.id)).status_code == 200
    assert details(marta)["Status"] == STATE_LABELS[state]
    history = rows(marta, "Status history")
    assert history[-1] == ["In Progress, not submitted", "02/23/2026 9:00 AM ET"]
    assert len(history) == len(one.history)
    over = {S.APPROVED, S.DENIED, S.REJECTED, S.RETURNED, S.WITHDRAWN}
    shown = links(marta)
    assert ("Withdraw application" in shown) is (state not in over | {S.DRAFT})
    assert ("Delete application" in shown) is (state is S.DRAFT)
    assert ("Correct and Resubmit" in shown) is (state is S.RETURNED_FOR_CORRECTIONS)
    assert ("Continue working on application" in shown) is (state is S.DRAFT)


async def test_the_status_page_tells_everything_that_is_known(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    now = portal.clock.now()
    one = filed(portal, group, S.RETURNED_FOR_CORRECTIONS)
    correction = Correction(
        id="C1", topic="correspondence", text="Give the <ZIP+4>.",
        asked=now - timedelta(days=20), due=now + timedelta(days=10),
    )  # fmt: skip
    answered = correction.model_copy(update={"id": "C2", "answered": now - timedelta(days=2)})
    one = one.model_copy(update={"corrections": (correction, answered), "case_number": "K26061000001"})
    portal.filing.put_application(one)
    asked(portal, one)
    fee = charged(portal, one)
    await marta.get(STATUS, id=one.id)
    told = details(marta)
    assert (told["Case number"], told["Contractor"], told["Revision"]) == (
        "K26061000001", "CGS Administrators (J15)", "1",
    )  # fmt: skip
    assert rows(marta, "Corrections requested") == [
        ["Mailing (correspondence) Address", "Give the <ZIP+4>.", "02/10/2026", "03/12/2026", "10 days left"],
        ["Mailing (correspondence) Address", "Give the <ZIP+4>.", "02/10/2026", "03/12/2026",
         "Answered 02/28/2026"],
    ]  # fmt: skip
    assert rows(marta, "Certification and signatures")[0][0] == "Marta Whitfield"
    assert rows(marta, "Application fee")[0][:4] == [
        "$750", "03/01/2026", "03/31/2026", "Requested, 29 days left",
    ]  # fmt: skip
    assert links(marta)["Pay the fee"] == f"/pecos/feePayment.do?fee={fee.id}"


@pytest.mark.parametrize(("days", "text"), [(1, "1 day left"), (0, "Due today"), (-1, "1 day past")])
async def test_the_days_left_are_calendar_days(
    portal: Portal, marta: Visitor, group: Enrollment, days: int, text: str
) -> None:
    now = portal.clock.now()
    one = filed(portal, group, S.IN_REVIEW)
    due = now + timedelta(days=days, hours=10)
    correction = Correction(id="C1", topic="eft", text="x", asked=now - timedelta(days=20), due=due)
    portal.filing.put_application(one.model_copy(update={"corrections": (correction,)}))
    await marta.get(STATUS, id=one.id)
    assert rows(marta, "Corrections requested")[0][-1] == text


async def test_findings_are_shown_while_it_can_be_edited(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    entries = (Entry(topic="correspondence", values={"address_1": "1 Elm"}),)
    key = filed(portal, group, S.RETURNED_FOR_CORRECTIONS, Reason.REVALIDATION, entries=entries).id
    await marta.get(STATUS, id=key)
    assert ["VAL-001", "Critical"] in [row[:2] for row in rows(marta, "Error/Warning Check")]
    filed(portal, group, S.IN_REVIEW, Reason.REVALIDATION, entries=entries)
    await marta.get(STATUS, id=key)
    assert rows(marta, "Error/Warning Check") == []


async def test_a_draft_is_deleted_only_when_the_box_is_ticked(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    draft = filed(portal, group, S.DRAFT)
    await marta.get(END, id=draft.id)
    assert marta.heading == "Delete Application"
    page = await marta.send(END, id=draft.id)
    assert (page.status_code, marta.alerts) == (400, ["Tick this box to go on. Nothing was changed."])
    assert draft.id in portal.filing.applications
    await marta.send(END, id=draft.id, sure="on")
    assert marta.heading == "Applications"
    assert draft.id not in portal.filing.applications


async def test_a_submitted_application_is_withdrawn(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    one = filed(portal, group, S.IN_REVIEW)
    await marta.get(END, id=one.id)
    assert marta.heading == "Withdraw Application"
    await marta.send(END, id=one.id, sure="on")
    assert details(marta)["Status"] == "Withdrawn"
    assert portal.filing.applications[one.id].state is S.WITHDRAWN
    assert (await marta.get(END, id=one.id)).status_code == 409


@pytest.mark.parametrize("state", list(ApplicationState))
async def test_ending_answers_in_every_state_and_changes_what_has_ended_in_none(
    portal: Portal, marta: Visitor, group: Enrollment, state: ApplicationState
) -> None:
    one = filed(portal, group, state)
    await marta.get("/pecos/home.do")
    page = await marta.send(END, id=one.id, sure="on")
    over = {S.APPROVED, S.DENIED, S.REJECTED, S.RETURNED, S.WITHDRAWN}
    assert page.status_code == (409 if state in over else 200)
    if state in over:
        assert portal.filing.applications[one.id] == one


@pytest.mark.parametrize("state", [FeeState.PAID, FeeState.HARDSHIP_REQUESTED])
async def test_a_settled_fee_counts_no_days(
    portal: Portal, marta: Visitor, group: Enrollment, state: FeeState
) -> None:
    one = filed(portal, group, S.IN_REVIEW)
    charged(portal, one, state)
    await marta.get(STATUS, id=one.id)
    assert rows(marta, "Application fee")[0][3] == state.value
    assert "Pay the fee" not in links(marta)
