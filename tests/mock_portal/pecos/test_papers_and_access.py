"""Documents and credentials with their expiry, and who has access to a provider."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mock_portal.filing.records import Credential, CredentialKind, Document, DocumentKind, FileType
from mock_portal.portal import Portal
from mock_portal.world.connections import ConnectionState
from mock_portal.world.entities import Account
from tests.mock_portal.pecos.filed import S, enrollment_of, filed
from tests.mock_portal.pecos.shown import details, rows
from tests.mock_portal.visitor import Visitor

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (60, "60 days left"), (1, "1 day left"), (0, "Expires today"), (-1, "Expired 1 day ago"),
        (-10, "Expired 10 days ago"),
    ],
)  # fmt: skip
async def test_a_credential_counts_the_days_until_it_expires(
    portal: Portal, marta: Visitor, north: Account, days: int, text: str
) -> None:
    expires = TODAY + timedelta(days=days)
    portal.filing.credentials.clear()
    portal.filing.credentials["C1"] = Credential(
        id="C1", pac_id=north.associates[0], kind=CredentialKind.DIGITAL_CERTIFICATE, number="CERT-1",
        issuer="Practice CA", state=None, expires=expires,
    )  # fmt: skip
    await marta.get("/pecos/credentials.do", assoc=north.associates[0])
    assert rows(marta, "Credentials and certificates") == [
        ["Digital certificate", "CERT-1", "Practice CA", "", f"{expires:%m/%d/%Y}", text]
    ]


async def test_the_next_credential_to_expire_comes_first(
    portal: Portal, marta: Visitor, north: Account
) -> None:
    portal.filing.credentials.clear()
    for number, days in enumerate((90, -3, 30)):
        portal.filing.credentials[f"C{number}"] = Credential(
            id=f"C{number}", pac_id=north.associates[1], kind=CredentialKind.LICENSE, number=str(days),
            issuer="State Board", state="OH", expires=TODAY + timedelta(days=days),
        )  # fmt: skip
    await marta.get("/pecos/credentials.do", assoc=north.associates[1])
    assert [row[1] for row in rows(marta, "Credentials and certificates")] == ["-3", "30", "90"]


async def test_the_repository_lists_documents_with_size_application_and_expiry(
    portal: Portal, marta: Visitor, north: Account
) -> None:
    portal.filing.documents.clear()
    one = filed(portal, enrollment_of(portal, north), S.IN_REVIEW)
    kept = Document(
        id="D1", pac_id=north.associates[0], kind=DocumentKind.LICENSE, file_name="a<b>.pdf",
        file_type=FileType.PDF, size=1_400_000, sha256="0" * 64, uploaded=portal.clock.now(),
        expires=TODAY + timedelta(days=18), application_id=one.id,
    )  # fmt: skip
    older = kept.model_copy(
        update={
            "id": "D2", "file_type": FileType.TIFF, "size": 812, "expires": None, "application_id": None,
            "uploaded": portal.clock.now() - timedelta(days=5), "kind": DocumentKind.VOIDED_CHECK,
        }
    )  # fmt: skip
    portal.filing.documents |= {"D1": kept, "D2": older}
    await marta.get("/pecos/documents.do", assoc=north.associates[0])
    assert rows(marta, "Documents") == [
        ["State license", "a<b>.pdf", "PDF", "1.4 MB", "03/02/2026", one.web_tracking_id, "03/20/2026",
         "18 days left"],
        ["Voided check or bank letter", "a<b>.pdf", "TIFF", "812 bytes", "02/25/2026", "", "Does not expire",
         ""],
    ]  # fmt: skip
    assert details(marta)["Documents"] == "2, 1.4 MB together"
    assert "<b>" not in marta.page.text


async def test_without_papers_the_pages_say_so(portal: Portal, marta: Visitor, north: Account) -> None:
    portal.filing.documents.clear()
    portal.filing.credentials.clear()
    await marta.get("/pecos/documents.do", assoc=north.associates[0])
    assert "no document of this provider" in marta.page.text
    await marta.get("/pecos/credentials.do", assoc=north.associates[0])
    assert "No credential of this provider" in marta.page.text


async def test_the_account_lists_its_employers_and_providers(marta: Visitor, north: Account) -> None:
    await marta.get("/pecos/accountManagement.do")
    assert details(marta)["User ID"] == north.user_id
    assert rows(marta, "Your employers") == [["North Clinic Physicians LLC", "Authorized Official"]]
    providers = rows(marta, "Providers you can work on")
    assert [row[2] for row in providers] == ["2", "2", "2"]


async def test_who_has_access_is_told_with_role_and_way_and_whether_they_can_sign(
    portal: Portal, visitor: Visitor
) -> None:
    seabrook = portal.world.accounts["seabrook-oncology"]
    seen = portal.access.seen_by(seabrook)
    granted = next(one for one in seen if one.state is ConnectionState.APPROVED)
    surrogate = portal.world.accounts["bluestem-cred"]
    name = portal.world.associates[granted.pac_id].name
    await visitor.sign_in(seabrook)
    await visitor.get("/pecos/accountManagement.do", assoc=granted.pac_id)
    listed = rows(visitor, f"People with access to {name}")
    own = f"{seabrook.first_name} {seabrook.last_name}"
    other = f"{surrogate.first_name} {surrogate.last_name}"
    assert [[row[0], row[3], row[5]] for row in listed] == [
        [own, "Employer", "Yes"],
        [other, f"Surrogacy {granted.id}", "No"],
    ]
    assert details(visitor)["Access is decided by"] == seabrook.employer


async def test_an_account_without_providers_has_its_pages_too(portal: Portal, visitor: Visitor) -> None:
    await visitor.sign_in(portal.world.accounts["willow-behavioral"])
    for path, text in (
        ("accountManagement", "connected to no provider yet"),
        ("revalidations", "None of your providers"),
        ("feePaymentWelcome", "No fee was requested"),
        ("manageSignatures", "No application is waiting for your signature"),
    ):
        assert text in (await visitor.get(f"/pecos/{path}.do")).text
