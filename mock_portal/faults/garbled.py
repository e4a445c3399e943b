"""An answer that is noise."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field
from starlette.responses import HTMLResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class Garbled(Fault):
    """Random bytes from the fault's seed, said to be HTML."""

    name: ClassVar[str] = "garbled"
    description: ClassVar[str] = "The answer is 200 with random bytes that claim to be HTML."

    size: int = Field(default=2048, ge=1, le=1_000_000)

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer with noise."""
        noise = b"".join(turn.draws.bits().to_bytes(8, "big") for _ in range(self.size // 8 + 1))
        return HTMLResponse(noise[: self.size])
