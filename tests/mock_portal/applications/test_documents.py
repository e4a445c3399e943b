"""Required and/or Supporting Documents on the pages: taken, counted, reused, refused."""

from __future__ import annotations

import hashlib

import pytest

from mock_portal.filing.applications import Application
from mock_portal.filing.records import Document
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.applications.walking import PDF, PRIVATE_PRACTICE, TIFF, Walker
from tests.mock_portal.visitor import Visitor

UPLOAD = "/pecos/supportingDocuments.do"


def given(walker: Walker) -> list[Document]:
    mine = walker.portal.filing.documents.values()
    return [one for one in mine if one.application_id == walker.id]


async def test_what_is_needed_follows_from_what_was_filled_in(walker: Walker, draft: Application) -> None:
    page = await walker.visitor.get(UPLOAD, id=draft.id)
    assert "No document is required" in page.text
    await walker.fill_all({"eft": PRIVATE_PRACTICE["eft"]})
    page = await walker.visitor.get(UPLOAD, id=draft.id)
    assert "Voided check or bank letter</td><td>Missing" in page.text
    page = await walker.upload("Voided check or bank letter", expires="12/31/2027")
    assert "Voided check or bank letter</td><td>Uploaded" in page.text
    assert hashlib.sha256(PDF).hexdigest() in page.text
    assert "12/31/2027" in page.text


async def test_a_tiff_is_taken_unless_the_setting_forbids_it(
    portal: Portal, walker: Walker, draft: Application
) -> None:
    await walker.upload("State license", "scan.tif", TIFF)
    portal.filing.policy = portal.filing.policy.model_copy(update={"tiff_allowed": False})
    page = await walker.upload("State license", "scan.tif", TIFF)
    assert page.status_code == 400
    assert walker.visitor.alerts == ["Upload the document as PDF: TIFF is not taken."]
    assert len(given(walker)) == 1


@pytest.mark.parametrize(
    ("kind", "name", "content", "more"),
    [
        ("", "paper.pdf", PDF, {}),
        ("A love letter", "paper.pdf", PDF, {}),
        ("State license", "paper.pdf", TIFF, {}),
        ("State license", "paper.exe", b"MZ" + bytes(64), {}),
        ("State license", "../../paper.pdf", PDF, {}),
        ("State license", "<img src=x>.pdf", PDF, {}),
        ("State license", "p\u202efdp.pdf", PDF, {}),
        ("State license", "paper.pdf", b"", {}),
        ("State license", "paper.pdf", PDF, {"expires": "02/30/2027"}),
        ("State license", "paper.pdf", PDF, {"expires": "03/01/2026"}),
        ("State license", "n" * 300 + ".pdf", PDF, {}),
    ],
)
async def test_an_upload_that_will_not_do_is_refused_and_stored_nowhere(
    walker: Walker, draft: Application, kind: str, name: str, content: bytes, more: dict[str, str]
) -> None:
    before = walker.portal.filing.state().documents
    page = await walker.upload(kind, name, content, **more)
    assert page.status_code == 400
    assert walker.portal.filing.state().documents == before
    assert "<img" not in page.text


async def test_the_documents_together_have_a_largest_size(
    portal: Portal, walker: Walker, draft: Application
) -> None:
    limit = {"largest_upload_bytes": 2 * len(PDF) - 1}
    portal.filing.policy = portal.filing.policy.model_copy(update=limit)
    assert (await walker.upload("State license")).status_code == 200
    assert (await walker.upload("DEA registration")).status_code == 400
    [message] = walker.visitor.alerts
    assert (
        message
        == f"With this file the documents have more than the {2 * len(PDF) - 1} bytes allowed in total."
    )
    assert len(given(walker)) == 1


async def test_a_body_over_the_limit_is_cut_off(portal: Portal, walker: Walker, draft: Application) -> None:
    portal.filing.policy = portal.filing.policy.model_copy(update={"largest_upload_bytes": 1000})
    page = await walker.upload("State license", content=PDF + bytes(70_000))
    assert page.status_code == 413
    assert "1,000 bytes in total" in page.text
    assert given(walker) == []


