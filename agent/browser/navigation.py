"""Loading one page: by address or by a click, until it is there, has failed, or the time is up."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page, Request, Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from agent.browser.asking import Measured, Told, ask
from agent.browser.failures import PortalFailure, ending, failure
from agent.model.errors import BrowserError
from agent.model.look import PageTiming
from agent.model.verdict import Cause

MOVED = (
    "Execution context was destroyed",
    # Firefox's own words, where Playwright passes them on
    "no such frame",
    "no such handle",
    "MessageHandlerFrame",
)
"""What is said of a question to a page that has gone elsewhere meanwhile."""

ABORTED = "_ABORT"  # in both browsers' words of a request
INTERRUPTED = "interrupted by another navigation"
GIVEN_UP = (ABORTED, INTERRUPTED, "Navigation aborted", "Navigation failed")
"""What is said of a navigation that ended without a page and, so far, without a reason: for another one, for
a download, or because it failed; that its request says too, and by name."""
ABORTED_FOR = 2.0
"""Seconds in which what a navigation was given up for must show up. It does at once, but on a busy machine
the browser's word of it does not."""
UNEXPLAINED = ("NS_ERROR_FAILURE", "ERR_FAILED")
"""What is said of a load that was given up without a reason, as by Firefox on a busy machine."""
MOST_TRIES = 3  # of a load that is given up so
SHOWN_BY_THE_BROWSER = frozenset(
    {Cause.REFUSED, Cause.NAME_NOT_FOUND, Cause.RESET, Cause.REDIRECT_LOOP, Cause.BAD_CERTIFICATE}
)
"""Failures after which the browsers show an error page of their own."""
ERROR_PAGE_WITHIN = 1.0  # seconds

MOST_MOVES = 20  # times a page may send itself elsewhere, as many as browsers follow redirects


@dataclass(frozen=True)
class Loaded:
    """A page that has arrived. `response` is its main document's; None where the browser gave none."""

    name: str  # what was asked for; the heading says what came
    response: Response | None
    timing: PageTiming
    told: Told

    @property
    def where(self) -> str:
        path = urlsplit(self.response.url).path if self.response else ""
        return f"{self.name} {path}".strip()


Act = Callable[[], Awaitable[Response | None]]
"""Sets a navigation off; ends when its first answer is there."""

Arrival = tuple[Response | None, Told]


