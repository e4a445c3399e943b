"""Something is called otherwise than it was."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import map_text


class RenamedLabel(Fault):
    """Every text, button or label that is exactly `label` becomes `to`; part of a longer text stays."""

    name: ClassVar[str] = "renamed-label"
    description: ClassVar[str] = "A label, button, link, heading or column is called something else."

    label: str = Field(min_length=1)
    to: str = Field(min_length=1)

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Rename."""
        return map_text(html, self._rename)

    def _rename(self, text: str) -> str:
        return text.replace(self.label, self.to) if text.strip() == self.label else text
