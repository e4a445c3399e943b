"""A message with a code at the top of the page."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange, Page
from mock_portal.faults.base import Fault, Turn


class Kind(StrEnum):
    """Whose fault it is, by the message (S4): the help desk takes the first kind only."""

    SYSTEM = "system"  # the portal's own
    ENTRY = "entry"  # caused by what somebody typed


_SAID = {
    Kind.SYSTEM: ("SYS-101", "Error in Processing Contact System Administrator"),
    Kind.ENTRY: ("VAL-004", "Enter a valid NPI: 10 digits, without blanks."),
}
"""The words of the first are the real ones (W32); the codes are ours, PECOS publishes none."""


class ErrorShown(Fault):
    """`code` and `text` are what it says; without them, what the portal says for that kind."""

    name: ClassVar[str] = "system-error"
    description: ClassVar[str] = (
        "An alert with a code stands at the top of the page; with kind entry it is about what was typed."
    )

    kind: Kind = Kind.SYSTEM
    code: str | None = Field(default=None, pattern=r"^[A-Z]+-[0-9]+$", max_length=20)
    text: str | None = Field(default=None, min_length=1)

    def alter_page(self, exchange: Exchange, turn: Turn, page: Page) -> Page:
        """Put it before the page's own alerts."""
        code, text = _SAID[self.kind]
        alert = f"{self.code or code}: {self.text or text}"
        own = page.values.get("alerts", ())
        alerts = (alert, *own) if isinstance(own, list | tuple) else (alert,)
        return replace(page, values={**page.values, "alerts": alerts})
