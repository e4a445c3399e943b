"""Nothing but reads of the portal and the listed writes leaves a guarded window, on each browser."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from agent.browser import Tab, judge
from agent.browser.guard import Judgement
from tests.browser.tiny_server import TinyServer, answer, page

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORTAL = "https://portal.example:8441"
WRITES = ("/IAWeb/login.do", "/IAWeb/mfa.do")


@pytest.mark.parametrize(
    ("method", "url", "judgement"),
    [
        ("GET", f"{PORTAL}/pecos/home.do?x=1", Judgement.ALLOWED),
        ("HEAD", f"{PORTAL}/", Judgement.ALLOWED),
        ("POST", f"{PORTAL}/IAWeb/login.do?from=x", Judgement.ALLOWED),
        ("GET", "data:image/png;base64,AAAA", Judgement.ALLOWED),
        ("POST", f"{PORTAL}/pecos/manageSignatures.do", Judgement.WRITE),
        ("POST", f"{PORTAL}/IAWeb/login.do/", Judgement.WRITE),
        ("POST", f"{PORTAL}/iaweb/LOGIN.do", Judgement.WRITE),
        ("PUT", f"{PORTAL}/IAWeb/login.do", Judgement.WRITE),
        ("DELETE", f"{PORTAL}/IAWeb/mfa.do", Judgement.WRITE),
        ("GET", "https://portal.example/pecos/home.do", Judgement.OTHER_HOST),
        ("GET", "http://portal.example:8441/pecos/home.do", Judgement.OTHER_HOST),
        ("GET", "https://portal.example.evil.example:8441/", Judgement.OTHER_HOST),
        ("GET", "https://portal.example:8441@evil.example/", Judgement.OTHER_HOST),
        ("POST", "https://evil.example:8441/IAWeb/login.do", Judgement.OTHER_HOST),
        ("GET", "file:///etc/passwd", Judgement.OTHER_HOST),
    ],
)
async def test_a_request_is_judged_by_method_and_whole_address(
    method: str, url: str, judgement: Judgement
) -> None:
    assert judge(method, url, PORTAL, WRITES) is judgement


async def test_the_usual_port_may_be_left_out() -> None:
    assert judge("GET", "https://a.example:443/x", "https://a.example", ()) is Judgement.ALLOWED


@given(st.text(alphabet="POSTUDELHAGXpost", min_size=1, max_size=8), st.sampled_from(WRITES))
def test_no_method_but_post_ever_writes(method: str, path: str) -> None:
    allowed = judge(method, PORTAL + path, PORTAL, WRITES) is Judgement.ALLOWED
    assert allowed is (method in {"GET", "HEAD", "POST"})


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
<button onclick="new Image().src = '{there}/pixel'">Image</button>
<button onclick="new WebSocket('{socket}/socket')">Socket</button>
<button onclick="new Worker('/worker.js')">Worker</button>
<button onclick="navigator.serviceWorker && navigator.serviceWorker.register('/worker.js')">Service</button>
<script>addEventListener('pagehide', () => {{
  navigator.sendBeacon('/pecos/sign.do', 'left');
  navigator.sendBeacon('{there}/left', 'left');
  fetch('/pecos/sign.do', {{method: 'POST', keepalive: true}}).catch(() => 0);
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


async def recorded(tab: Tab, path: str) -> None:
    """Wait until the guard has recorded something for this path."""
    async with asyncio.timeout(5):
        while path not in [one.path for one in tab.guard.blocked]:
            await asyncio.sleep(0.02)


async def heading(tab: Tab) -> str:
    return await tab.page.get_by_role("heading").inner_text()


@pytest.mark.parametrize(
    ("button", "path", "write"),
    [
        ("Write", "/pecos/sign.do", True),
        ("Fetch", "/pecos/sign.do", True),
        ("Delete", "/pecos/sign.do", True),
        ("Image", "/pixel", False),
        ("Socket", "/socket", True),
        ("Worker", "/worker", False),
    ],
)
async def test_what_a_page_may_not_send_is_stopped_recorded_and_leaves_the_page_in_place(
    tab: Tab, portal_server: TinyServer, elsewhere: TinyServer, button: str, path: str, write: bool
) -> None:
    tab.guard.page_name = "ia-home"
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("button", name=button, exact=True).click()
    await recorded(tab, path)

    (stopped, *_) = [one for one in tab.guard.blocked if one.path == path]
    assert stopped.write is write
    assert stopped.page == "ia-home"
    assert await heading(tab) == "Home"
    assert elsewhere.received == []
    assert portal_server.paths("POST") == portal_server.paths("DELETE") == []


@pytest.mark.parametrize(("link", "path"), [("Away", "/link"), ("Redirected away", "/redirected")])
async def test_a_link_to_another_host_leads_nowhere(
    tab: Tab, portal_server: TinyServer, elsewhere: TinyServer, link: str, path: str
) -> None:
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("link", name=link, exact=True).click()
    await recorded(tab, path)
    assert elsewhere.received == []
    assert {one.host for one in tab.guard.blocked} == {elsewhere.url.removeprefix("http://")}


async def test_a_new_window_is_closed_as_it_opens(tab: Tab, portal_server: TinyServer) -> None:
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("link", name="Window").click()
    async with asyncio.timeout(5):
        while not tab.guard.blocked or len(tab.context.pages) > 1:
            await asyncio.sleep(0.02)
    assert await heading(tab) == "Home"


async def test_a_page_that_is_left_sends_nothing_more(
    tab: Tab, portal_server: TinyServer, elsewhere: TinyServer
) -> None:
    await tab.page.goto(f"{portal_server.url}/")
    await tab.page.get_by_role("button", name="Beacon").click()
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
