"""The portal speaks Spanish."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.faults.spanish import SPANISH
from mock_portal.html_edit import map_text


class Translated(Fault):
    """Labels, headings and the language attribute; data stay as they are."""

    name: ClassVar[str] = "translated"
    description: ClassVar[str] = "The page is in Spanish."

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Translate."""
        return map_text(html, _translate).replace('<html lang="en">', '<html lang="es">')


def _translate(text: str) -> str:
    wanted = text.strip()
    return text.replace(wanted, SPANISH.get(wanted, wanted))
