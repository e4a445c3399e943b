"""Fee payment: paying with a made-up reference, the receipt, and the hardship exception."""

from __future__ import annotations

import pytest

from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.records import FeeState
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.pecos.filed import S, charged, enrollment_of, filed
from tests.mock_portal.pecos.shown import details, links, rows
from tests.mock_portal.visitor import Visitor

WELCOME, PAY, RECEIPT = "/pecos/feePaymentWelcome.do", "/pecos/feePayment.do", "/pecos/feeReceipt.do"


@pytest.fixture
def application(portal: Portal, north: Account) -> Application:
    """One that waits for its fee."""
    return filed(portal, enrollment_of(portal, north), S.FEE_REQUESTED)


async def test_without_a_fee_the_page_says_so(marta: Visitor) -> None:
    await marta.get(WELCOME)
    assert "No fee was requested of your providers." in marta.page.text
    assert "The fee is $750 an application." in marta.page.text


async def test_paying_gives_a_receipt_and_the_contractor_goes_on(
    portal: Portal, marta: Visitor, application: Application
) -> None:
    fee = charged(portal, application)
    await marta.get("/pecos/home.do")
    assert "1 fee is to be paid." in marta.page.text
    await marta.get(WELCOME)
    assert rows(marta, "Fees of your providers")[0][3:6] == ["$750", "03/31/2026", "Requested, 29 days left"]
    await marta.get(links(marta)["Pay or ask for an exception"])
    assert "Never enter a real card or account number." in marta.page.text
    await marta.send(PAY, fee=fee.id, action="pay", reference="BANK-2026-01")
    paid = portal.filing.fees[fee.id]
    assert (paid.state, paid.settled) == (FeeState.PAID, portal.clock.now())
    assert marta.heading == "Application Fee Receipt"
    told = details(marta)
    assert (told["Receipt number"], told["Amount paid"]) == (paid.receipt, "$750")
    assert told["Paid"] == "03/02/2026 9:00 AM ET"
    assert "BANK-2026-01" not in portal.snapshot().model_dump_json()
    assert portal.filing.applications[application.id].state is S.IN_REVIEW
    await marta.get(WELCOME)
    assert links(marta)["View receipt"] == f"{RECEIPT}?fee={fee.id}"


@pytest.mark.parametrize(
    "reference",
    ["", "abc", "A1", "4111111111111111", "4111-1111-1111-1111", "bank-01", "A" * 21, "BANK 01", "BÄNK-01"],
)
async def test_a_reference_that_could_be_a_card_or_is_none_is_told_at_its_field(
    portal: Portal, marta: Visitor, application: Application, reference: str
) -> None:
    fee = charged(portal, application)
    await marta.get(PAY, fee=fee.id)
    page = await marta.send(PAY, fee=fee.id, action="pay", reference=reference)
    assert page.status_code == 400
    assert 'aria-describedby="reference-hint reference-error"' in page.text
    assert "Never enter a card or account number." in marta.alerts[0]
    assert portal.filing.fees[fee.id] == fee


async def test_a_hardship_exception_is_asked_for_once_and_with_a_letter(
    portal: Portal, marta: Visitor, application: Application
) -> None:
    fee = charged(portal, application)
    await marta.get(PAY, fee=fee.id)
    page = await marta.send(PAY, fee=fee.id, action="hardship")
    assert (page.status_code, portal.filing.fees[fee.id]) == (400, fee)
    await marta.send(PAY, fee=fee.id, action="hardship", letter="on")
    assert marta.path == WELCOME
    assert rows(marta, "Fees of your providers")[0][5] == "Hardship exception requested"
    asked = portal.filing.fees[fee.id]
    await marta.get("/pecos/home.do")
    assert (await marta.send(PAY, fee=fee.id, action="hardship", letter="on")).status_code == 409
    assert portal.filing.fees[fee.id] == asked


async def test_after_a_denied_exception_the_fee_is_due_and_no_second_one_is_offered(
    portal: Portal, marta: Visitor, application: Application
) -> None:
    fee = charged(portal, application, FeeState.HARDSHIP_DENIED)
    page = await marta.get(PAY, fee=fee.id)
    assert "Ask for a Hardship Exception" not in page.text
    assert (await marta.send(PAY, fee=fee.id, action="hardship", letter="on")).status_code == 409
    assert portal.filing.fees[fee.id] == fee
    await marta.get(PAY, fee=fee.id)
    await marta.send(PAY, fee=fee.id, action="pay", reference="BANK-2")
    assert portal.filing.fees[fee.id].state is FeeState.PAID


@pytest.mark.parametrize("state", [FeeState.PAID, FeeState.HARDSHIP_REQUESTED])
async def test_a_settled_fee_is_not_paid_again(
    portal: Portal, marta: Visitor, application: Application, state: FeeState
) -> None:
    fee = charged(portal, application, state)
    await marta.get(PAY, fee=fee.id)
    assert marta.page.status_code == 409
    assert (await marta.get(RECEIPT, fee=fee.id)).status_code == 409
    await marta.get("/pecos/home.do")
    page = await marta.send(PAY, fee=fee.id, action="pay", reference="BANK-2")
    assert (page.status_code, portal.filing.fees[fee.id]) == (409, fee)


@pytest.mark.parametrize("state", [S.APPROVED, S.REJECTED, S.WITHDRAWN])
async def test_the_fee_of_what_has_ended_is_not_paid(
    portal: Portal, marta: Visitor, north: Account, state: ApplicationState
) -> None:
    fee = charged(portal, filed(portal, enrollment_of(portal, north), state))
    await marta.get("/pecos/home.do")
    assert "No fee is to be paid." in marta.page.text
    page = await marta.send(PAY, fee=fee.id, action="pay", reference="BANK-2")
    assert (page.status_code, portal.filing.fees[fee.id]) == (409, fee)


async def test_only_pay_and_hardship_are_actions(
    portal: Portal, marta: Visitor, application: Application
) -> None:
    fee = charged(portal, application)
    await marta.get(PAY, fee=fee.id)
    page = await marta.send(PAY, fee=fee.id, action="refund", reference="BANK-2")
    assert (page.status_code, portal.filing.fees[fee.id]) == (400, fee)
