"""Every way a page can fail to arrive or to be a page, on each browser, each called by its cause."""

import asyncio
import socket
import ssl

import pytest
import trustme
from playwright.async_api import Error as PlaywrightError
from pydantic import SecretStr

from agent.browser import BrowserPool, PageContract, PortalFailure, PortalSession, Tab
from agent.browser.arrival import cause_of_status
from agent.browser.failures import WHAT, cause_of_ending, ending
from agent.browser.navigation import MOVED, Loaded, Navigation
from agent.model.errors import BrowserError
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.settings import Engine
from tests.browser.conftest import clock
from tests.browser.tiny_server import Answer, TinyServer, answer, hang, page, reset

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOGIN = "/IAWeb/login.do"
SIGN_IN = page(
    "<h1>I&amp;A Sign In</h1><form method=post><label>User ID <input name=u></label>"
    "<label>Password <input type=password name=p></label><button>Sign In</button></form>"
)
HALF = SIGN_IN[:120].encode()
LONGER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\nConnection: close\r\n\r\n"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
)


async def no_code() -> SecretStr:
    raise AssertionError("nothing is typed into a broken page")


NOBODY = (SecretStr("nobody"), SecretStr("nothing"), no_code)


async def half_then_reset(writer: asyncio.StreamWriter) -> None:
    writer.write(LONGER + HALF)
    await writer.drain()
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


async def half_then_hang(writer: asyncio.StreamWriter) -> None:
    writer.write(LONGER + HALF)
    await writer.drain()
    await writer.wait_closed()


ANSWERS: dict[str, tuple[Answer, Cause]] = {
    "reset": (reset, Cause.RESET),
    "shut in the middle": (LONGER + HALF, Cause.TRUNCATED),
    "shut in a chunk": (CHUNKED + b"fff\r\n" + HALF, Cause.TRUNCATED),
    "cut but well framed": (answer(SIGN_IN[:60]), Cause.TRUNCATED),
    "empty": (answer(""), Cause.EMPTY),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", Cause.EMPTY),
    "error": (answer(page("<h1>System Error</h1>"), 500), Cause.SERVER_ERROR),
    "error without a page": (answer("", 503), Cause.SERVER_ERROR),
    "maintenance": (answer(page("<h1>System Maintenance</h1>"), 503), Cause.MAINTENANCE),
    "maintenance that looks well": (answer(page("<h1>System Maintenance</h1>")), Cause.MAINTENANCE),
    "blocked": (answer(page("<h1>Request blocked</h1>"), 403), Cause.BLOCKED),
    "not connected": (answer(page("<h1>Access Denied</h1>"), 403), Cause.NOT_CONNECTED),
    "too often": (answer(page("<h1>Too Many Requests</h1>"), 429), Cause.RATE_LIMITED),
    "not there": (answer(page("<h1>Not Found</h1>"), 404), Cause.ELEMENT_MISSING),
    "circle": (answer("", 302, headers=f"Location: {LOGIN}\r\n"), Cause.REDIRECT_LOOP),
    "json": (answer("{}", content_type="application/json"), Cause.WRONG_CONTENT),
    "json that says html": (answer('{"a": 1}'), Cause.WRONG_CONTENT),
    "download": (answer("x", content_type="application/octet-stream"), Cause.WRONG_CONTENT),
    "noise": (answer(bytes(range(128, 256)) * 8), Cause.WRONG_CONTENT),
    "broken compression": (answer("x", headers="Content-Encoding: gzip\r\n"), Cause.WRONG_CONTENT),
    "other language": (answer(page("<h1>Iniciar</h1>", lang="es")), Cause.OTHER_LANGUAGE),
    "other heading": (answer(page("<h1>Welcome</h1>")), Cause.ELEMENT_MISSING),
    "half, then a reset": (half_then_reset, Cause.RESET),
}


async def cause_of(session: PortalSession) -> Cause:
    """The cause in which a sign-in ends before anything is typed."""
    with pytest.raises(PortalFailure) as caught:
        await session.sign_in(*NOBODY)
    assert LOGIN in caught.value.reason.where or caught.value.reason.where == "ia-login"
    return caught.value.reason.cause


async def test_each_broken_answer_is_called_by_its_cause_and_the_window_lives_on(
    tab: Tab, tiny: TinyServer, contract: PageContract
) -> None:
    seen = {}
    for name, (reply, _) in ANSWERS.items():
        tiny.answers[LOGIN] = reply
        seen[name] = await cause_of(PortalSession(tab, contract, tiny.url, 10, clock))
    assert seen == {name: cause for name, (_, cause) in ANSWERS.items()}


@pytest.mark.parametrize("reply", [hang, half_then_hang])
async def test_a_page_that_hangs_ends_at_the_hard_limit(
    tab: Tab, tiny: TinyServer, contract: PageContract, reply: Answer
) -> None:
    tiny.answers[LOGIN] = reply
    started = asyncio.get_running_loop().time()
    assert await cause_of(PortalSession(tab, contract, tiny.url, 1.0, clock)) is Cause.TIMED_OUT
    assert 1.0 <= asyncio.get_running_loop().time() - started < 5


