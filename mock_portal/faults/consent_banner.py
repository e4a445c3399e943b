"""A banner that wants consent before anything else."""

from __future__ import annotations

from html import escape
from typing import ClassVar
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import append_to_body

_COOKIE = "PORTALCONSENT"
_FIELD = "consent"


class ConsentBanner(Fault):
    """Covers the page and takes the clicks until its form is sent, which leaves a cookie; needs no script."""

    name: ClassVar[str] = "consent-banner"
    description: ClassVar[str] = "A banner covers every page until its Accept button leaves a cookie."

    text: str = "This system uses cookies. By continuing you consent to monitoring of your use."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Take the consent, and go back to the page."""
        given = exchange.query.get(_FIELD)
        if given != _asked(turn):
            return None
        response = RedirectResponse(_address(exchange), status_code=303)
        response.set_cookie(_COOKIE, given, httponly=True, samesite="lax")
        return response

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Lay it over the page of a visitor who has not consented."""
        if exchange.cookies.get(_COOKIE) == _asked(turn):
            return html
        fields = exchange.query if exchange.method == "GET" else {}
        kept = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in {**fields, _FIELD: _asked(turn)}.items()
        )
        return append_to_body(
            html,
            '<div class="announcement" id="consent" role="dialog" aria-labelledby="consent-title">'
            f'<form class="announcement-box" method="get" action="{escape(exchange.address)}">'
            f'<h2 id="consent-title">Your consent</h2><p>{escape(self.text)}</p>{kept}'
            '<button type="submit">Accept</button></form></div>',
        )


def _asked(turn: Turn) -> str:
    """One switching on asks once; the next one asks anew."""
    return f"{turn.added:%Y%m%d%H%M%S}-{turn.seed}"


def _address(exchange: Exchange) -> str:
    fields = {name: value for name, value in exchange.query.items() if name != _FIELD}
    return f"{exchange.path}?{urlencode(fields)}" if fields else exchange.path
