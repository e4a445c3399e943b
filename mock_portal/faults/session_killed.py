"""A session that ends before its time."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.sessions import Ending


class SessionKilled(Fault):
    """On a signed-in page, once the session has seen `after_pages` of them, with a chance each time."""

    name: ClassVar[str] = "session-killed"
    description: ClassVar[str] = (
        "The session ends: at once, after some pages, or by chance; then it is timed out."
    )

    after_pages: int = Field(default=0, ge=0)
    chance: float = Field(default=1.0, gt=0, le=1)

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """End the session; the page itself then sends the visitor to the timed-out page."""
        session = exchange.live_session
        if session is None or not exchange.signed_in or session.pages < self.after_pages:
            return None
        if turn.draws.fraction() < self.chance:
            exchange.session = exchange.sessions.end(session, Ending.KILLED, exchange.now)
        return None
