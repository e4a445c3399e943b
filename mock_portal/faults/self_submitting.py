"""A page that signs by itself."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import append_to_body


class SelfSubmitting(Fault):
    """A script of the portal's own posts a signature as soon as the page is open."""

    name: ClassVar[str] = "self-submitting"
    description: ClassVar[str] = "A script on the page posts a signature to Manage Signatures on load."

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Add the script, and a form token for it where the page has none."""
        token = f'<input type="hidden" name="csrf_token" value="{exchange.form_token()}">'
        address = exchange.skin.own("/pecos/manageSignatures.do")
        script = f'<script src="/static/self-submit.js" data-to="{address}" defer></script>'
        return append_to_body(html, (token if 'name="csrf_token"' not in html else "") + script)
