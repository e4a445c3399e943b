"""What may leave a browser context, and the record of what was stopped.

Three layers, because no one of them sees everything: a route judges each request before it leaves;
a script takes from pages the ways of sending that a route does not see (beacons and kept-alive
requests of a page that is being left); the fence refuses redirects to other hosts.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from loguru import logger
from playwright.async_api import BrowserContext, Page, Request, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError

from agent.browser.contract import PageContract
from agent.model.look import BlockedRequest

READS = frozenset({"GET", "HEAD"})
LOCAL_SCHEMES = frozenset({"about", "data", "blob", "javascript"})
STOP = "aborted"  # leaves the page that was there in place, in Chromium and in Firefox

DISARM = """
(() => {
  const fixed = (owner, name, value) =>
    Object.defineProperty(owner, name, { value, writable: false, configurable: false });
  fixed(Navigator.prototype, 'sendBeacon', () => false);
  const send = window.fetch;
  fixed(window, 'fetch', (input, init) => send(input, { ...(init || {}), keepalive: false }));
  fixed(window, 'open', () => null);
})()
"""


class Judgement(StrEnum):
    ALLOWED = "allowed"
    OTHER_HOST = "other host"  # an address that is not the portal
    WRITE = "write"  # a method other than GET or HEAD to an address not on the contract's list


def judge(method: str, url: str, portal: str, writes: tuple[str, ...]) -> Judgement:
    """Whether a request may leave: only to the portal's scheme, host and port; only listed writes."""
    asked = urlsplit(url)
    if asked.scheme in LOCAL_SCHEMES and method in READS:
        return Judgement.ALLOWED
    if _origin(asked) != _origin(urlsplit(portal)):
        return Judgement.OTHER_HOST
    if method in READS or (method == "POST" and asked.path in writes):
        return Judgement.ALLOWED
    return Judgement.WRITE


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or usual


class Guard:
    """Sits in one context. `page_name` is what the visit is reading, for the record."""

    def __init__(self, portal: str, contract: PageContract, now: Callable[[], datetime]) -> None:
        self._portal = portal
        self._contract = contract
        self._now = now
        self._blocked: list[BlockedRequest] = []
        self.page_name = ""

    @property
    def blocked(self) -> tuple[BlockedRequest, ...]:
        return tuple(self._blocked)

    async def install(self, context: BrowserContext) -> None:
        """Call before the context has a page."""
        await context.add_init_script(DISARM)
        await context.route("**/*", self._on_request)
        await context.route_web_socket("**/*", self._on_web_socket)
        context.on("request", self._on_redirect)

    def watch_windows(self, context: BrowserContext, page: Page) -> None:
        """From now on any window beside `page` is closed as it opens."""

        async def close(opened: Page) -> None:
            if opened is not page:
                known = urlsplit(opened.url).scheme not in LOCAL_SCHEMES
                self._record("GET", opened.url if known else self._portal, write=False)
                await opened.close()

        context.on("page", close)

    def stopped_by_fence(self, method: str, host: str) -> None:
        """The fence refused a request to `host`; recorded unless a better record is there already."""
        if not any(request.host == host for request in self._blocked):
            self._record(method, f"https://{host}/", write=method not in (*READS, "CONNECT"))

    async def _on_request(self, route: Route, request: Request) -> None:
        judgement = judge(request.method, request.url, self._portal, self._contract.writes)
        try:
            if judgement is Judgement.ALLOWED:
                await route.continue_()
                return
            self._record(request.method, request.url, write=request.method not in READS)
            await route.abort(STOP)
        except PlaywrightError:  # the page went away while its request waited: it went nowhere
            logger.debug("a request ended while it was judged")

    async def _on_web_socket(self, socket: WebSocketRoute) -> None:
        self._record("GET", socket.url, write=True)
        await socket.close()

    def _on_redirect(self, request: Request) -> None:
        """Routes do not see where a redirect leads; the fence stops it, this records it."""
        if request.redirected_from is None:
            return
        if judge(request.method, request.url, self._portal, self._contract.writes) is not Judgement.ALLOWED:
            self._record(request.method, request.url, write=request.method not in READS)

    def _record(self, method: str, url: str, write: bool) -> None:
        parts = urlsplit(url)
        request = BlockedRequest(
            at=self._now(),
            method=method,
            host=parts.netloc.rpartition("@")[2],
            path=parts.path or "/",
            page=self.page_name,
            write=write,
        )
        self._blocked.append(request)
        logger.bind(method=method, host=request.host, page=self.page_name).warning("a request was stopped")
