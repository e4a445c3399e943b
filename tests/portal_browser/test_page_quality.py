"""Every page as people meet it: with a screen reader, by keyboard alone, on a small screen, on paper.

The pages are walked through once; each test then reads what was found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from mock_portal.clock import PortalClock
from mock_portal.portal import Portal, PortalState, Start
from mock_portal.web.app import COOKIE, PortalApp
from mock_portal.web.skin_two import TWO
from mock_portal.web.skins import SkinName
from tests.mock_portal.journeys import Shown, walk_journeys
from tests.mock_portal.reaching import Pages, Reached, prepare, reach_everything
from tests.page_judging import WIDE, Judged, fillable_forms, judge, send_empty, with_axe
from tests.portal_browser.conftest import SEED, START, RunningPortal

pytestmark = pytest.mark.only_browser("chromium")


def client_of(portal: Portal) -> httpx.AsyncClient:
    """A visitor's client without a browser."""
    transport = httpx.ASGITransport(app=PortalApp(portal))
    return httpx.AsyncClient(transport=transport, base_url="http://portal.test")


def reach(portal: RunningPortal) -> Pages:
    """Find every page in a copy of the portal, and put the copy, with its open sessions, in place."""
    copy = copy_of(portal)
    prepare(copy)
    finding = partial(reach_everything, partial(client_of, copy), copy.snapshot(), most=1)
    with ThreadPoolExecutor(1) as beside:  # the browser's own loop runs in this thread
        pages = beside.submit(lambda: asyncio.run(finding())).result()
    put_back(portal, copy.snapshot().model_dump_json(by_alias=True))
    return pages


def copy_of(portal: RunningPortal) -> Portal:
    """The portal as it is now, in this process."""
    state = PortalState.model_validate_json(portal.control.get("/snapshot").content)
    copy = Portal(state.start, PortalClock())
    copy.restore(state)
    return copy


def put_back(portal: RunningPortal, snapshot: str) -> None:
    """Make the portal be as it was."""
    portal.control.put("/snapshot", content=snapshot, timeout=30).raise_for_status()


@pytest.fixture(scope="module")
def pages(running_portal: RunningPortal) -> Pages:
    reset(running_portal, SkinName.CLASSIC)
    return reach(running_portal)


@pytest.fixture(scope="module")
def steps() -> list[Shown]:
    """The pages that only come on the way, from a portal in this process."""
    clock = PortalClock()
    clock.set(datetime.fromisoformat(START))
    portal = Portal(Start(seed=SEED), clock)
    walking = partial(walk_journeys, partial(client_of, portal), portal)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(walking())).result()


@pytest.fixture(scope="module")
def found(browser: Browser, running_portal: RunningPortal, pages: Pages, steps: list[Shown]) -> list[Judged]:
    """What was seen on each page, after each form that was sent empty, and on the way; then in skin 2.0."""
    judged = walk_through(browser, running_portal, pages, list(pages.one_of_each().values()))
    with with_axe(browser.new_context(viewport=WIDE)) as context:
        page = context.new_page()
        judged.extend(look(page, running_portal, step) for step in steps)
    try:
        reset(running_portal, SkinName.TWO)
        others = reach(running_portal)
        moved = [one for one in others.one_of_each().values() if one.path in TWO.addresses]
        judged += walk_through(browser, running_portal, others, moved)
    finally:
        reset(running_portal, SkinName.CLASSIC)
    return judged


def reset(portal: RunningPortal, skin: SkinName) -> None:
    """Begin anew, in that skin."""
    portal.control.post("/reset", json={"now": START, "skin": skin.value}).raise_for_status()


def walk_through(
    browser: Browser, portal: RunningPortal, pages: Pages, wanted: list[Reached]
) -> list[Judged]:
    """Look at these pages, each with the cookies of whoever found it."""
    snapshot = portal.control.get("/snapshot").text
    judged: list[Judged] = []
    for persona, cookies in pages.cookies.items():
        with with_axe(browser.new_context(viewport=WIDE)) as context:
            page = context.new_page()
            context.add_cookies([{"name": COOKIE, "value": cookies[COOKIE], "url": portal.url}])
            for one in wanted:
                if one.persona == persona:
                    judged.extend(walk(page, portal, one, snapshot))
    return judged


def walk(page: Page, portal: RunningPortal, reached: Reached, snapshot: str) -> Iterator[Judged]:
    """Look at a page, then send each of its forms empty and look at what comes."""
    address = portal.url + reached.address
    page.goto(address)
    yield judge(page, reached.address)
    for number, form in enumerate(fillable_forms(page), start=1):
        if number > 1:
            page.goto(address)
        answer = send_empty(page, form)
        yield judge(page, f"{reached.address}, form {number} sent empty", whole=False)
        if answer is None or answer.status != 400:
            put_back(portal, snapshot)


