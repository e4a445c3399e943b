"""What no visitor types in good faith: every page, every field; nothing is stored, nothing becomes markup.

Pages and their fields are found as in `test_isolation.py`. What a browser's form would not send (a field
twice, 300 characters, a null byte, 21 MB, another kind of body) is refused before the page is asked. The rest
is the page's to refuse: with 4xx, or with its form again and a message (`FORM_AGAIN`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.web.routes import ROUTES
from mock_portal.world.entities import Account
from tests.mock_portal.guarding import OF_TOPICS, AsItWas, Asker, begin_draft, things_of
from tests.mock_portal.lookups.conftest import portal_of

HOSTILE = {
    "script": '"><script>alert(1)</script>',
    "sql": "' OR 1=1; DROP TABLE accounts --",
    "path": "../../../../etc/passwd",
    "template": "{{ 7 * 7 }}${7*7}",
    "unicode": "\u0661\u202e\ufeff\U0001d4b6",
}
ODD = {
    "twice": "a=1&a=1",
    "too long": "a=" + "x" * 300,
    "null byte": "a=%00",
    "no text": "a=%ff%fe",
    "too many": "&".join(f"f{number}=1" for number in range(50)),
}
POSTED = [path for method, path in ROUTES if method == "POST"]
FORM = "application/x-www-form-urlencoded"
LARGE = b"a=" + b"x" * 21_000_000


@pytest.fixture(scope="module")
def grown() -> AsItWas:
    """One portal for all pages, with an application that can be filled in."""
    portal = portal_of()
    begin_draft(portal, portal.world.accounts["ullswater-health"])
    return AsItWas(portal)


@pytest.fixture
def portal(grown: AsItWas) -> Portal:
    grown.put_back()
    return grown.portal


@pytest.fixture
def asker(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Asker:
    return Asker(portal, monkeypatch)


@pytest.fixture
def visitor_account(portal: Portal) -> Account:
    return portal.world.accounts["ullswater-health"]


def is_refused(page: httpx.Response, statuses: set[int]) -> bool:
    return page.status_code in statuses and "<h1>Request Not Accepted</h1>" in page.text


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_what_no_browser_would_send_is_refused_before_the_page_is_asked(
    portal: Portal, asker: Asker, visitor_account: Account, method: str, path: str, odd: str
) -> None:
    before = AsItWas(portal)
    where = f"{path}?{ODD[odd]}" if method == "GET" else path
    more: Mapping[str, object] = {"content": ODD[odd].encode(), "headers": {"content-type": FORM}}
    page = await asker.ask(
        method, where, visitor_account, {}, **(more if method == "POST" else {"content": b""})
    )
    assert is_refused(page, {400})
    assert before.changes() == set()


@pytest.mark.parametrize("path", POSTED)
async def test_a_body_of_21_mb_or_of_another_kind_is_refused(
    portal: Portal, asker: Asker, visitor_account: Account, path: str
) -> None:
    before = AsItWas(portal)
    for body, kind, statuses in (
        (LARGE, FORM, {413}),
        (b"{}", "application/json", {415}),
        (b"<a/>", "text/xml", {415}),
        (LARGE, "multipart/form-data; boundary=a", {400, 413, 415}),
        (b"--b", "multipart/form-data", {400, 415}),
    ):
        page = await asker.ask(
            "POST", path, visitor_account, {}, content=body, headers={"content-type": kind}
        )
        assert is_refused(page, statuses), (kind, page.status_code, page.text)
    assert before.changes() == set()


FORM_AGAIN = {"/IAWeb/login.do", "/pecos/login.do", "/IAWeb/mfa.do", "/pecos/mfa.do"}
"""Pages that show their form again with status 200 and a message; all others answer 4xx."""
FREE_TEXT = {
    ("/helpdesk/ask.do", "subject"),
    ("/helpdesk/ask.do", "text"),
}
"""Where anybody may write anything; it comes back as text."""
COUNTED = {
    "/IAWeb/mfa.do": {"world.accounts"},  # a wrong code is counted
    "/pecos/mfa.do": {"world.accounts"},
    "/pecos/manageSignatures.do": {"world.signatures"},  # takes no field: a target for bad scripts
}
"""What is stored even where all fields are hostile."""


def is_harmless(page: httpx.Response, text: str) -> bool:
    """Whether a page is the portal's and has none of what was sent as markup or as code."""
    markup = text in page.text and any(one in text for one in "<>\"'")
    return page.status_code < 500 and not markup and "49$" not in page.text


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_hostile_text_in_every_field_and_no_field_at_all_are_refused(
    portal: Portal, asker: Asker, visitor_account: Account, method: str, path: str, hostile: str
) -> None:
    text, before = HOSTILE[hostile], AsItWas(portal)
    fields = await asker.fields_of(method, path, visitor_account, things_of(portal, visitor_account))
    for sent in (dict.fromkeys(fields, text), {}):
        page = await asker.ask(method, path, visitor_account, sent)
        assert is_harmless(page, text)
        assert before.changes() <= COUNTED.get(path, set())
        if method == "POST" and fields:
            again = path in FORM_AGAIN and page.status_code == 200 and 'role="alert"' in page.text
            assert again or 400 <= page.status_code < 500
        before.put_back()


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_hostile_text_in_one_field_is_nowhere_stored(
    portal: Portal, asker: Asker, visitor_account: Account, method: str, path: str, hostile: str
) -> None:
    text, before = HOSTILE[hostile], AsItWas(portal)
    fields = await asker.fields_of(method, path, visitor_account, things_of(portal, visitor_account))
    usual = {name: texts[0] for name, texts in fields.items()}
    written = json.dumps(text, ensure_ascii=False)[1:-1]
    for name in usual:
        page = await asker.ask(method, path, visitor_account, {**usual, name: text})
        assert is_harmless(page, text)
        if before.changes():
            kept = portal.snapshot().model_dump_json(by_alias=True)
            plain = name in OF_TOPICS and hostile == "path"  # an address may have strokes and dots
            assert written not in kept or plain or (path, name) in FREE_TEXT
            before.put_back()
