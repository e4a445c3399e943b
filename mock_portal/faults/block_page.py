"""The page of a firewall that takes us for an attacker."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.faults.base import Fault, Turn


class BlockPage(Fault):
    """403 and a support number."""

    name: ClassVar[str] = "block-page"
    description: ClassVar[str] = "The portal answers 403 with a Request blocked page."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Answer 403."""
        number = f"{turn.draws.bits():020d}"
        values = {
            "heading": "Request blocked",
            "paragraphs": ("The requested URL was rejected.", f"Your support ID is: {number}"),
            "links": (),
        }
        return Page("message.html", values, 403)
