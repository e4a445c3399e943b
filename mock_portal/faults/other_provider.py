"""Somebody else's data."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.exchange import Exchange, Page
from mock_portal.faults.base import Fault, Turn
from mock_portal.world.entities import Associate


class OtherProvider(Fault):
    """The enrollments page shows an associate to whom the account is not connected."""

    name: ClassVar[str] = "other-provider"
    description: ClassVar[str] = "The enrollments page shows another provider's name, NPI and enrollments."

    def alter_page(self, exchange: Exchange, turn: Turn, page: Page) -> Page:
        """Put a stranger in."""
        shown = page.values.get("associate")
        if page.template != "enrollments.html" or not isinstance(shown, Associate):
            return page
        connected = exchange.account.associates if exchange.account else ()
        strangers = [one for one in exchange.world.associates.values() if one.pac_id not in connected]
        stranger = turn.draws.pick([one for one in strangers if one.kind is shown.kind] or strangers)
        values = {"associate": stranger, "enrollments": exchange.world.enrollments_of(stranger.pac_id)}
        return Page(page.template, {**page.values, **values}, page.status, page.headers)