async def test_a_form_that_goes_elsewhere_takes_no_password_there(
    tab: Tab, tiny: TinyServer, contract: PageContract
) -> None:
    tiny.answers[LOGIN] = answer(SIGN_IN.replace("<form", "<form action=/pecos/sign.do"))
    session = PortalSession(tab, contract, tiny.url, 10, clock)
    assert await cause_of(session) is Cause.WRONG_CONTENT
    assert [(one.path, one.write) for one in session.blocked] == [("/pecos/sign.do", True)]
    assert tiny.paths("POST") == []


async def test_a_page_whose_script_never_ends_does_not_hold_up_the_next_visit(
    tiny_pool: BrowserPool, tiny: TinyServer, contract: PageContract, engine: Engine
) -> None:
    for reply, cause in (
        (answer(SIGN_IN.replace("</body>", "<script>for (;;) {}</script></body>")), Cause.TIMED_OUT),
        (answer("", 500), Cause.SERVER_ERROR),
    ):
        tiny.answers[LOGIN] = reply
        async with tiny_pool.tab(engine) as tab:
            assert await cause_of(PortalSession(tab, contract, tiny.url, 2, clock)) is cause


async def test_nobody_listening_is_refused(contract: PageContract, engine: Engine) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    async with BrowserPool(closed, contract, clock) as pool, pool.tab(engine) as tab:
        assert await cause_of(PortalSession(tab, contract, closed, 10, clock)) is Cause.REFUSED


async def test_a_certificate_is_trusted_only_where_the_caller_has_verified_it(
    contract: PageContract, engine: Engine
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    async with TinyServer(tls) as server, BrowserPool(server.url, contract, clock) as pool:
        server.answers[LOGIN] = answer("", 500)
        async with pool.tab(engine) as tab:
            session = PortalSession(tab, contract, server.url, 10, clock)
            assert await cause_of(session) is Cause.BAD_CERTIFICATE
        assert server.received == []
        async with pool.tab(engine, ignore_https_errors=True) as tab:
            session = PortalSession(tab, contract, server.url, 10, clock)
            assert await cause_of(session) is Cause.SERVER_ERROR


async def test_a_name_that_no_server_knows_is_a_cause_of_its_own() -> None:
    assert cause_of_ending("net::ERR_NAME_NOT_RESOLVED at http://x") is Cause.NAME_NOT_FOUND
    assert cause_of_ending("NS_ERROR_UNKNOWN_HOST") is Cause.NAME_NOT_FOUND


async def test_words_of_a_browser_that_nobody_knows_are_our_own_fault() -> None:
    error = ending("Target crashed, secret-text", "ia-login")
    assert isinstance(error, BrowserError)
    assert "secret-text" not in str(error)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Page.goto: NS_ERROR_ODD_THING\nsecret-text", "(NS_ERROR_ODD_THING)"),
        (
            "Page.evaluate: Protocol error (script.callFunction): unknown error AbortError: secret-text",
            "(Protocol error (script.callFunction): unknown error)",
        ),
        ("Target page, context or browser has been closed", "(has been closed)"),
    ],
)
async def test_the_name_of_a_browsers_own_error_is_told_and_no_more_of_it(text: str, named: str) -> None:
    told = str(ending(text, "ia-login"))
    assert named in told
    assert "secret-text" not in told


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (401, "own_fault"),
        (403, "own_fault"),
        (429, "own_fault"),
        (404, "portal_changed"),
        (418, "portal_changed"),
    ]
    + [(code, "portal_down") for code in (408, 500, 502, 503, 504, 599)],
)
async def test_an_error_status_leads_to_the_verdict_of_its_kind(status: int, verdict: str) -> None:
    assert VERDICT_OF[cause_of_status(status)] == Verdict(verdict)


async def test_every_cause_that_ends_a_page_says_what_to_do() -> None:
    assert all(what and do for what, do in WHAT.values())
    assert {cause_of_ending(text) for text in ("ERR_CERT_DATE_INVALID", "SSL_ERROR_BAD_CERT")} == {
        Cause.BAD_CERTIFICATE
    }


async def _load_while_asked(
    tab: Tab, tiny: TinyServer, monkeypatch: pytest.MonkeyPatch, words: str, times: int
) -> Loaded:
    """Load a page whose first answers to our questions are an error of the browser's in these words."""
    asked, left = tab.page.evaluate, [words] * times

    async def evaluate(question: str, patterns: list[str]) -> object:
        if left:
            raise PlaywrightError(f"Page.evaluate: Protocol error (script.callFunction): {left.pop()}")
        return await asked(question, patterns)

    tiny.answers["/"] = answer(page("<h1>Well</h1>"))
    monkeypatch.setattr(tab.page, "evaluate", evaluate)
    return await Navigation(tab.page, 10).go("ia-home", f"{tiny.url}/")


@pytest.mark.parametrize("words", MOVED)
async def test_a_page_that_went_elsewhere_while_it_was_asked_is_asked_again(
    tab: Tab, tiny: TinyServer, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    loaded = await _load_while_asked(tab, tiny, monkeypatch, words, times=2)
    assert loaded.response is not None
    assert loaded.response.ok
    assert loaded.timing.seconds > 0


async def test_any_other_error_of_the_browsers_is_not_asked_away(
    tab: Tab, tiny: TinyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BrowserError, match="invalid argument"):
        await _load_while_asked(tab, tiny, monkeypatch, "invalid argument", times=1)
