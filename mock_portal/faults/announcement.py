"""A notice that lies over the page."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import append_to_body


class Announcement(Fault):
    """Covers the page and takes the clicks until Close is pressed."""

    name: ClassVar[str] = "announcement"
    description: ClassVar[str] = "An announcement covers the page until it is closed."

    text: str = "The system will be unavailable this weekend for scheduled maintenance."

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Lay it over the page."""
        return append_to_body(
            html,
            '<div class="announcement" id="announcement" role="dialog" aria-labelledby="announcement-title">'
            '<div class="announcement-box"><h2 id="announcement-title">Announcement</h2>'
            f"<p>{escape(self.text)}</p>"
            '<button type="button" id="announcement-close">Close</button></div></div>'
            '<script src="/static/announcement.js" defer></script>',
        )
