"""How long a visit may take: longer, the more pages it is known to have."""

import asyncio
from types import TracebackType
from typing import Self

from agent.browser.readings import PAGES_ONCE


class Patience:
    """`async with Patience(hard_limit, more) as patience:` raises `TimeoutError` when it is at its end.

    `hard_limit` is in seconds for each page, `more` is what the visit may wait besides; the time counts
    from the entry.
    """

    def __init__(self, hard_limit: float, more: float) -> None:
        self._limit = hard_limit
        self._more = more
        self._timeout = asyncio.timeout(None)
        self._entered = 0.0

    async def __aenter__(self) -> Self:
        self._entered = asyncio.get_running_loop().time()
        await self._timeout.__aenter__()
        self.expect(PAGES_ONCE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._timeout.__aexit__(kind, error, trace)

    def expect(self, pages: int) -> None:
        """So many pages the visit takes in all, as far as is known by now."""
        self._timeout.reschedule(self._entered + pages * self._limit + self._more)
