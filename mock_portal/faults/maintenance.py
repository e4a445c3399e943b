"""The portal is closed for maintenance."""

from __future__ import annotations

from typing import ClassVar, Literal

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.faults.base import Fault, Turn


class Maintenance(Fault):
    """The maintenance page, with 503 or, as some portals have it, with 200."""

    name: ClassVar[str] = "maintenance"
    description: ClassVar[str] = "Every page is the System Maintenance page, with status 503 or 200."

    status: Literal[200, 503] = 503

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer with the maintenance page."""
        values = {
            "heading": "System Maintenance",
            "paragraphs": ("The system is unavailable for scheduled maintenance.", "Please try again later."),
            "links": (),
        }
        return Page("message.html", values, self.status)
