"""Nothing but reads of the portal and the listed writes leaves a guarded window, on each browser."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.browser import Tab
from agent.model.look import BlockedRequest
from tests.browser.tiny_server import TinyServer, answer, page

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere() -> AsyncIterator[TinyServer]:
    """Another server of the same machine, which must never hear of us."""
    async with TinyServer() as server:
        yield server


def portal_page(elsewhere: TinyServer) -> str:
    """Every way of sending something that a page has, each behind a button or a link."""
    there = elsewhere.url
    socket = there.replace("http:", "ws:")
    return page(
        f"""<h1>Home</h1>
<form method=post action=/pecos/sign.do><button>Write</button></form>
<a href="{there}/link">Away</a><a href=/away>Redirected away</a>
<a href=/window target=_blank>Window</a>
<button onclick="fetch('/pecos/sign.do', {{method: 'POST'}}).catch(() => 0)">Fetch</button>
<button onclick="fetch('/pecos/sign.do', {{method: 'DELETE'}}).catch(() => 0)">Delete</button>
<button onclick="navigator.sendBeacon('/pecos/sign.do', 'x')">Beacon</button>
<button onclick="fetchLater('/pecos/sign.do', {{method: 'POST', activateAfter: 0}})">Later</button>
<button onclick="new Image().src = '{there}/pixel'">Image</button>
<button onclick="new WebSocket('{socket}/socket')">Socket</button>
<button onclick="new Worker('/worker.js')">Worker</button>
<button onclick="navigator.serviceWorker && navigator.serviceWorker.register('/worker.js')">Service</button>
<script>addEventListener('pagehide', () => {{
  navigator.sendBeacon('/pecos/sign.do', 'left');
  navigator.sendBeacon('{there}/left', 'left');
  fetch('/pecos/sign.do', {{method: 'POST', keepalive: true}}).catch(() => 0);
  window.fetchLater && fetchLater('/pecos/sign.do', {{method: 'POST', body: 'left'}});
}});</script>"""
    )


@pytest.fixture
def portal_server(tiny: TinyServer, elsewhere: TinyServer) -> TinyServer:
    there = elsewhere.url
    tiny.answers = {
        "/": answer(portal_page(elsewhere)),
        "/away": answer("", 302, headers=f"Location: {there}/redirected\r\n"),
        "/window": answer(page("<h1>Window</h1>")),
        "/last": answer(page("<h1>Last</h1>")),
        "/worker.js": answer(
            f"new WebSocket('{there.replace('http:', 'ws:')}/socket'); fetch('{there}/worker');"
            "fetch('/pecos/sign.do', {method: 'POST'});",
            content_type="text/javascript",
        ),
    }
    return tiny


async def recorded(tab: Tab, path: str, after: int) -> BlockedRequest:
    """What the guard records for this path, beyond the first `after` records; it comes within 5 s."""

    async def look() -> BlockedRequest:
        while True:
            for one in tab.guard.blocked[after:]:
                if one.path == path:
                    return one
            await tab.page.wait_for_timeout(20)

    return await asyncio.wait_for(look(), 5)


async def heading(tab: Tab) -> str:
    return await tab.page.get_by_role("heading").inner_text()


SENDS = {
    "Write": ("/pecos/sign.do", True),
    "Fetch": ("/pecos/sign.do", True),
    "Delete": ("/pecos/sign.do", True),
    "Image": ("/pixel", False),
    "Socket": ("/socket", True),
    "Worker": ("/worker", False),
}


async def test_what_a_page_may_not_send_is_stopped_recorded_and_leaves_the_page_in_place(
    tab: Tab, portal_server: TinyServer, elsewhere: TinyServer
) -> None:
    tab.guard.page_name = "ia-home"
    await tab.page.goto(f"{portal_server.url}/")
    for button, (path, write) in SENDS.items():
        before = len(tab.guard.blocked)
        await tab.page.get_by_role("button", name=button, exact=True).click()
        stopped = await recorded(tab, path, before)
        assert (button, stopped.write, stopped.page) == (button, write, "ia-home")
        assert await heading(tab) == "Home"
    assert elsewhere.received == []
    assert portal_server.paths("POST") == portal_server.paths("DELETE") == []


@pytest.mark.parametrize(("link", "path"), [("Away", "/link"), ("Redirected away", "/redirected")])
async def test_a_link_to_another_host_leads_nowhere(
    tab: Tab, portal_server: TinyServer, elsewhere: TinyServer, link: str, path: str
) -> None:
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("link", name=link, exact=True).click()
    stopped = await recorded(tab, path, 0)
    assert stopped.host == elsewhere.url.removeprefix("http://")
    assert not stopped.write
    assert elsewhere.received == []


async def test_a_new_window_is_closed_as_it_opens(tab: Tab, portal_server: TinyServer) -> None:
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("link", name="Window").click()
    async with asyncio.timeout(5):
        while not tab.guard.blocked:
            await tab.page.wait_for_timeout(20)
    assert tab.guard.blocked[0].path in ("/", "/window")  # the browser may not know yet where it leads
    await tab.page.wait_for_timeout(100)
    assert tab.context.pages == [tab.page]
    assert await heading(tab) == "Home"


async def test_a_page_that_is_left_sends_nothing_more(
    tab: Tab, portal_server: TinyServer, elsewhere: TinyServer
) -> None:
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("button", name="Beacon").click()
    await tab.page.get_by_role("button", name="Later").click()
    await tab.page.get_by_role("button", name="Service").click()
    await tab.page.goto(f"{portal_server.url}/last")
    assert await heading(tab) == "Last"
    await tab.page.goto(f"{portal_server.url}/")
    await tab.context.close()
    assert portal_server.paths("POST") == []
    assert "/worker.js" not in portal_server.paths("GET")
    assert elsewhere.received == []


async def test_listed_writes_leave(tab: Tab, portal_server: TinyServer) -> None:
    portal_server.answers["/form"] = answer(
        page("<form method=post action=/IAWeb/login.do><button>Send</button></form>")
    )
    portal_server.answers["/IAWeb/login.do"] = answer(page("<h1>Arrived</h1>"))
    await tab.page.goto(f"{portal_server.url}/form")
    await tab.page.get_by_role("button", name="Send").click()
    await tab.page.get_by_role("heading", name="Arrived").wait_for()
    assert portal_server.paths("POST") == ["/IAWeb/login.do"]
    assert tab.guard.blocked == ()
