"""A page whose own script goes elsewhere while we are on our way to another: what came is what counts."""

import asyncio

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

from agent.browser import PageContract, PortalFailure, PortalSession, Tab
from agent.browser.navigation import Loaded, Navigation
from agent.model.errors import BrowserError
from agent.model.verdict import Cause
from agent.settings import Engine
from tests.browser.conftest import clock
from tests.browser.tiny_server import TinyServer, answer, hang, page

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOME = "/IAWeb/home.do"
AWAY = """<script>
  const poll = () => fetch('/session.do').then(() => location.assign('/there'));
  document.forms[0].addEventListener('submit', () => setTimeout(poll, 100));
</script>"""
"""The session's own poll, begun and answered while the form is on its way: the session is over. (Firefox
stops what was begun before.)"""


class Slow:
    """A form's address that never answers, and a poll that is answered once the form is there."""

    def __init__(self, tiny: TinyServer, address: str) -> None:
        self._sent = asyncio.Event()
        tiny.answers |= {address: self._form, "/session.do": self._poll}

    async def _form(self, writer: asyncio.StreamWriter) -> None:
        self._sent.set()
        await hang(writer)

    async def _poll(self, writer: asyncio.StreamWriter) -> None:
        await self._sent.wait()
        writer.write(answer("{}", content_type="application/json"))
        await writer.drain()


def form(action: str, script: str = "", method: str = "get") -> str:
    button = f"<form method={method} action={action}><button>Sign Out</button></form>"
    return page(f"<h1>I&amp;A Home</h1>{button}{script}")


async def followed(tab: Tab, tiny: TinyServer, body: str, hard_limit: float = 10) -> Loaded:
    """Press the one button of a page, wherever it leads."""
    tiny.answers |= {HOME: answer(body), "/there": answer(page("<h1>There</h1>"))}
    navigation = Navigation(tab.page, hard_limit)
    await navigation.go("ia-home", f"{tiny.url}{HOME}")
    return await navigation.follow("ia-home", lambda: tab.page.locator("button").press("Enter"))


async def test_a_script_that_goes_elsewhere_in_the_middle_of_a_form_is_followed(
    tab: Tab, tiny: TinyServer
) -> None:
    Slow(tiny, "/slow")
    loaded = await followed(tab, tiny, form("/slow", AWAY))
    assert loaded.response is None or loaded.response.url == f"{tiny.url}/there"
    assert await tab.page.locator("h1").inner_text() == "There"


async def test_a_form_that_is_answered_without_a_page_is_the_portals_failure(
    tab: Tab, tiny: TinyServer
) -> None:
    tiny.answers["/none"] = b"HTTP/1.1 204 No Content\r\n\r\n"
    with pytest.raises(PortalFailure) as caught:
        await followed(tab, tiny, form("/none"), hard_limit=3)
    # Chromium says nothing of a form's 204, so there it is the page that never came.
    assert caught.value.reason.cause in (Cause.EMPTY, Cause.TIMED_OUT)


async def test_a_session_that_the_portal_ends_in_the_middle_of_a_sign_out_is_signed_out(
    tab: Tab, tiny: TinyServer, contract: PageContract
) -> None:
    tiny.answers |= {
        HOME: answer(form("/IAWeb/logout.do", AWAY, method="post")),
        "/there": answer(page(f"<h1>{contract.signs.timed_out}</h1>")),
    }
    Slow(tiny, "/IAWeb/logout.do")
    session = PortalSession(tab, contract, tiny.url, 10, clock)
    await session.sign_out()
    assert session.problems == ()
    assert tiny.paths("POST") == ["/IAWeb/logout.do"]


TRIES = {Engine.CHROMIUM: 3, Engine.FIREFOX: 2}
"""Of a load that the guard broke off. (Firefox calls that aborted, as it does an answer without a page.)"""


async def given_up(tab: Tab, tiny: TinyServer, times: int) -> Loaded:
    """Go to a page that the browser gives up so many times, each time with an error page of its own."""
    tiny.answers["/there"] = answer(page("<h1>There</h1>"))
    await tab.page.route("**/there", lambda route: route.abort("failed"), times=times)
    return await Navigation(tab.page, 10).go("ia-home", f"{tiny.url}/there")


async def test_a_load_that_the_browser_gives_up_without_a_reason_is_asked_for_again(
    tab: Tab, tiny: TinyServer, engine: Engine
) -> None:
    loaded = await given_up(tab, tiny, times=TRIES[engine] - 1)
    assert loaded.told.sight.headings == ("There",)
    assert tiny.paths("GET").count("/there") == 1


async def test_given_up_each_time_it_is_a_failure(tab: Tab, tiny: TinyServer, engine: Engine) -> None:
    with pytest.raises((BrowserError, PortalFailure)):
        await given_up(tab, tiny, times=TRIES[engine])
    assert tiny.paths("GET") == []


class Unwilling(Navigation):
    """A browser that gives its first loads up as Firefox does on a busy machine."""

    def __init__(self, page: Page, times: int) -> None:
        super().__init__(page, hard_limit=10)
        self._times = times

    async def _goto(self, url: str) -> Response | None:
        if self._times:
            self._times -= 1
            raise PlaywrightError("Page.goto: NS_ERROR_FAILURE")
        return await super()._goto(url)


async def test_what_firefox_says_on_a_busy_machine_is_no_reason(tab: Tab, tiny: TinyServer) -> None:
    tiny.answers["/there"] = answer(page("<h1>There</h1>"))
    loaded = await Unwilling(tab.page, times=2).go("ia-home", f"{tiny.url}/there")
    assert loaded.told.sight.headings == ("There",)
    with pytest.raises(BrowserError):
        await Unwilling(tab.page, times=3).go("ia-home", f"{tiny.url}/there")
