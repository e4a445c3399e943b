"""Too many requests."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.faults.base import Fault, Turn


class RateLimit(Fault):
    """429 with Retry-After."""

    name: ClassVar[str] = "rate-limit"
    description: ClassVar[str] = "The portal answers 429 Too Many Requests with a Retry-After."

    retry_after: int = Field(default=60, ge=0)

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer 429."""
        values = {
            "heading": "Too Many Requests",
            "paragraphs": ("You have sent too many requests. Wait before you try again.",),
            "links": (),
        }
        return Page("message.html", values, 429, {"Retry-After": str(self.retry_after)})
