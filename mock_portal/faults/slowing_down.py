"""An answer that is slower each time."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.faults.slow import hold_up


class SlowingDown(Fault):
    """`step` seconds more for each earlier request, `hourly` for each hour of portal time, up to `most`."""

    name: ClassVar[str] = "slowing-down"
    description: ClassVar[str] = "Each answer takes longer than the one before it, or each hour's."

    step: float = Field(default=0.5, ge=0, le=3600)
    hourly: float = Field(default=0.0, ge=0, le=3600)
    most: float = Field(default=30.0, ge=0, le=3600)
    database: bool = False

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Wait longer than the last time; the first request is as quick as ever."""
        hours = max(0.0, (exchange.now - turn.added) / timedelta(hours=1))
        seconds = min(self.most, self.step * turn.number + self.hourly * hours)
        await hold_up(exchange, turn, seconds, database=self.database)
        return None
