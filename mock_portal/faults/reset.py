"""A connection broken off in mid-page."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response
from starlette.types import Send

from mock_portal.exchange import Exchange
from mock_portal.faults.base import BrokenResponse, Fault, Turn


class Reset(Fault):
    """Headers and half of the body, then a TCP reset."""

    name: ClassVar[str] = "reset"
    description: ClassVar[str] = "The connection is reset (TCP RST) in the middle of the page."

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """Replace the sending."""
        return _ResetResponse(response, exchange.wire)


class _ResetResponse(BrokenResponse):
    async def break_off(self, send: Send) -> None:
        await self.send_part(send, 0.5)
        await self.wire.reset()
