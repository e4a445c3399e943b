"""Every page is valid HTML: no parse error of the standard, no doubled id, no reference to nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from importlib import resources

import httpx
import pytest

from mock_portal.clock import PortalClock
from mock_portal.exchange import Exchange, Page
from mock_portal.portal import Portal, Start
from mock_portal.web.app import PortalApp
from mock_portal.web.rendering import SKINS, render
from mock_portal.web.skins import SkinName
from tests.mock_portal.conftest import MORNING
from tests.mock_portal.journeys import walk_journeys
from tests.mock_portal.page_forms import Markup
from tests.mock_portal.reaching import SENT_ON, Pages, prepare, reach_everything, send_empty


def client_of(portal: Portal) -> httpx.AsyncClient:
    """A new visitor's client."""
    transport = httpx.ASGITransport(app=PortalApp(portal))
    return httpx.AsyncClient(transport=transport, base_url="http://portal.test")


@pytest.mark.parametrize("skin", SKINS)
async def test_every_page_is_reached_and_valid_and_so_is_what_every_form_brings(
    monkeypatch: pytest.MonkeyPatch, skin: SkinName
) -> None:
    rendered: set[str] = set()

    def render_and_note(exchange: Exchange, page: Page) -> str:
        rendered.add(page.template)
        return render(exchange, page)

    monkeypatch.setattr("mock_portal.web.app.render", render_and_note)
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    portal = Portal(Start(seed=7, skin=skin), clock)
    before = portal.snapshot()
    shown = await walk_journeys(partial(client_of, portal), portal)
    portal.restore(before)
    prepare(portal)
    pages = await reach_everything(partial(client_of, portal), portal.snapshot(), most=2)
    assert pages.missing == []
    wrong = [f"{page.address}: {error}" for page in pages.seen for error in page.markup.errors]
    wrong += [error async for error in wrong_answers(portal, pages)]
    wrong += [f"{one.step}: {error}" for one in shown for error in Markup(one.html).errors]
    assert sorted(set(wrong)) == []
    assert page_templates() - rendered == set()


def page_templates() -> set[str]:
    """Every template that is a whole page."""
    folder = resources.files("mock_portal").joinpath("templates")
    files = (one for one in folder.iterdir() if one.name.endswith(".html"))
    return {one.name for one in files if "{% extends " in one.read_text()}


async def wrong_answers(portal: Portal, pages: Pages) -> AsyncIterator[str]:
    """What is wrong with the answers to each page's forms, sent with nothing filled in."""
    before = portal.snapshot()
    for page in pages.one_of_each().values():
        for form in page.markup.forms:
            if form.method != "post" or not form.fillable:
                continue
            async with client_of(portal) as client:
                client.cookies.update(pages.cookies[page.persona])
                answer = await send_empty(client, form, page.address)
            portal.restore(before)
            if answer.headers["content-type"].startswith("text/html"):
                for error in Markup(answer.text).errors:
                    yield f"{form.action} sent empty: {error}"


@pytest.mark.parametrize(("path", "leads_to"), SENT_ON.items())
async def test_an_address_without_a_page_leads_to_one(portal: Portal, path: str, leads_to: str) -> None:
    async with client_of(portal) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("<!doctype html><title>x</title><p><div></p>", "unexpected-end-tag"),
        ("<!doctype html><title>x</title><b id=a></b><b id=a></b>", "the id a is there 2 times"),
        ("<!doctype html><title>x</title><label for=b>x</label>", "label for=b refers to nothing"),
    ],
)
def test_what_is_wrong_is_found(html: str, error: str) -> None:
    assert error in " ".join(Markup(html).errors)
