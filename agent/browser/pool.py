"""Warm browsers: one an engine, started when first used, a fresh context for each visit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from loguru import logger
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from agent.browser.contract import PageContract
from agent.browser.discover import BrowserInstall, find
from agent.browser.fence import Fence
from agent.browser.guard import Guard
from agent.browser.launch import driver_environment, launch
from agent.model.errors import BrowserError
from agent.settings import Engine

CLOSE_WITHIN = 10.0  # seconds
RETIRES_AFTER = 50  # visits; a browser's memory grows with each, Firefox's by about 20 MB
IDLE_FOR = 600.0
"""Seconds without a visit after which a browser is closed: it holds 300 MB and more, and an idle Firefox
spends in four minutes what it costs to start it (side by side: 1.5 % of a core, 3 s)."""

VIEWPORT = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Tab:
    """One visit's own window: nothing in it is shared with another visit."""

    engine: Engine
    version: str
    context: BrowserContext
    page: Page
    guard: Guard


@dataclass
class _Warm:
    """One running browser with the fence around it, and the guards of its open contexts."""

    browser: Browser
    fence: Fence
    guards: set[Guard] = field(default_factory=set)
    served: int = 0
    closing: asyncio.TimerHandle | None = None  # while no visit needs it

    @property
    def usable(self) -> bool:
        """Connected, and not due for retirement; one that is due serves the visits it has to their end."""
        return self.browser.is_connected() and (self.served < RETIRES_AFTER or bool(self.guards))


class BrowserPool:
    """`async with BrowserPool(...) as pool`, then `async with pool.tab(engine) as tab`.

    Nothing is started before the first tab. A browser that crashed, went away, has served long or was not
    needed for `IDLE_FOR` is started again for the next tab. Leaving closes every browser and the driver.
    """

    def __init__(
        self, portal: str, contract: PageContract, now: Callable[[], datetime], headed: bool = False
    ) -> None:
        self._portal = portal
        self._contract = contract
        self._now = now
        self._headed = headed
        self._warm: dict[Engine, _Warm] = {}
        self._starting = asyncio.Lock()
        self._driver: Playwright | None = None
        self._driver_exit = AsyncExitStack()
        self._closing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for engine in tuple(self._warm):
            await self._drop(engine)
        await asyncio.gather(*self._closing)
        await self._close_driver()

    @asynccontextmanager
    async def tab(self, engine: Engine, ignore_https_errors: bool = False) -> AsyncIterator[Tab]:
        """A fresh context with its guard and one blank page; closed on leaving, whatever happened.

        `ignore_https_errors` is for a portal whose certificate comes from a CA of its own, which a
        browser cannot be told to trust: pass True only when this visit has just verified the
        portal's certificate against `portal.ca_file` by other means, and False in every other case.
        Raises `BrowserError` when no browser is there, or it does not start.
        """
        warm = await self._running(engine)
        guard = Guard(self._portal, self._contract, self._now)
        self._needed(warm, guard)
        try:
            context = await self._context(warm, guard, ignore_https_errors)
            try:
                page = await context.new_page()
                guard.watch_windows(context, page)
                yield Tab(engine, warm.browser.version, context, page, guard)
            finally:
                await self._close(context, engine)
        except PlaywrightError as error:
            raise BrowserError(
                f"{engine} stopped working", "browser", "see that it runs: `enrollwatch check`"
            ) from error
        finally:
            warm.guards.discard(guard)
            self._rests(engine, warm)

    def _needed(self, warm: _Warm, guard: Guard) -> None:
        warm.guards.add(guard)
        warm.served += 1
        if warm.closing:
            warm.closing.cancel()

    def _rests(self, engine: Engine, warm: _Warm) -> None:
        """Once no visit needs it."""
        if warm.guards or self._warm.get(engine) is not warm:
            return

        def close() -> None:
            task = asyncio.create_task(self._drop_idle(engine, warm), name=f"close idle {engine}")
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

        warm.closing = asyncio.get_running_loop().call_later(IDLE_FOR, close)

    async def _drop_idle(self, engine: Engine, warm: _Warm) -> None:
        async with self._starting:
            if warm.guards or self._warm.get(engine) is not warm:
                return
            await self._drop(engine)
            logger.bind(engine=engine).info("idle browser closed")
            if not self._warm:
                await self._close_driver()

    async def _close(self, context: BrowserContext, engine: Engine) -> None:
        """A context that does not close within its time takes its browser with it."""
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await context.close()
        except TimeoutError:
            logger.bind(engine=engine).warning("a browser did not close its window and is ended")
            await self._drop(engine)
        except PlaywrightError:  # the browser is gone already
            logger.bind(engine=engine).debug("the window was gone before it was closed")

    async def _context(self, warm: _Warm, guard: Guard, ignore_https_errors: bool) -> BrowserContext:
        context = await warm.browser.new_context(
            ignore_https_errors=ignore_https_errors,
            accept_downloads=False,
            service_workers="block",
            locale="en-US",
            viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        )
        await guard.install(context)
        return context

    async def _running(self, engine: Engine) -> _Warm:
        async with self._starting:
            warm = self._warm.get(engine)
            if warm is not None and warm.usable:
                return warm
            await self._drop(engine)
            install = find(engine, self._headed)
            try:
                self._warm[engine] = await self._start(install)
            except BrowserError:
                if self._warm:  # the driver serves another browser, so it is not the driver
                    raise
                await self._close_driver()
                self._warm[engine] = await self._start(install)
            return self._warm[engine]

    async def _start(self, install: BrowserInstall) -> _Warm:
        guards: set[Guard] = set()

        def tell(method: str, host: str) -> None:
            for guard in guards:
                guard.stopped_by_fence(method, host)

        fence = await Fence(tell).__aenter__()
        try:
            browser = await launch(
                await self._connected_driver(), install, self._portal, fence.port, self._headed
            )
        except BaseException:
            await fence.__aexit__(None, None, None)
            raise
        logger.bind(engine=install.engine, version=browser.version).info("browser started")
        return _Warm(browser, fence, guards)

    async def _connected_driver(self) -> Playwright:
        if self._driver is None:
            with driver_environment():
                self._driver = await self._driver_exit.enter_async_context(async_playwright())
        return self._driver

    async def _close_driver(self) -> None:
        driver_exit, self._driver_exit, self._driver = self._driver_exit, AsyncExitStack(), None
        await driver_exit.aclose()

    async def _drop(self, engine: Engine) -> None:
        warm = self._warm.pop(engine, None)
        if warm is None:
            return
        if warm.closing:
            warm.closing.cancel()
        with suppress(PlaywrightError):  # it may have crashed
            await warm.browser.close()
        await warm.fence.__aexit__(None, None, None)
