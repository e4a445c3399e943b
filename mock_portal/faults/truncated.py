"""A page that stops in the middle."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field
from starlette.responses import Response
from starlette.types import Send

from mock_portal.exchange import Exchange
from mock_portal.faults.base import BrokenResponse, Fault, Turn


class Truncated(Fault):
    """The headers promise the whole page; a share of it comes before the connection is closed."""

    name: ClassVar[str] = "truncated"
    description: ClassVar[str] = "Only a share of the promised page is sent, then the connection is closed."

    share: float = Field(default=0.5, ge=0, lt=1)

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """Replace the sending."""
        return _TruncatedResponse(response, exchange, self.share)


class _TruncatedResponse(BrokenResponse):
    def __init__(self, whole: Response, exchange: Exchange, share: float) -> None:
        super().__init__(whole, exchange.wire)
        self._share = share

    async def break_off(self, send: Send) -> None:
        await self.send_part(send, self._share)
        await self.wire.close()
