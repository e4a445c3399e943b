"""Something that is not where it was."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import move_element


class MovedElement(Fault):
    """Named as in the other two; `below` names another element in the same way.

    Without `below` it goes last among its siblings, or first where it was last.
    """

    name: ClassVar[str] = "moved-element"
    description: ClassVar[str] = "An element is elsewhere on the page; it is named by its text."

    element: str = Field(min_length=1)
    below: str | None = Field(default=None, min_length=1)

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Move it."""
        return move_element(html, self.element, self.below)
