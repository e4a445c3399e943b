"""A redirect that leads to itself."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import RedirectResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class RedirectLoop(Fault):
    """302 to the same path, for ever."""

    name: ClassVar[str] = "redirect-loop"
    description: ClassVar[str] = "The page redirects to itself without end."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Redirect."""
        return RedirectResponse(exchange.path, status_code=302)
