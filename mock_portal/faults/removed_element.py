"""Something is gone."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import remove_element


class RemovedElement(Fault):
    """Named by its text; a label stands for its field, a caption for its table, a row header for its row."""

    name: ClassVar[str] = "removed-element"
    description: ClassVar[str] = "An element is missing from the page; it is named by its text."

    element: str = Field(min_length=1)

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Remove it."""
        return remove_element(html, self.element)