async def test_twenty_megabytes_are_taken_and_one_byte_more_is_not(
    walker: Walker, draft: Application
) -> None:
    filler = PDF.replace(b"%%EOF", b" " * (20_000_000 - len(PDF)) + b"%%EOF")
    assert len(filler) == 20_000_000
    assert (await walker.upload("State license", content=filler)).status_code == 200
    assert given(walker)[0].size == 20_000_000
    assert (await walker.upload("Other supporting document")).status_code == 400


async def test_only_the_upload_address_takes_a_file(walker: Walker, draft: Application) -> None:
    await walker.visitor.get("/pecos/topic.do", id=draft.id, topic="adverse")
    data = {"csrf_token": walker.visitor.token, "id": draft.id, "topic": "adverse", "answer": "No"}
    files = {"file": ("paper.pdf", PDF, "application/pdf")}
    page = await walker.visitor.client.post("/pecos/topic.do", data=data, files=files)
    assert page.status_code == 415


async def test_nobody_uploads_without_a_session_or_without_the_form_token(
    visitor: Visitor, other: Visitor, walker: Walker, draft: Application
) -> None:
    files = {"file": ("paper.pdf", PDF, "application/pdf")}
    data = {"id": draft.id, "kind": "State license", "csrf_token": "0"}
    assert (await other.client.post(UPLOAD, data=data, files=files)).status_code == 415
    assert (await visitor.client.post(UPLOAD, data=data, files=files)).status_code == 403
    assert given(walker) == []


BOUNDARY = "multipart/form-data; boundary=x"
HEAD = 'Content-Disposition: form-data; name="{}"\r\n\r\n'
FILE = 'Content-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n'


def part(head: str, text: str) -> str:
    return f"--x\r\n{head}{text}\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part(HEAD.format("kind"), "State license")],
        [part(FILE.format("file", "a.pdf"), "x"), part(FILE.format("other", "b.pdf"), "y")],
        [
            part(FILE.format("file", "a.pdf"), "x"),
            part(HEAD.format("id"), "A1"),
            part(HEAD.format("id"), "A2"),
        ],
        [part(FILE.format("id", "a.pdf"), "x"), part(HEAD.format("id"), "A1")],
        [part(FILE.format("file", "a.pdf"), "x"), part(HEAD.format("id"), "y" * 300)],
        [part(FILE.format("file", "a.pdf"), "x"), part(HEAD.format("id"), "y" * 3000)],
        [part("Content-Disposition: form-data\r\n\r\n", "x")],
        ["--x\r\nno header at all"],
        *[[part(FILE.format("file", "a.pdf"), "x"), *[part(HEAD.format(f"f{n}"), "") for n in range(50)]]],
    ],
)
async def test_a_body_that_no_browser_would_send_is_refused(
    walker: Walker, draft: Application, parts: list[str]
) -> None:
    body = "".join(parts) + "--x--\r\n"
    page = await walker.visitor.client.post(UPLOAD, content=body, headers={"Content-Type": BOUNDARY})
    assert page.status_code == 400
    assert given(walker) == []


async def test_a_body_without_a_boundary_is_refused(walker: Walker, draft: Application) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    assert (await walker.visitor.client.post(UPLOAD, content=PDF, headers=headers)).status_code == 400


async def test_a_removed_document_stays_in_the_repository_and_can_be_used_again(
    portal: Portal, walker: Walker, draft: Application
) -> None:
    await walker.upload("State license")
    [document] = given(walker)
    await walker.visitor.send("/pecos/removeDocument.do", id=draft.id, document=document.id)
    assert given(walker) == []
    assert portal.filing.documents[document.id].application_id is None
    await walker.visitor.send(UPLOAD, id=draft.id, document=document.id)
    [again] = given(walker)
    assert (again.sha256, again.kind) == (document.sha256, document.kind)
    assert again.id != document.id


async def test_another_providers_document_cannot_be_used(
    portal: Portal, walker: Walker, draft: Application, north: Account
) -> None:
    await walker.upload("State license")
    [document] = given(walker)
    moved = document.model_copy(update={"pac_id": north.associates[2], "application_id": None})
    portal.filing.documents[document.id] = moved
    page = await walker.visitor.send(UPLOAD, id=draft.id, document=document.id)
    assert page.status_code == 400
    assert given(walker) == []
