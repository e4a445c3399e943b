"""A visit may take as long as its pages; one that hangs ends."""

import asyncio

import pytest

from agent.browser import Patience
from agent.browser.readings import PAGES_ONCE


async def test_a_visit_that_hangs_ends_after_the_limits_of_the_pages_known() -> None:
    with pytest.raises(TimeoutError):
        async with Patience(0.001, 0.05):
            await asyncio.Event().wait()


async def test_more_pages_give_more_time_counted_from_the_beginning() -> None:
    async def hang() -> None:
        async with Patience(0.001, 0.05) as patience:
            await asyncio.sleep(0.02)
            patience.expect(PAGES_ONCE + 300)
            await asyncio.Event().wait()

    loop = asyncio.get_running_loop()
    started = loop.time()
    with pytest.raises(TimeoutError):
        await hang()
    assert 0.3 < loop.time() - started < 2
