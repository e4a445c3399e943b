"""Manage Signatures and View and Sign: only the signer who is named signs, and only what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.filing.records import Entry, SignatureRequest, SignerRole
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Role
from mock_portal.world.staff import StaffMember, StaffState
from tests.mock_portal.pecos.filed import S, asked, enrollment_of, filed
from tests.mock_portal.pecos.shown import details, links, rows
from tests.mock_portal.visitor import Visitor

LIST, SIGN = "/pecos/manageSignatures.do", "/pecos/viewAndSign.do"
BOTH = {"certify": "on", "agree": "on"}


def colleague(portal: Portal, role: Role, email: str = "jo@north-clinic.example") -> Account:
    """Another person at north clinic, hired in this role, with the signer's name."""
    hired = portal.world.accounts["willow-behavioral"].model_copy(
        update={"first_name": "Marta", "last_name": "Whitfield", "email": email}
    )
    portal.world.put_account(hired)
    north = portal.world.accounts["north-clinic"]
    member = StaffMember(
        id="F1", employer=north.employer, name="Jo", email=email, role=role, associates=north.associates,
        pin="1", invited=portal.clock.now(), invited_by=north.name, state=StaffState.ACTIVE,
        account=hired.name,
    )  # fmt: skip
    portal.access.put_member(member, portal.world)
    return portal.world.accounts[hired.name]


async def test_what_waits_is_listed_and_counted_at_home(marta: Visitor, waiting: SignatureRequest) -> None:
    await marta.get("/pecos/home.do")
    assert "1 signature waiting for you." in marta.page.text
    await marta.get(LIST)
    assert rows(marta, "Applications to sign") == [
        ["North Clinic Physicians LLC", "855B, Change of information", "T000000000000001", "1", "03/01/2026",
         "03/21/2026", "19 days left", "View and Sign T000000000000001"],
    ]  # fmt: skip
    assert links(marta)["View and Sign"] == f"{SIGN}?request={waiting.id}"


async def test_signing_takes_both_boxes_and_submits_the_application(
    portal: Portal, marta: Visitor, waiting: SignatureRequest
) -> None:
    await marta.get(SIGN, request=waiting.id)
    assert details(marta)["Signer"] == "Marta Whitfield, Authorized Official"
    assert marta.page.text.count('type="checkbox"') == 2
    await marta.send(SIGN, request=waiting.id, **BOTH)
    assert marta.path == LIST
    assert "The application was successfully submitted. Web Tracking ID: T000000000000001." in marta.page.text
    assert rows(marta, "Signatures") == [
        [waiting.id, "T000000000000001", "Marta Whitfield", "03/02/2026 9:00 AM ET"]
    ]
    assert portal.filing.applications[waiting.application_id].state is S.SUBMITTED
    assert portal.filing.signatures[waiting.id].signed == portal.clock.now()


@pytest.mark.parametrize("ticked", [{}, {"certify": "on"}, {"agree": "on"}, {"certify": "yes", "agree": "1"}])
async def test_without_both_boxes_nothing_is_signed(
    portal: Portal, marta: Visitor, waiting: SignatureRequest, ticked: dict[str, str]
) -> None:
    await marta.get(SIGN, request=waiting.id)
    page = await marta.send(SIGN, request=waiting.id, **ticked)
    assert page.status_code == 400
    missing = 2 - sum(value == "on" for value in ticked.values())
    assert marta.alerts == ["Tick this box to sign. Without it nothing is signed."] * missing
    assert portal.filing.signatures[waiting.id] == waiting


async def test_the_first_of_two_signatures_does_not_submit(
    portal: Portal, marta: Visitor, waiting: SignatureRequest
) -> None:
    application = portal.filing.applications[waiting.application_id]
    asked(portal, application, signer="Ines Other", email="ines@elsewhere.example", key="S2", token="f" * 40)
    await marta.get(LIST)
    assert rows(marta, "Applications that others must sign")[0][4:6] == [
        "Ines Other, Authorized Official", "ines@elsewhere.example",
    ]  # fmt: skip
    await marta.send(SIGN, request=waiting.id, **BOTH)
    assert "goes to the contractor once everybody has signed" in marta.page.text
    assert portal.filing.applications[application.id].state is S.PENDING_E_SIGNATURE


async def test_what_is_signed_shows_the_entries_without_the_numbers_that_identify(
    portal: Portal, marta: Visitor, north: Account
) -> None:
    values = {"first_name": "Lucia", "last_name": "Okonjo-Reyes", "ssn": "900123456"}
    entries = (Entry(topic="personal", values=values),)
    one = filed(portal, enrollment_of(portal, north, 2), S.PENDING_E_SIGNATURE, entries=entries)
    one = one.model_copy(update={"topics": ("personal",)})
    portal.filing.put_application(one)
    asked(portal, one)
    await marta.get(SIGN, request="S1")
    told = dict(rows(marta, "Personal Information"))
    assert told["Last name"] == "Okonjo-Reyes"
    assert "ends in 3456" in told.values()
    assert "900123456" not in marta.page.text


