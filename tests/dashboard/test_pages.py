"""Every page as people meet it: with a screen reader, by keyboard, on a phone, in light and in dark."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from agent.store import AuditEntry
from tests.dashboard.conftest import Dashboard
from tests.dashboard.tour import Stop, page_routes, tour
from tests.page_judging import WIDE, Judged, judge, violations, with_axe
from tests.unit.builders import NOW

pytestmark = pytest.mark.only_browser("chromium")

LARGEST = 150_000  # bytes, of the page and all that it fetches
MOST_REQUESTS = 10


@dataclass
class Met:
    """What one page brought with it, and what was found on it."""

    stop: Stop
    status: int
    judged: Judged
    dark: list[str]
    requests: int
    bytes: int
    complaints: list[str]  # of the browser, the content policy's among them


@pytest.fixture(scope="module")
def met(browser: Browser, dashboard: Dashboard) -> Iterator[list[Met]]:
    """Each page, once: looked at in light, then in dark."""
    context = browser.new_context(viewport=WIDE, extra_http_headers={"X-Test-Role": "admin"})
    with with_axe(context):
        page = context.new_page()
        page.add_init_script("window.setInterval = () => 0")  # it stays as it is while it is looked at
        yield [_meet(page, dashboard, stop) for stop in tour(dashboard.store)]


def _meet(page: Page, dashboard: Dashboard, stop: Stop) -> Met:
    requests: list[Request] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def sent(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", sent)
    page.on("console", heard)
    answer = page.goto(f"{dashboard.url}{stop.path}", wait_until="networkidle")
    page.remove_listener("requestfinished", sent)
    size = sum(request.sizes()["responseBodySize"] for request in requests)
    judged = judge(page, stop.name)
    page.emulate_media(color_scheme="dark")
    dark = list(violations(page, "html"))
    page.emulate_media(color_scheme="light")
    page.remove_listener("console", heard)
    return Met(stop, answer.status if answer else 0, judged, dark, len(requests), size, complaints)


def test_the_tour_leads_past_every_page_there_is(dashboard: Dashboard) -> None:
    assert {stop.route for stop in tour(dashboard.store)} == set(page_routes())


def test_every_page_opens_and_the_browser_has_nothing_to_complain_of(met: list[Met]) -> None:
    assert {one.stop.name: (one.status, one.complaints) for one in met} == {
        one.stop.name: (200, []) for one in met
    }


def test_axe_finds_nothing_of_level_a_or_aa_in_light_or_dark(met: list[Met]) -> None:
    assert {one.stop.name: one.judged.accessibility + one.dark for one in met} == {
        one.stop.name: [] for one in met
    }


def test_every_control_is_reached_by_tab_in_order_and_shows_it(met: list[Met]) -> None:
    assert [fault for one in met for fault in one.judged.keyboard] == []


def test_no_page_is_wider_than_a_phone(met: list[Met]) -> None:
    assert {one.stop.name: one.judged.narrow for one in met} == {one.stop.name: [] for one in met}


def test_every_page_is_small_and_asks_for_little(met: list[Met]) -> None:
    heavy = {
        one.stop.name: (one.bytes, one.requests)
        for one in met
        if one.bytes > LARGEST or one.requests > MOST_REQUESTS
    }
    assert heavy == {}


def test_a_page_that_is_open_becomes_true_again_without_a_reload(
    browser: Browser, dashboard: Dashboard
) -> None:
    context = browser.new_context(extra_http_headers={"X-Test-Role": "admin"})
    page = context.new_page()
    page.clock.install()
    page.goto(f"{dashboard.url}/audit")
    page.evaluate("window.stayed = true")
    with dashboard.store.writing() as unit:
        unit.audit(AuditEntry(NOW, "kim", "packet", "incident-77", "made while the page was open"))
    page.clock.fast_forward(20_000)
    page.get_by_text("made while the page was open").wait_for()
    assert page.evaluate("window.stayed")


def test_what_somebody_has_filled_in_outlives_the_renewal_of_the_page(
    browser: Browser, dashboard: Dashboard
) -> None:
    context = browser.new_context(extra_http_headers={"X-Test-Role": "admin"})
    page = context.new_page()
    page.clock.install()
    page.goto(f"{dashboard.url}/silences")
    why = page.get_by_label("Why")
    why.fill("ringing EUS about it")
    page.get_by_role("heading", level=1).click()  # nothing has the focus any more
    page.clock.fast_forward(20_000)
    page.get_by_text("Not renewed: something is filled in here").wait_for()
    assert why.input_value() == "ringing EUS about it"
    why.fill("")
    page.get_by_role("heading", level=1).click()
    page.clock.fast_forward(20_000)
    page.get_by_text("Not renewed").wait_for(state="hidden")
