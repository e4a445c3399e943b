"""An HTTP error."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.faults.base import Fault, Turn


class Status(Fault):
    """Any status from 400 to 599 with the portal's error page."""

    name: ClassVar[str] = "status"
    description: ClassVar[str] = "The portal answers with an error status and its system error page."

    code: int = Field(default=500, ge=400, le=599)

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer with the error page (its words: W32)."""
        values = {
            "heading": "System Error",
            "paragraphs": (
                "There was an error in processing your information, please contact system administrator.",
            ),
            "links": (),
        }
        return Page("message.html", values, self.code)
