"""The portal is closed for maintenance."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.faults.base import Fault, Turn
from mock_portal.web.rendering import portal_moment


class Maintenance(Fault):
    """The maintenance page, with 503 or, as some portals have it, with 200.

    `stated_end` is when it says that it will be there again.
    """

    name: ClassVar[str] = "maintenance"
    description: ClassVar[str] = "Every page is the System Maintenance page, with status 503 or 200."

    status: Literal[200, 503] = 503
    stated_end: AwareDatetime | None = None

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer with the maintenance page."""
        again = "Please try again later."
        if self.stated_end is not None:
            again = f"The system is expected to be available again on {portal_moment(self.stated_end)}."
        values = {
            "heading": "System Maintenance",
            "paragraphs": ("The system is unavailable for scheduled maintenance.", again),
            "links": (),
        }
        return Page("message.html", values, self.status)
