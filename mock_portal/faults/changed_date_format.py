"""Dates are printed in another order."""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import map_text

_DATE = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")
_ORDERS = {"DD/MM/YYYY": r"\2/\1/\3", "YYYY-MM-DD": r"\3-\1-\2", "DD.MM.YYYY": r"\2.\1.\3"}


class ChangedDateFormat(Fault):
    """`to` is the new format."""

    name: ClassVar[str] = "changed-date-format"
    description: ClassVar[str] = "Dates are printed in another format."

    to: Literal["DD/MM/YYYY", "YYYY-MM-DD", "DD.MM.YYYY"] = "DD/MM/YYYY"

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Print every date anew."""
        return map_text(html, lambda text: _DATE.sub(_ORDERS[self.to], text))
