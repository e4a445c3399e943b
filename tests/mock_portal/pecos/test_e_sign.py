"""The e-sign pages behind the mail's link: no account, but the token and the address it was sent to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mock_portal.filing.records import SignatureMethod, SignatureRequest, Signer, SignerRole
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.pecos.filed import TOKEN, S, asked, enrollment_of, filed
from tests.mock_portal.pecos.shown import details
from tests.mock_portal.visitor import Visitor

ENTRY, SIGN = "/pecos/eSignLogin.do", "/pecos/eSign.do"
BOTH = {"certify": "on", "agree": "on"}
BEN = "ben@hale.example"


@pytest.fixture
def bens(portal: Portal, north: Account) -> SignatureRequest:
    """A practitioner without an account is to sign."""
    application = filed(portal, enrollment_of(portal, north, 1), S.PENDING_E_SIGNATURE)
    return asked(portal, application, signer="Benedict Hale", email=BEN, role=SignerRole.PRACTITIONER)


async def test_the_link_the_address_and_both_boxes_sign_without_an_account(
    portal: Portal, stranger: Visitor, bens: SignatureRequest
) -> None:
    await stranger.get(ENTRY, token=TOKEN)
    assert stranger.heading == "Electronic Signature"
    await stranger.send(ENTRY, token=TOKEN, email=" Ben@Hale.Example")
    assert stranger.heading == "View and Sign"
    assert details(stranger)["Signer"] == "Benedict Hale, Individual Practitioner"
    page = await stranger.send(SIGN, token=TOKEN, email=BEN, certify="on")
    assert page.status_code == 400
    assert portal.filing.signatures[bens.id] == bens
    await stranger.send(SIGN, token=TOKEN, email=BEN, **BOTH)
    assert stranger.heading == "Signature Received"
    assert "successfully submitted. Web Tracking ID: T000000000000001" in stranger.page.text
    assert portal.filing.signatures[bens.id].signed == portal.clock.now()
    assert portal.filing.applications[bens.application_id].state is S.SUBMITTED


async def test_the_offices_own_mail_leads_here(portal: Portal, north: Account, stranger: Visitor) -> None:
    draft = filed(portal, enrollment_of(portal, north, 1), S.DRAFT)
    signer = Signer(
        name="Benedict Hale", role=SignerRole.PRACTITIONER, email=BEN, method=SignatureMethod.ELECTRONIC
    )
    portal.office.submit(draft, [signer], portal.clock.now())
    mail = next(one["body"] for one in portal.world.mail if one["to"] == BEN)
    link = re.search(r"/pecos/eSignLogin\.do\?token=\w+", mail)
    assert link is not None
    await stranger.get(link[0])
    token = link[0].partition("=")[2]
    await stranger.send(SIGN, token=token, email=BEN, **BOTH)
    assert stranger.heading == "Signature Received"
    assert portal.filing.applications[draft.id].state is S.SUBMITTED


@pytest.mark.parametrize("path", [ENTRY, SIGN])
@pytest.mark.parametrize("email", ["", "marta@north-clinic.example", "ben@hale.example.org", "*", "x" * 256])
async def test_another_address_is_refused_at_its_field(
    portal: Portal, stranger: Visitor, bens: SignatureRequest, path: str, email: str
) -> None:
    await stranger.get(ENTRY, token=TOKEN)
    page = await stranger.send(path, token=TOKEN, email=email, **BOTH)
    assert page.status_code == 400
    assert stranger.alerts == ["This is not the e-mail address that the link was sent to."]
    assert BEN not in page.text
    assert portal.filing.signatures[bens.id] == bens


@pytest.mark.parametrize("token", [None, "", "0", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "é", "' or 1=1"])
async def test_a_wrong_token_has_its_own_message(
    portal: Portal, stranger: Visitor, bens: SignatureRequest, token: str | None
) -> None:
    fields = {} if token is None else {"token": token}
    page = await stranger.get(ENTRY, **fields)
    assert (page.status_code, stranger.heading) == (404, "Signature Link Not Valid")
    await stranger.get("/pecos/login.do")
    assert (await stranger.send(SIGN, email=BEN, **fields, **BOTH)).status_code == 404
    assert portal.filing.signatures[bens.id] == bens


async def test_a_used_token_has_its_own_message(
    portal: Portal, stranger: Visitor, bens: SignatureRequest
) -> None:
    await stranger.get(ENTRY, token=TOKEN)
    await stranger.send(SIGN, token=TOKEN, email=BEN, **BOTH)
    signed = portal.filing.signatures[bens.id]
    await stranger.get("/pecos/login.do")
    page = await stranger.send(SIGN, token=TOKEN, email=BEN, **BOTH)
    assert (page.status_code, stranger.heading) == (409, "Already Signed")
    assert portal.filing.signatures[bens.id] == signed


@pytest.mark.parametrize(
    ("seconds", "status", "heading"),
    [(-1, 200, "Electronic Signature"), (0, 410, "Signature Link Expired")],
)
async def test_a_token_expires_at_its_due_moment(
    portal: Portal, stranger: Visitor, bens: SignatureRequest, seconds: int, status: int, heading: str
) -> None:
    portal.clock.set(bens.due + timedelta(seconds=seconds), frozen=True)
    page = await stranger.get(ENTRY, token=TOKEN)
    assert (page.status_code, stranger.heading) == (status, heading)


async def test_the_token_of_an_older_revision_is_void(
    portal: Portal, stranger: Visitor, bens: SignatureRequest
) -> None:
    application = portal.filing.applications[bens.application_id]
    portal.filing.put_application(application.model_copy(update={"revision": 2}))
    page = await stranger.get(ENTRY, token=TOKEN)
    assert (page.status_code, stranger.heading) == (410, "Signature Link No Longer Valid")
    portal.filing.put_application(application.moved(S.WITHDRAWN, portal.clock.now()))
    portal.clock.set(bens.due + timedelta(days=1), frozen=True)
    page = await stranger.get(ENTRY, token=TOKEN)
    assert (page.status_code, stranger.heading) == (410, "Signature Link No Longer Valid")


async def test_a_surrogate_who_had_the_mail_sent_to_himself_still_cannot_sign(
    portal: Portal, stranger: Visitor
) -> None:
    surrogate = portal.world.accounts["continental-billing"]
    application = filed(portal, enrollment_of(portal, surrogate), S.PENDING_E_SIGNATURE)
    request = asked(portal, application, signer="Mireille Sandoval-Pike", email=surrogate.email)
    assert (await stranger.get(ENTRY, token=TOKEN)).status_code == 403
    await stranger.get("/pecos/login.do")
    page = await stranger.send(SIGN, token=TOKEN, email=surrogate.email, **BOTH)
    assert page.status_code == 403
    assert portal.filing.signatures[request.id] == request


async def test_somebody_else_who_is_signed_in_cannot_use_the_link(
    portal: Portal, marta: Visitor, bens: SignatureRequest
) -> None:
    assert (await marta.get(ENTRY, token=TOKEN)).status_code == 403
    await marta.get("/pecos/home.do")
    assert (await marta.send(SIGN, token=TOKEN, email=BEN, **BOTH)).status_code == 403
    assert portal.filing.signatures[bens.id] == bens


async def test_the_official_may_use_her_link_while_signed_in(
    portal: Portal, marta: Visitor, waiting: SignatureRequest
) -> None:
    await marta.get(ENTRY, token=TOKEN)
    await marta.send(SIGN, token=TOKEN, email=waiting.email, **BOTH)
    assert portal.filing.signatures[waiting.id].signed is not None


async def test_without_the_form_token_nothing_is_signed(
    portal: Portal, stranger: Visitor, bens: SignatureRequest
) -> None:
    for path in (ENTRY, SIGN):
        page = await stranger.client.post(path, data={"token": TOKEN, "email": BEN, **BOTH})
        assert page.status_code == 403
    assert portal.filing.signatures[bens.id] == bens


async def test_the_token_is_in_no_request_log(
    portal: Portal, stranger: Visitor, bens: SignatureRequest
) -> None:
    await stranger.get(ENTRY, token=TOKEN)
    await stranger.send(SIGN, token=TOKEN, email=BEN, **BOTH)
    logged = " ".join(row.model_dump_json() for row in portal.requests.rows())
    assert TOKEN not in logged
    assert [row.path for row in portal.requests.rows() if row.kind == "write"] == [SIGN]
