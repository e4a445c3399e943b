"""The runbooks as pages and by the API."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from agent import runbooks
from agent.model.person import Role
from agent.settings.shapes import WebSettings
from agent.web import Site, application
from agent.web.gate import Caller
from agent.web.markdown import html_of
from tests.web.conftest import HOST, Ask


def test_every_runbook_is_listed_once_and_can_be_read(ask: Ask) -> None:
    client = ask(Role.VIEWER)
    listed = re.findall(r'<li><a href="/runbooks/([a-z_-]+)">', client.get("/runbooks").text)
    assert sorted(listed) == list(runbooks.names())
    assert [each["name"] for each in client.get("/api/v1/runbooks").json()] == list(runbooks.names())
    for name in listed:
        html = client.get(f"/runbooks/{name}").text
        assert html.count("<h1>") == 1
        assert "<h2>First three checks</h2>" in html


def test_a_page_links_the_runbooks_it_names_and_the_incidents_of_its_rule(ask: Ask) -> None:
    down = ask(Role.VIEWER).get("/runbooks/portal_down").text
    assert '<a href="/runbooks/portal-availability"><code>enrollwatch runbook portal-availability' in down
    assert "/incidents?rule=" not in down
    assert "/incidents?rule=mfa-missing" in ask(Role.VIEWER).get("/runbooks/mfa-missing").text


def test_markup_in_a_runbook_stays_text() -> None:
    html = html_of('# <script>x</script>\n\n[a](javascript:x) `enrollwatch runbook x"y`')
    assert "<script>" not in html
    assert "href" not in html


@pytest.mark.parametrize("name", ["nosuch", "README", "..%2Frunbooks%2Fportal_down", "Portal_Down"])
def test_what_is_no_runbook_is_not_found(ask: Ask, name: str) -> None:
    assert ask(Role.VIEWER).get(f"/runbooks/{name}").status_code == 404
    assert ask(Role.VIEWER).get(f"/api/v1/runbooks/{name}").status_code == 404


def test_by_the_api_its_text_is_as_it_is_written(ask: Ask) -> None:
    shown = ask(Role.VIEWER).get("/api/v1/runbooks/portal_down").json()
    assert shown["text"] == runbooks.text("portal_down")
    assert (shown["title"], shown["verdict"]) == ("portal_down: the portal fails while others answer", True)


def test_where_others_keep_their_own_the_page_links_it(site: Site) -> None:
    web = WebSettings(runbooks="https://wiki.example.org/ops")
    theirs = replace(site, settings=site.settings.model_copy(update={"web": web}))
    client = TestClient(application(theirs, lambda request: Caller("jonas", Role.VIEWER)), HOST)
    assert 'href="https://wiki.example.org/ops/mfa-missing"' in client.get("/runbooks/mfa-missing").text
