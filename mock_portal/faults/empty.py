"""An answer without a page."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import HTMLResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class Empty(Fault):
    """Status 200, text/html, no bytes."""

    name: ClassVar[str] = "empty"
    description: ClassVar[str] = "The answer is 200 with an empty page."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer with nothing."""
        return HTMLResponse("")
