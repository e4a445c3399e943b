"""Nobody reaches what is not theirs, and what no browser would send is refused and stored nowhere."""

from __future__ import annotations

import pytest

from mock_portal.portal import Portal
from mock_portal.web.pecos_routes import ROUTES
from mock_portal.web.routing import Method, Personal
from mock_portal.world.entities import Account
from tests.mock_portal.pecos.filed import S, asked, charged, enrollment_of, filed
from tests.mock_portal.visitor import Visitor

PERSONAL = sorted(key for key, route in ROUTES.items() if isinstance(route, Personal))
KEYS = {
    "/pecos/enrollments.do": "assoc",
    "/pecos/applications.do": "assoc",
    "/pecos/documents.do": "assoc",
    "/pecos/credentials.do": "assoc",
    "/pecos/accountManagement.do": "assoc",
    "/pecos/moreOptions.do": "enrollment",
    "/pecos/reassignments.do": "enrollment",
    "/pecos/medicareIdReport.do": "enrollment",
    "/pecos/enrollmentRecord.do": "enrollment",
    "/pecos/applicationStatus.do": "id",
    "/pecos/endApplication.do": "id",
    "/pecos/viewAndSign.do": "request",
    "/pecos/feePayment.do": "fee",
    "/pecos/feeReceipt.do": "fee",
}
"""Which field says whose page it is."""
ALL_ELSE = {"certify": "on", "agree": "on", "sure": "on", "action": "pay", "reference": "BANK-1"}
HOSTILE = [
    "", "0", " ", "../../etc/passwd", "<script>alert(1)</script>", "' or '1'='1", "%00", "{{7*7}}", "٣" * 10,
    "x" * 256,
]  # fmt: skip


@pytest.fixture
def theirs(portal: Portal) -> dict[str, str]:
    """The keys of another provider's things, by the field that would ask for them."""
    other = portal.world.accounts["riverbend-dme"]
    enrollment = enrollment_of(portal, other)
    application = filed(portal, enrollment, S.PENDING_E_SIGNATURE)
    name = f"{other.first_name} {other.last_name}"
    request = asked(portal, application, signer=name, email=other.email)
    fee = charged(portal, application)
    return {
        "assoc": enrollment.pac_id, "enrollment": enrollment.id, "id": application.id,
        "request": request.id, "fee": fee.id,
    }  # fmt: skip


async def ask(visitor: Visitor, method: str, path: str, **fields: str) -> int:
    """The status of asking for a page, with a right form token where one is sent."""
    if method == Method.GET:
        return (await visitor.get(path, **fields)).status_code
    await visitor.get("/pecos/help.do")
    return (await visitor.send(path, **{**ALL_ELSE, **fields})).status_code


@pytest.mark.parametrize("path", KEYS)
async def test_another_providers_things_are_access_denied_and_stay_as_they_are(
    portal: Portal, marta: Visitor, theirs: dict[str, str], path: str
) -> None:
    before = portal.filing.state(), portal.world.state()
    for method in (one for one, at in PERSONAL if at == path):
        assert await ask(marta, method, path, **{KEYS[path]: theirs[KEYS[path]]}) == 403
        assert "AUTH-206" in marta.page.text
        assert "Riverbend" not in marta.page.text
    assert (portal.filing.state(), portal.world.state()) == before


@pytest.mark.parametrize("path", KEYS)
async def test_what_does_not_exist_is_answered_like_what_is_another_s(
    portal: Portal, marta: Visitor, path: str
) -> None:
    before = portal.filing.state(), portal.world.state()
    for method in (one for one, at in PERSONAL if at == path):
        for value in HOSTILE:
            assert await ask(marta, method, path, **{KEYS[path]: value}) == 403, value
            assert "AUTH-206" in marta.page.text
            assert "<script>alert" not in marta.page.text
        if path != "/pecos/accountManagement.do":
            assert await ask(marta, method, path) == 403
    assert (portal.filing.state(), portal.world.state()) == before


@pytest.mark.parametrize("path", ["/pecos/endApplication.do", "/pecos/feePayment.do", "/pecos/viewAndSign.do",
                                  "/pecos/eSignLogin.do", "/pecos/eSign.do"])  # fmt: skip
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("id=1&id=2", 400), ("fee=" + "x" * 257, 400), ("token=%00", 400), ("request=%ff", 400),
        ("email=%ed%a0%80", 400), ("&".join(f"f{number}=1" for number in range(60)), 400),
        ("sure=" + "x" * 70_000, 413),
    ],
)  # fmt: skip
async def test_a_form_no_browser_would_send_is_refused_with_a_page_and_stored_nowhere(
    portal: Portal, marta: Visitor, north: Account, path: str, body: str, status: int
) -> None:
    application = filed(portal, enrollment_of(portal, north), S.PENDING_E_SIGNATURE)
    asked(portal, application)
    charged(portal, application)
    await marta.get("/pecos/help.do")
    before = portal.filing.state(), portal.world.state()
    token = f"csrf_token={marta.token}&"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    marta.page = await marta.client.post(path, content=token + body, headers=headers)
    assert (marta.page.status_code, marta.heading) == (status, "Request Not Accepted")
    assert (portal.filing.state(), portal.world.state()) == before


@pytest.mark.parametrize("key", PERSONAL, ids=" ".join)
async def test_without_a_session_every_page_of_one_s_own_leads_to_sign_in(
    portal: Portal, stranger: Visitor, key: tuple[str, str]
) -> None:
    before = portal.filing.state()
    await stranger.get("/pecos/login.do")
    if key[0] == Method.GET:
        await stranger.get(key[1])
    else:
        await stranger.send(key[1], **ALL_ELSE)
    assert stranger.heading == "PECOS Sign In"
    assert portal.filing.state() == before


@pytest.mark.parametrize("path", ["/pecos/endApplication.do", "/pecos/feePayment.do"])
async def test_a_form_without_its_token_changes_nothing(
    portal: Portal, marta: Visitor, north: Account, path: str
) -> None:
    application = filed(portal, enrollment_of(portal, north), S.FEE_REQUESTED)
    fee = charged(portal, application)
    before = portal.filing.state()
    page = await marta.client.post(path, data={"id": application.id, "fee": fee.id, **ALL_ELSE})
    assert page.status_code == 403
    assert portal.filing.state() == before


async def test_access_that_ends_takes_every_page_away(portal: Portal, marta: Visitor, north: Account) -> None:
    enrollment = enrollment_of(portal, north)
    pages = [
        f"/pecos/{name}.do?enrollment={enrollment.id}" for name in ("medicareIdReport", "enrollmentRecord")
    ]
    assert [(await marta.get(page)).status_code for page in pages] == [200, 200]
    portal.world.put_account(north.model_copy(update={"associates": north.associates[1:]}))
    assert [(await marta.get(page)).status_code for page in pages] == [403, 403]
