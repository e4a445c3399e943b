"""Work that is done again and again beside the schedule, until told to stop."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from loguru import logger

from agent.model.errors import EnrollwatchError


@dataclass(frozen=True)
class Round:
    """`work`, after each `pause`, which is asked for anew each time."""

    name: str
    work: Callable[[], Awaitable[object]]
    pause: Callable[[], timedelta]

    async def until(self, stop: asyncio.Event) -> None:
        """The outermost edge of a round: whatever breaks in it, the next one comes."""
        while not await _set_within(stop, self.pause()):
            try:
                await self.work()
            except EnrollwatchError as error:
                logger.error("{} failed: {}", self.name, error)
            except Exception as error:
                logger.opt(exception=error).error("{} failed in a way nobody foresaw", self.name)


async def _set_within(event: asyncio.Event, length: timedelta) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), length.total_seconds())
    return event.is_set()
