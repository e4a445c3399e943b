"""A slow answer."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class Slow(Fault):
    """`seconds` plus a random part of up to `spread` seconds, of the machine's time."""

    name: ClassVar[str] = "slow"
    description: ClassVar[str] = (
        "The answer takes longer, fixed or random; with database, Server-Timing blames the data base."
    )

    seconds: float = Field(default=1.0, ge=0, le=3600)
    spread: float = Field(default=0.0, ge=0, le=3600)
    database: bool = False

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Wait."""
        seconds = self.seconds + self.spread * turn.draws.fraction()
        await hold_up(exchange, turn, seconds, database=self.database)
        return None


async def hold_up(exchange: Exchange, turn: Turn, seconds: float, *, database: bool) -> None:
    """Keep the request waiting; switching the fault off ends the wait."""
    try:
        await asyncio.wait_for(turn.released.wait(), seconds)
    except TimeoutError:
        if database:
            exchange.db_seconds += seconds
