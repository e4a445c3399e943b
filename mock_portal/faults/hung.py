"""A request that is taken and never answered."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Literal

from starlette.responses import Response
from starlette.types import Send

from mock_portal.exchange import Exchange
from mock_portal.faults.base import BrokenResponse, Fault, Turn


class Hung(Fault):
    """Hangs before or after the headers until the fault is switched off or the visitor gives up."""

    name: ClassVar[str] = "hung"
    description: ClassVar[str] = "The request hangs, before or after the headers, until this ends."

    at: Literal["before", "after"] = "before"

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """Replace the sending."""
        return _HungResponse(response, exchange, turn, headers_first=self.at == "after")


class _HungResponse(BrokenResponse):
    def __init__(self, whole: Response, exchange: Exchange, turn: Turn, *, headers_first: bool) -> None:
        super().__init__(whole, exchange.wire)
        self._released = turn.released
        self._headers_first = headers_first
        self.sent_status = whole.status_code if headers_first else None

    async def break_off(self, send: Send) -> None:
        if self._headers_first:
            await self.send_part(send, 0.0)
        waits = [asyncio.create_task(event.wait()) for event in (self._released, self.wire.lost)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await self.wire.close()
