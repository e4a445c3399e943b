"""A sign-in that leads back to the sign-in page."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import RedirectResponse

from mock_portal.exchange import HOME_PATHS, Answer, Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.sessions import Ending


class ThrownBack(Fault):
    """The code is accepted, and the first page after it is the sign-in page again."""

    name: ClassVar[str] = "thrown-back"
    description: ClassVar[str] = "Sign-in is accepted, then the home page throws the visitor back to sign-in."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """End the session at the home page."""
        session = exchange.live_session
        if session is None or not exchange.signed_in or exchange.path not in HOME_PATHS:
            return None
        exchange.session = exchange.sessions.end(session, Ending.SIGNED_OUT, exchange.now)
        return RedirectResponse(exchange.path.replace("home.do", "login.do"), status_code=303)
