"""JSON where a page was asked for."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import JSONResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class WrongContentType(Fault):
    """Status 200 and a small JSON document."""

    name: ClassVar[str] = "wrong-content-type"
    description: ClassVar[str] = "The answer is 200 with JSON instead of a page."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer with JSON."""
        return JSONResponse({"status": "success", "data": {"path": exchange.address}})