class _Endings:
    """Hears of the ways a navigation can end for which the browser keeps its caller waiting."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._first: Request | None = None
        self._giving_up: asyncio.TimerHandle | None = None
        self.moved = asyncio.Event()  # another document is there
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._handlers: tuple[tuple[Any, Callable[[Any], None]], ...] = (
            ("request", self._on_request),
            ("requestfailed", self._on_request_failed),
            ("framenavigated", self._on_navigated),
            ("download", self._on_download),
            ("crash", self._on_crash),
            ("close", self._on_crash),
        )

    def __enter__(self) -> Self:
        for event, handler in self._handlers:
            self._page.on(event, handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for event, handler in self._handlers:
            self._page.remove_listener(event, handler)
        self._go_on()
        self.ended.cancel()

    def _end(self, how: str) -> None:
        if not self.ended.done():
            self.ended.set_result(how)

    def _on_request(self, request: Request) -> None:
        """Follow the first navigation and where it is redirected; a page's own later ones are not ours."""
        if not request.is_navigation_request() or request.frame != self._page.main_frame:
            return
        if self._first is None or request.redirected_from == self._first:
            self._first = request
            self._go_on()

    def _on_request_failed(self, request: Request) -> None:
        """An aborted request may yet turn out to be a download, or to be asked for again."""
        if request != self._first:
            return
        text = request.failure or "ERR_ABORTED"
        if ABORTED not in text:
            self._end(text)
            return
        self._first = None
        self._giving_up = asyncio.get_running_loop().call_later(ABORTED_FOR, self._end, text)

    def _go_on(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _on_navigated(self, frame: Frame) -> None:
        if frame != self._page.main_frame:
            return
        if frame.url.startswith("about:neterror"):
            self._end(frame.url.partition("&")[0])
        self.moved.set()

    def _on_download(self, _: object) -> None:
        self._end("Download is starting")

    def _on_crash(self, _: object) -> None:
        self._end("the page crashed or was closed")


class Navigation:
    """Loads pages into one window. `hard_limit` in seconds is the end of all patience."""

    def __init__(self, page: Page, hard_limit: float) -> None:
        self._page = page
        self._limit = hard_limit

    async def go(self, name: str, url: str, patterns: Sequence[str] = ()) -> Loaded:
        """Open an address. `patterns` are of the sentences that are looked for on the page that is expected.

        Raises `PortalFailure` or `BrowserError` when no page arrives.
        """

        async def act() -> Response | None:
            try:
                return await self._goto(url)
            except PlaywrightError as error:
                if INTERRUPTED not in error.message:
                    raise
                return await self._goto(url)  # what went before had not quite ended

        path = urlsplit(url).path
        try:
            return await self._persistently(name, path, act, patterns)
        except PortalFailure as failed:
            if failed.reason.cause is not Cause.EMPTY:
                raise
            # The page that is being left may have gone elsewhere by itself, to say that the session is
            # over: that aborts ours. Asked again, an answer without a page is one again.
            return await self._persistently(name, path, act, patterns)

    async def _goto(self, url: str) -> Response | None:
        return await self._page.goto(url, timeout=self._limit * 1000, wait_until="commit")

    async def follow(self, name: str, act: Callable[[], Awaitable[None]]) -> Loaded:
        """Do something that leads to another page, such as a click, and wait for that page."""

        async def act_and_wait() -> Response | None:
            limit = self._limit * 1000
            async with self._page.expect_navigation(timeout=limit, wait_until="commit") as arrival:
                await act()
            return await arrival.value

        return await self._load(name, urlsplit(self._page.url).path, act_and_wait)

    async def _persistently(self, name: str, path: str, act: Act, patterns: Sequence[str]) -> Loaded:
        """Load a page, and again where the browser gives it up without a reason."""
        for _ in range(MOST_TRIES - 1):
            try:
                return await self._load(name, path, act, patterns)
            except BrowserError as broken:
                if not _unexplained(broken):
                    raise
        return await self._load(name, path, act, patterns)

    async def _load(self, name: str, path: str, act: Act, patterns: Sequence[str] = ()) -> Loaded:
        started = perf_counter()
        where = f"{name} {path}"
        with _Endings(self._page) as endings:
            try:
                response, told = await self._first_of(self._arriving(act, endings, patterns), endings, where)
            except (PortalFailure, BrowserError) as error:
                if _unexplained(error) or _shown_by_the_browser(error):
                    await _error_page(endings.moved)
                raise
        return Loaded(name, response, _timing(name, perf_counter() - started, told.measured), told)

    async def _first_of(
        self, arrival: Coroutine[Any, Any, Arrival], endings: _Endings, where: str
    ) -> Arrival:
        ended = endings.ended
        arriving = asyncio.ensure_future(arrival)
        try:
            both: set[asyncio.Future[Any]] = {arriving, ended}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise ending(ended.result(), where)
            return arriving.result()
        except (PlaywrightTimeoutError, TimeoutError) as error:
            raise failure(Cause.TIMED_OUT, where) from error
        except PlaywrightError as error:
            raise ending(ended.result() if ended.done() else error.message, where) from error
        finally:
            await _stop(arriving)

    async def _arriving(self, act: Act, endings: _Endings, patterns: Sequence[str]) -> Arrival:
        async with asyncio.timeout(self._limit):
            try:
                response = await act()
            except PlaywrightError as error:
                if not await _went_elsewhere(error, endings.moved):
                    raise
                response = None
            return response, await self._asked(patterns)

    async def _asked(self, patterns: Sequence[str]) -> Told:
        for _ in range(MOST_MOVES):
            try:
                return await ask(self._page, patterns)
            except PlaywrightError as error:
                if not any(word in error.message for word in MOVED):
                    raise
        raise PlaywrightError("ERR_TOO_MANY_REDIRECTS")


def _unexplained(error: Exception) -> bool:
    return isinstance(error, BrowserError) and any(word in error.what for word in UNEXPLAINED)


def _shown_by_the_browser(error: Exception) -> bool:
    return isinstance(error, PortalFailure) and error.reason.cause in SHOWN_BY_THE_BROWSER


async def _error_page(moved: asyncio.Event) -> None:
    """Let the browser finish showing its own error page: until then it would break off the next load."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ERROR_PAGE_WITHIN):
            await moved.wait()


def _timing(name: str, wall: float, measured: Measured) -> PageTiming:
    """The browser's own timing where it has one, our clock's where it has none."""
    if not measured:
        return PageTiming(name=name, seconds=round(wall, 3))
    ttfb, db = measured["ttfb"], measured["db"]
    return PageTiming(
        name=name,
        seconds=round(measured["seconds"] or wall, 3),
        ttfb=None if ttfb is None else round(ttfb, 4),
        db=None if db is None else round(db, 4),
    )


async def _went_elsewhere(error: PlaywrightError, moved: asyncio.Event) -> bool:
    """Whether a navigation was given up because the page's own script opened another page.

    It does so where a session is over; that page has come instead, and says so.
    """
    if not any(word in error.message for word in GIVEN_UP):
        return False
    try:
        async with asyncio.timeout(ABORTED_FOR):
            await moved.wait()
    except TimeoutError:
        return False
    return True


async def _stop(task: asyncio.Future[Arrival]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # else the log says that nobody heard of it
