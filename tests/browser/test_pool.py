"""Browsers stay warm, come back when they break, and leave nothing behind."""

import asyncio
import contextlib
import os

import psutil
import pytest
from playwright.async_api import Error as PlaywrightError

from agent.browser import BrowserPool, PageContract, Tab
from agent.model.errors import BrowserError
from agent.settings import Engine
from tests.browser.conftest import clock
from tests.browser.tiny_server import TinyServer, answer, page

pytestmark = pytest.mark.asyncio(loop_scope="session")


def children() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


def browsers(among: set[psutil.Process]) -> set[psutil.Process]:
    return {process for process in among if is_browser(process)}


def is_browser(process: psutil.Process) -> bool:
    """Whether it is one that still runs: its own short-lived children end while they are looked at."""
    try:
        return "chrom" in process.name() or "firefox" in process.name()
    except psutil.NoSuchProcess:
        return False


async def gone(processes: set[psutil.Process]) -> bool:
    _, alive = await asyncio.to_thread(psutil.wait_procs, list(processes), 10)
    return not alive


async def test_a_browser_is_started_once_comes_back_after_a_crash_and_leaves_no_process(
    tiny: TinyServer, contract: PageContract, engine: Engine
) -> None:
    tiny.answers["/"] = answer(page("<h1>Well</h1>"))
    before = children()
    async with BrowserPool(tiny.url, contract, clock) as pool:
        assert children() <= before, "nothing is started before the first visit"
        async with pool.tab(engine) as tab:
            await heading(tab, tiny)
            first = browsers(children() - before)
            await tab.context.add_cookies([{"name": "s", "value": "1", "url": tiny.url}])
        async with pool.tab(engine) as tab:
            await heading(tab, tiny)
            assert {process.pid for process in first} & {one.pid for one in children()}
            assert await tab.context.cookies() == [], "visits share nothing"
            with pytest.raises(BrowserError):
                await crash(pool, engine, before)
        async with pool.tab(engine) as tab:
            await heading(tab, tiny)
        every = children() - before
        assert browsers(every)
    assert await gone(every | first)
    assert "NODE_OPTIONS" not in os.environ


async def test_a_browser_that_has_served_long_is_replaced_once_its_visits_have_ended(
    tiny: TinyServer, contract: PageContract, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.browser.pool.RETIRES_AFTER", 2)
    async with BrowserPool(tiny.url, contract, clock) as pool:
        async with pool.tab(engine) as one, pool.tab(engine) as two, pool.tab(engine) as three:
            served = {tab.context.browser for tab in (one, two, three)}
            assert len(served) == 1, "one that is due goes on while a visit needs it"
        async with pool.tab(engine) as tab:
            assert tab.context.browser not in served


async def test_a_browser_that_nobody_needs_for_long_is_closed_and_started_again_when_it_is(
    tiny: TinyServer, contract: PageContract, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.browser.pool.IDLE_FOR", 0.2)
    tiny.answers["/"] = answer(page("<h1>Well</h1>"))
    before = children()
    async with BrowserPool(tiny.url, contract, clock) as pool:
        async with pool.tab(engine) as first:
            pass
        async with pool.tab(engine) as second:
            assert second.context.browser is first.context.browser
            busy_until = asyncio.get_running_loop().time() + 0.6  # three times as long as it may be idle
            while asyncio.get_running_loop().time() < busy_until:
                await heading(second, tiny)
            every = children() - before
        assert browsers(every)
        assert await gone(every), "browser and driver"
        async with pool.tab(engine) as third:
            await heading(third, tiny)
    assert await gone(children() - before)


async def heading(tab: Tab, tiny: TinyServer) -> None:
    await tab.page.goto(f"{tiny.url}/")
    assert await tab.page.get_by_role("heading").inner_text() == "Well"


async def crash(pool: BrowserPool, engine: Engine, before: set[psutil.Process]) -> None:
    """Kill every browser process of ours while a visit is in the middle of something."""
    async with pool.tab(engine) as tab:
        for process in browsers(children() - before):
            with contextlib.suppress(psutil.NoSuchProcess):  # it went with the one it belonged to
                process.kill()
        await tab.page.wait_for_event("close", timeout=10_000)
        await tab.page.goto("about:blank")


async def test_two_visits_at_a_time_share_the_browser_and_not_the_window(
    tiny: TinyServer, tiny_pool: BrowserPool, engine: Engine
) -> None:
    async with tiny_pool.tab(engine) as one, tiny_pool.tab(engine) as other:
        assert one.context.browser is other.context.browser
        assert one.context is not other.context
        with pytest.raises(PlaywrightError):
            await other.page.goto(f"{tiny.url.replace('127.0.0.1', 'localhost')}/")
        assert other.guard.blocked
        assert one.guard.blocked == ()
