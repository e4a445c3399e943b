"""The window of a session: opens pages, knows which page came, and reads them, page after page of a table."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator

from agent.browser.arrival import Arrived, arrive, refuse_broken
from agent.browser.asking import Sight, ask
from agent.browser.contract import PageContract
from agent.browser.dates import Dates
from agent.browser.elements import patterns_of
from agent.browser.failures import (
    CHANGED,
    PortalFailure,
    SessionLost,
    ending,
    failure,
)
from agent.browser.messages import Heard
from agent.browser.navigation import Loaded, Navigation
from agent.browser.pool import Tab
from agent.browser.reading import Reader
from agent.browser.seen import Seen
from agent.browser.steps import Steps
from agent.model.look import PageTiming, Reason
from agent.model.verdict import Cause, Verdict

T = TypeVar("T")

GONE = frozenset({"ia-login", "pecos-login", "signed-out"})
"""Pages that a signed-in visitor is shown only when the session has ended."""

UNSIGNED = GONE | {"ia-mfa", "ia-mfa-setup", "ia-reset-password"}
"""Pages whose words are not said to a signed-in visitor."""


class Window:
    """Loads pages for one session. What is amiss on a page that can still be read is in `problems`."""

    def __init__(
        self, tab: Tab, contract: PageContract, portal: str, hard_limit: float, steps: Steps, dates: Dates
    ) -> None:
        self._tab = tab
        self._contract = contract
        self._portal = portal
        self._limit = hard_limit
        self._steps = steps
        self._dates = dates
        self._navigation = Navigation(tab.page, hard_limit)
        self.problems: list[Reason] = []
        self.heard = Heard(contract.messages)
        self.signed_in = False
        self.turned = 0  # further pages of tables
        self.page_name = "blank"
        self._last_load = monotonic()
        self._idle = 0.0

    @property
    def idle(self) -> float:
        """Seconds between the last two page loads: how long the portal heard nothing of us."""
        return self._idle

    async def open(self, page: str, url: str | None = None) -> Arrived:
        """Open a page of the contract, or another address that shows it; any page may come."""
        self._tab.guard.page_name = page
        address = url or f"{self._portal}{self._contract.pages[page].address}"
        patterns = patterns_of(self._contract.pages[page].elements)
        return await self._arrived(await self._allowed(self._navigation.go(page, address, patterns)))

    async def send(self, button: Locator, page: str) -> Arrived:
        """Press the button of a form on `page`; any page may come.

        The key is used, not the mouse: a notice that lies over the form does not hinder it.
        """

        async def press() -> None:
            await button.press("Enter", timeout=self._limit * 1000)

        return await self._arrived(await self._allowed(self._navigation.follow(page, press)))

    async def press_here(self, name: str, of: str) -> Arrived | None:
        """Press a button of the page `of` on whatever page is open; None where it does not have it once."""
        elements = self._contract.pages[of].elements
        reader = Reader(self._tab.page, of, self.page_name, elements, dates=self._dates)
        try:
            async with asyncio.timeout(self._limit):
                button = await reader.one(name)
        except (PlaywrightError, TimeoutError):
            return None
        return None if button is None else await self.send(button, self.page_name)

    async def _allowed(self, load: Awaitable[Loaded]) -> Loaded:
        """A load that the guard stopped looks like an answer without a page; here it gets its right name."""
        stopped = len(self._tab.guard.blocked)
        try:
            loaded = await load
            self._tab.guard.sent_by_page(loaded.told.forms, stopped)
            return loaded
        except PortalFailure as error:
            if error.reason.cause is Cause.EMPTY and len(self._tab.guard.blocked) > stopped:
                where = error.reason.where
                raise failure(Cause.WRONG_CONTENT, where, "it leads where we may not go") from error
            raise

    async def read(
        self, page: str, read: Callable[[Reader], Awaitable[T]], url: str | None = None
    ) -> T | None:
        """Open a page of a signed-in session and read it; None when it is not the page.

        Raises `SessionLost` when the portal has ended the session, `PortalFailure` when nothing can
        be read there.
        """
        arrived = await self._opened(page, url)
        return None if arrived is None else await self.read_here(arrived, page, read)

    async def _opened(self, page: str, url: str | None) -> Arrived | None:
        """The page that was asked for, in a signed-in session; None, with a problem, when it is not that."""
        try:
            arrived = await self.open(page, url)
        except PortalFailure as failed:
            if failed.reason.verdict is not Verdict.PORTAL_CHANGED:
                raise
            self.problems.append(failed.reason)  # the other pages may still be as they were
            return None
        if arrived.timed_out or arrived.name in GONE:
            raise SessionLost(page)
        if arrived.name == "ia-reset-password":
            raise failure(Cause.PASSWORD_EXPIRED, arrived.where)
        return arrived if self.recognised(arrived, page) else None

    async def read_here(self, arrived: Arrived, page: str, read: Callable[[Reader], Awaitable[T]]) -> T:
        """Read the page that is open, and the further pages of its tables."""
        try:
            async with asyncio.timeout(self._limit) as patience:
                reader = replace(self.reader(arrived, page), turn=partial(self._turned, patience, page))
                result = await read(reader)
        except TimeoutError as error:
            raise failure(Cause.TIMED_OUT, arrived.where) from error
        except PlaywrightError as error:
            raise await self._interrupted(arrived, error) from error
        if reader.problems:
            await refuse_broken(arrived.loaded, arrived.sight)
        self.problems += reader.problems
        return result

    async def _turned(self, patience: asyncio.Timeout, page: str, url: str) -> Seen | None:
        """What a further page of a table shows; it has the patience of a page of its own."""
        self.turned += 1
        patience.reschedule(None)
        arrived = await self._opened(page, url)
        patience.reschedule(asyncio.get_running_loop().time() + self._limit)
        return None if arrived is None else await self.reader(arrived, page).seen()

    def reader(self, arrived: Arrived, page: str) -> Reader:
        elements = self._contract.pages[page].elements
        return Reader(
            self._tab.page,
            page,
            arrived.where,
            elements,
            dates=self._dates,
            paging=self._contract.paging,
            shown=arrived.loaded.told.seen,
        )

    def recognised(self, arrived: Arrived, page: str) -> bool:
        """Whether what came can be read as `page`; what is amiss is noted.

        A page with an unknown heading is still read at its own address; another page is not.
        """
        problem = self.problem_of(arrived, page)
        if problem is not None:
            self.problems.append(problem)
        return problem is None or (problem.cause is Cause.ELEMENT_MISSING and arrived.name is None)

    def problem_of(self, arrived: Arrived, page: str) -> Reason | None:
        """Why what came is not the page that was asked for."""
        language = arrived.sight.language
        if language and language.partition("-")[0] != self._contract.language:
            return failure(Cause.OTHER_LANGUAGE, arrived.where, language).reason
        if arrived.name == page:
            return None
        wanted = self._contract.pages[page].landmark
        what = f"{page}: heading {wanted!r} is missing"
        if arrived.name is not None:
            what += f", the page {arrived.name} came instead"
        return Reason(cause=Cause.ELEMENT_MISSING, what=what, where=arrived.where, do=CHANGED)

    async def _arrived(self, loaded: Loaded) -> Arrived:
        try:
            async with asyncio.timeout(self._limit):
                arrived = await self._look(loaded)
        except TimeoutError as error:
            self._note(loaded.timing)
            raise failure(Cause.TIMED_OUT, loaded.where) from error
        except PortalFailure:
            self._note(loaded.timing)
            raise
        except PlaywrightError as error:
            raise ending(error.message, loaded.where) from error
        name = arrived.name or loaded.name
        self._note(loaded.timing.model_copy(update={"name": name}))
        return replace(arrived, loaded=replace(loaded, name=name))

    async def _look(self, loaded: Loaded) -> Arrived:
        down = loaded.response is not None and loaded.response.status >= 500  # told as an outage, once

        def hear(sight: Sight) -> None:
            if (
                self.signed_in
                and not down
                and not UNSIGNED & {self._contract.page_with(one) for one in sight.headings}
            ):
                self.heard.hear(loaded.name, sight)

        return await arrive(self._tab.page.url, loaded, self._contract, self._portal, self._dates.zone, hear)

    def _note(self, timing: PageTiming) -> None:
        self._steps.page(timing)
        self.page_name = timing.name
        self._tab.guard.page_name = timing.name
        now = monotonic()
        self._idle, self._last_load = now - self._last_load, now

    async def _interrupted(self, arrived: Arrived, error: PlaywrightError) -> Exception:
        """The page went away while it was read: the portal's own script does so when a session ends."""
        try:
            told = await ask(self._tab.page)
            again = await self._look(replace(arrived.loaded, response=None, told=told))
        except PlaywrightError:
            return ending(error.message, arrived.where)
        gone = again.timed_out or again.name in GONE
        return SessionLost(arrived.loaded.name) if gone else ending(error.message, arrived.where)