@pytest.mark.parametrize(
    ("signer", "email"),
    [
        ("Marta Whitfield", "somebody@else.example"),
        ("Benedict Hale", "marta@north-clinic.example"),
        ("", "marta@north-clinic.example"),
    ],
)
async def test_one_who_is_not_named_cannot_sign(
    portal: Portal, marta: Visitor, north: Account, signer: str, email: str
) -> None:
    application = filed(portal, enrollment_of(portal, north), S.PENDING_E_SIGNATURE)
    request = asked(portal, application, signer=signer, email=email)
    await marta.get(LIST)
    assert rows(marta, "Applications to sign") == []
    assert (await marta.get(SIGN, request=request.id)).status_code == 403
    await marta.get("/pecos/home.do")
    page = await marta.send(SIGN, request=request.id, **BOTH)
    assert (page.status_code, marta.heading) == (403, "Access Denied")
    assert portal.filing.signatures[request.id] == request


@pytest.mark.parametrize(("role", "status"), [(Role.STAFF_END_USER, 403), (Role.ACCESS_MANAGER, 200)])
async def test_a_staff_user_never_signs_even_when_named(
    portal: Portal, visitor: Visitor, north: Account, role: Role, status: int
) -> None:
    hired = colleague(portal, role)
    application = filed(portal, enrollment_of(portal, north), S.PENDING_E_SIGNATURE)
    request = asked(portal, application, email=hired.email)
    await visitor.sign_in(hired)
    assert (await visitor.get(SIGN, request=request.id)).status_code == status
    await visitor.get("/pecos/home.do")
    await visitor.send(SIGN, request=request.id, **BOTH)
    assert (portal.filing.signatures[request.id].signed is None) is (status == 403)


@pytest.mark.parametrize("roles", [(Role.SURROGATE,), (Role.SURROGATE, Role.ACCESS_MANAGER)])
async def test_a_surrogate_never_signs_even_when_named(
    portal: Portal, visitor: Visitor, roles: tuple[Role, ...]
) -> None:
    surrogate = portal.world.accounts["continental-billing"].model_copy(update={"roles": roles})
    portal.world.put_account(surrogate)
    application = filed(portal, enrollment_of(portal, surrogate), S.PENDING_E_SIGNATURE)
    portal.access.owner_of[application.pac_id] = surrogate.employer
    name = f"{surrogate.first_name} {surrogate.last_name}"
    request = asked(portal, application, signer=name, email=surrogate.email)
    await visitor.sign_in(surrogate)
    await visitor.get(LIST)
    assert len(rows(visitor, "Applications that others must sign")) == 1
    page = await visitor.send(SIGN, request=request.id, **BOTH)
    assert page.status_code == 403
    assert "surrogates can never sign" in page.text
    assert portal.filing.signatures[request.id] == request


async def test_a_practitioner_signs_for_himself_in_whichever_role_he_is_employed(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    hired = colleague(portal, Role.STAFF_END_USER)
    portal.world.put_account(hired.model_copy(update={"first_name": "Benedict", "last_name": "Hale"}))
    application = filed(portal, enrollment_of(portal, north, 1), S.PENDING_E_SIGNATURE)
    asked(portal, application, signer="Benedict Hale", email=hired.email, role=SignerRole.PRACTITIONER)
    await visitor.sign_in(hired)
    assert (await visitor.get(SIGN, request="S1")).status_code == 200


async def test_what_no_longer_waits_cannot_be_signed(
    portal: Portal, marta: Visitor, waiting: SignatureRequest
) -> None:
    application = portal.filing.applications[waiting.application_id]
    revised = application.model_copy(update={"revision": 2})
    portal.filing.put_application(revised)
    await marta.get("/pecos/home.do")
    page = await marta.send(SIGN, request=waiting.id, **BOTH)
    assert page.status_code == 409
    assert portal.filing.signatures[waiting.id] == waiting
    portal.filing.put_application(application)
    portal.clock.advance(timedelta(days=19))
    await marta.sign_in(portal.world.accounts["north-clinic"])
    assert (await marta.get(SIGN, request=waiting.id)).status_code == 409
    assert portal.filing.applications[application.id].state is S.REJECTED


async def test_a_signature_that_a_script_posts_signs_no_application(
    portal: Portal, marta: Visitor, waiting: SignatureRequest
) -> None:
    await marta.get(LIST)
    await marta.send(LIST, sign="all", request=waiting.id, **BOTH)
    assert portal.filing.signatures[waiting.id] == waiting
    assert rows(marta, "Signatures")[0][1:3] == ["None", "Marta Whitfield"]
    assert [row.path for row in portal.requests.rows() if row.kind == "write"] == [LIST]


async def test_without_the_form_token_nothing_is_signed(
    portal: Portal, marta: Visitor, waiting: SignatureRequest
) -> None:
    page = await marta.client.post(SIGN, data={"request": waiting.id, **BOTH})
    assert page.status_code == 403
    assert portal.filing.signatures[waiting.id] == waiting