def look(page: Page, portal: RunningPortal, step: Shown) -> Judged:
    """Look at a page that came on the way, with the portal's own style sheet and scripts."""
    where = f"{portal.url}/pecos/step.do"
    page.route(where, lambda route: route.fulfill(body=step.html, content_type="text/html; charset=utf-8"))
    page.goto(where)
    page.unroute(where)
    return judge(page, step.step)


def all_of(found: list[Judged], what: str) -> list[str]:
    """Everything wrong of one kind, with where it is."""
    return [f"{one.shown}: {text}" for one in found for text in getattr(one, what)]


def test_every_page_is_looked_at(found: list[Judged], pages: Pages, steps: list[Shown]) -> None:
    assert pages.missing == []
    assert {one.address for one in pages.one_of_each().values()} <= {one.shown for one in found}
    assert any("sent empty" in one.shown for one in found)
    assert {one.shown for one in found} & set(TWO.addresses.values())
    assert {one.step for one in steps} <= {one.shown for one in found}


def test_axe_finds_no_violation_on_any_page_nor_in_any_forms_error_state(found: list[Judged]) -> None:
    assert all_of(found, "accessibility") == []


def test_tab_reaches_every_control_in_order_and_shows_where_it_is(found: list[Judged]) -> None:
    assert all_of(found, "keyboard") == []


def test_at_320_pixels_no_document_scrolls_sideways(found: list[Judged]) -> None:
    assert all_of(found, "narrow") == []


def test_no_menu_and_no_button_is_printed(found: list[Judged]) -> None:
    assert all_of(found, "printed") == []


@pytest.mark.parametrize("path", ["/pecos/login.do", "/IAWeb/login.do", "/helpdesk/home.do", "/search"])
def test_the_skip_link_is_first_and_leads_to_the_content(
    page: Page, portal: RunningPortal, path: str
) -> None:
    page.goto(portal.url + path)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_warning_dialog_keeps_the_focus_and_gives_it_back(page: Page, portal: RunningPortal) -> None:
    portal.sign_in(page, "north-clinic")
    link = page.get_by_role("link", name="My Associates").first
    link.focus()
    portal.advance("25m")
    dialog = page.get_by_role("dialog", name="Your session is about to expire")
    expect(dialog).to_be_visible()
    focused = "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
    within = []
    for _ in range(6):
        within.append(page.evaluate(focused))
        page.keyboard.press("Tab")
    assert all(within)
    dialog.get_by_role("button", name="Continue session").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_the_portal_can_be_used_without_script(browser: Browser, portal: RunningPortal) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        portal.sign_in(page, "north-clinic")
        page.get_by_role("link", name="My Associates").first.click()
        page.get_by_role("link", name="View Enrollments").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Enrollments")
        expect(page.get_by_role("table", name="Enrollments")).to_be_visible()
        page.get_by_role("button", name="Sign Out").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You Have Signed Out")


def test_the_supported_browser_is_not_warned_and_an_old_one_is(
    browser: Browser, portal: RunningPortal
) -> None:
    old = "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko"
    for user_agent, warned in ((None, 0), (old, 1)):
        with browser.new_context(user_agent=user_agent) as context:
            page = context.new_page()
            page.goto(f"{portal.url}/pecos/login.do")
            expect(page.get_by_role("region", name="Browser support")).to_have_count(warned)


@pytest.mark.parametrize(
    ("markup", "what", "words"),
    [
        ("<button>a</button><input aria-label='b'><main tabindex='-1'>c</main>", "keyboard", None),
        ("<img src='/none.png'>", "accessibility", "image-alt"),
        ("<button tabindex='2'>b</button><button tabindex='1'>a</button>", "keyboard", "Tab does not reach"),
        ("<button>a</button><button tabindex='-1'>b</button>", "keyboard", "Tab does not reach"),
        ("<style>:focus { outline: none }</style><button>a</button>", "keyboard", "focus cannot be seen"),
        ("<p style='width: 500px'>wide</p>", "narrow", "pixels too wide"),
        ("<nav><a href='/'>Menu</a></nav>", "printed", "<nav>"),
    ],
)
def test_what_is_wrong_is_found(page: Page, markup: str, what: str, words: str | None) -> None:
    with_axe(page.context)
    page.goto("about:blank")
    page.set_content(f"<!doctype html><html lang='en'><title>t</title><body style='margin:0'>{markup}</body>")
    found = getattr(judge(page, "a page"), what)
    assert (words in " ".join(found)) if words else found == []
