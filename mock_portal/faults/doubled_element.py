"""Something is there twice."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import double_element


class DoubledElement(Fault):
    """Named by its text; a label stands for its field, a caption for its table, a row header for its row."""

    name: ClassVar[str] = "doubled-element"
    description: ClassVar[str] = "An element is on the page twice; it is named by its text."

    element: str = Field(min_length=1)

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Double it."""
        return double_element(html, self.element)
