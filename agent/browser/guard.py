"""What may leave a browser context, and the record of what was stopped.

Three layers, because no one of them sees everything: a route judges each request before it leaves;
a script takes from pages the ways of sending that a route does not see (beacons, kept-alive requests of a
page that is being left, what Chromium sends later) and notes the forms that a page sends, which nothing
else hears of where we leave the page at once; the fence refuses redirects to other hosts.
"""

from collections import Counter
from collections.abc import Callable, Iterable
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
  if ('fetchLater' in window)
    fixed(window, 'fetchLater', () => { throw new DOMException('not here', 'NotAllowedError'); });
  fixed(window, 'open', () => null);

  const form = HTMLFormElement.prototype, submit = form.submit, noted = [];
  const own = (element, name) => Object.getOwnPropertyDescriptor(form, name).get.call(element);
  const note = (element, by, event) => noted.push({
    method: by && by.hasAttribute('formmethod') ? by.formMethod : own(element, 'method'),
    to: by && by.hasAttribute('formaction') ? by.formAction : own(element, 'action'),
    event,
  });
  form.submit = function () { note(this); submit.call(this); };
  window.addEventListener('submit', event => {
    if (event.target instanceof HTMLFormElement) note(event.target, event.submitter, event);
  }, true);
  Object.defineProperty(window, 'enrollwatchForms', { value: () => noted
    .filter(one => !(one.event && one.event.defaultPrevented))
    .map(one => [one.method.toUpperCase(), one.to]) });
})()
"""

FORMS = "window.enrollwatchForms ? window.enrollwatchForms() : []"
"""What a page is asked for: the forms it has sent, or tried to, as pairs of method and address."""

Form = tuple[str, str]
"""A form that a page sent: method in capitals, whole address."""


class Judgement(StrEnum):
    ALLOWED = "allowed"
    OTHER_HOST = "other host"  # an address that is not the portal
    WRITE = "write"  # a method other than GET or HEAD to an address not on the contract's list


def judge(method: str, url: str, portal: str, writes: tuple[str, ...]) -> Judgement:
    """Whether a request may leave: only to the portal's scheme, host and port; only listed writes."""
    asked = _parts(url)
    if asked is None:
        return Judgement.OTHER_HOST
    if asked.scheme in LOCAL_SCHEMES and method in READS:
        return Judgement.ALLOWED
    if _origin(asked) != _origin(urlsplit(portal)):
        return Judgement.OTHER_HOST
    if method in READS or (method == "POST" and asked.path in writes):
        return Judgement.ALLOWED
    return Judgement.WRITE


def _parts(url: str) -> SplitResult | None:
    """Null for what a page may name and no server has, such as a port above 65535."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or usual


def _place(url: str) -> tuple[str, str]:
    """Host with its port, and path, for the record; of what cannot be read no part, lest it hide a secret."""
    parts = _parts(url)
    return (parts.netloc.rpartition("@")[2], parts.path or "/") if parts else ("unreadable", "/")


class Guard:
    """Sits in one context. `page_name` is what the visit is reading, for the record."""

    def __init__(self, portal: str, contract: PageContract, now: Callable[[], datetime]) -> None:
        self._portal = portal
        self._contract = contract
        self._now = now
        self._blocked: list[BlockedRequest] = []
        self._told_first: Counter[Form] = Counter()  # recorded on a page's word, before the route heard
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
                parts = _parts(opened.url)
                known = parts is None or parts.scheme not in LOCAL_SCHEMES
                self._record("GET", opened.url if known else self._portal, write=False)
                await opened.close()

        context.on("page", close)

    def stopped_by_fence(self, method: str, host: str) -> None:
        """The fence refused a request to `host`; recorded unless a better record is there already."""
        if not any(request.host == host for request in self._blocked):
            self._record(method, f"https://{host}/", write=method not in (*READS, "CONNECT"))

    def sent_by_page(self, forms: Iterable[Form], since: int) -> None:
        """Record what a page says that it sent, beyond the records from number `since` on.

        A form whose page is left at once is given up by the browser before any route hears of it.
        """
        heard = Counter((request.method, request.host, request.path) for request in self._blocked[since:])
        for method, url in forms:
            if method not in ("GET", "POST") or self._judged(method, url) is Judgement.ALLOWED:
                continue
            key = (method, *_place(url))
            heard[key] -= 1
            if heard[key] < 0:
                self._told_first[(method, url)] += 1
                self._record(method, url, write=method not in READS)

    def _judged(self, method: str, url: str) -> Judgement:
        return judge(method, url, self._portal, self._contract.writes)

    async def _on_request(self, route: Route, request: Request) -> None:
        try:
            if self._judged(request.method, request.url) is Judgement.ALLOWED:
                await route.continue_()
                return
            if self._told_first[(request.method, request.url)]:
                self._told_first[(request.method, request.url)] -= 1
            else:
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
        if self._judged(request.method, request.url) is not Judgement.ALLOWED:
            self._record(request.method, request.url, write=request.method not in READS)

    def _record(self, method: str, url: str, write: bool) -> None:
        host, path = _place(url)
        request = BlockedRequest(
            at=self._now(),
            method=method,
            host=host,
            path=path,
            page=self.page_name,
            write=write,
        )
        self._blocked.append(request)
        logger.bind(method=method, host=request.host, page=self.page_name).warning("a request was stopped")
