"""Which browsers the portal supports, and what the others are told."""

from __future__ import annotations

import pytest

from mock_portal.web.browsers import OLDEST_SUPPORTED, Browser, browser_notice, browser_of
from tests.mock_portal.visitor import Visitor

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64)"
_GECKO = "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101"
_OLD_WINDOWS = "Mozilla/5.0 (Windows NT 6.1;"
_KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"

BROWSERS = [
    (f"{_LINUX} {_KHTML} HeadlessChrome/156.0.0.0 Safari/537.36", Browser("Chrome", 156), True),
    (f"{_LINUX} {_KHTML} Chrome/156.0.0.0 Safari/537.36", Browser("Chrome", 156), True),
    (f"{_WINDOWS} {_KHTML} Chrome/128.0.0.0 Safari/537.36", Browser("Chrome", 128), True),
    (f"{_WINDOWS} {_KHTML} Chrome/127.0.0.0 Safari/537.36", Browser("Chrome", 127), False),
    (f"{_WINDOWS} {_KHTML} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", Browser("Edge", 131), True),
    (f"{_WINDOWS} {_KHTML} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763", Browser("Edge", 18), False),
    (f"{_WINDOWS} {_KHTML} Chrome/131.0.0.0 Safari/537.36 OPR/115.0.0.0", Browser("Opera", 115), False),
    (f"{_GECKO} Firefox/153.0", Browser("Firefox", 153), True),
    (f"{_GECKO} Firefox/115.0", Browser("Firefox", 115), False),
    (f"{_OLD_WINDOWS} Trident/7.0; rv:11.0) like Gecko", Browser("Internet Explorer", 11), False),
    ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1)", Browser("Internet Explorer", 8), False),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
        "Safari/605.1.15",
        Browser("Safari", 17),
        False,
    ),
    ("Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18", Browser("Opera", 9), False),
    ("Mozilla/5.0 (nothing else)", Browser("your browser"), False),
]  # fmt: skip


@pytest.mark.parametrize(("user_agent", "browser", "supported"), BROWSERS)
def test_a_browser_is_known_by_its_user_agent(user_agent: str, browser: Browser, supported: bool) -> None:
    assert browser_of(user_agent) == browser
    assert browser.supported is supported


@pytest.mark.parametrize("user_agent", ["", "enrollwatch-probe/0.1", "curl/8.5.0", "python-httpx/0.28.1"])
def test_a_program_that_is_no_browser_is_told_nothing(user_agent: str) -> None:
    assert browser_of(user_agent) is None
    assert browser_notice(user_agent) is None


@pytest.mark.parametrize(("user_agent", "browser", "supported"), BROWSERS)
async def test_pages_tell_an_unsupported_browser_so_and_no_other(
    visitor: Visitor, user_agent: str, browser: Browser, supported: bool
) -> None:
    visitor.client.headers["User-Agent"] = user_agent
    for path in ("/pecos/login.do", "/IAWeb/login.do", "/helpdesk/home.do"):
        page = await visitor.get(path)
        assert ("Unsupported browser." in page.text) is not supported
        assert (f"does not support {browser.name}" in page.text) is not supported


def test_the_notice_names_what_to_use_instead() -> None:
    notice = browser_notice(f"{_WINDOWS} {_KHTML} Chrome/90.0.0.0 Safari/537.36")
    assert notice is not None
    assert "does not support Chrome 90:" in notice
    assert all(f"{name} {oldest}" in notice for name, oldest in OLDEST_SUPPORTED.items())
