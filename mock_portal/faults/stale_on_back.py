"""The Back button shows what the page was."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn


class StaleOnBack(Fault):
    """The page may be kept but not used anew: links ask the portal again, Back does not.

    Every other page of the portal forbids its keeping (`no-store`), so that Back asks again.
    """

    name: ClassVar[str] = "stale-on-back"
    description: ClassVar[str] = "Back shows the page as it was kept, without asking the portal again."

    def alter_response(self, exchange: Exchange, turn: Turn, response: Response) -> Response:
        """Allow the browser to keep it."""
        response.headers["Cache-Control"] = "private, max-age=0"
        return response
