"""Two servers behind one address, one of them ill."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Turn
from mock_portal.faults.wrapping import Wrapping
from mock_portal.seeded import Draws

_COOKIE = "PORTALSERVER"
_GOOD, _BAD = "a", "b"


class HalfOfTwoServers(Wrapping):
    """Server b has the other fault; `X-Served-By` names the server that answered.

    With `sticky` chance sends a visitor to one of them, where a cookie keeps him: half of the visitors are
    always well. Without it requests go to a and b in turn, whoever sends them.
    """

    name: ClassVar[str] = "half-of-two-servers"
    description: ClassVar[str] = "One of two servers has another fault; visitors stay at one, or change."

    sticky: bool = True

    def is_bad(self, exchange: Exchange, turn: Turn) -> bool:
        """Whether it is server b's."""
        return self._server(exchange, turn) == _BAD

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """Say whose answer it is, and keep the visitor there."""
        server = self._server(exchange, turn)
        response.headers["X-Served-By"] = server
        if self.sticky and exchange.cookies.get(_COOKIE) != server:
            response.set_cookie(_COOKIE, server, httponly=True, samesite="lax")
        return super().alter_response(exchange, turn, response)

    def _server(self, exchange: Exchange, turn: Turn) -> str:
        kept = exchange.cookies.get(_COOKIE)
        if self.sticky and kept in (_GOOD, _BAD):
            return kept
        if self.sticky:
            return Draws(turn.seed, f"server:{turn.number}").pick((_GOOD, _BAD))
        return _BAD if turn.number % 2 else _GOOD
