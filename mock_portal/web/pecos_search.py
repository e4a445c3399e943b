"""PECOS: the enrollments of one's own associates by NPI (002-58)."""

from __future__ import annotations

from mock_portal.exchange import Exchange, Page
from mock_portal.sessions import Session
from mock_portal.world.entities import Account
from mock_portal.world.npi import is_npi


def find_enrollments(exchange: Exchange, session: Session, account: Account) -> Page:
    """The search form, with the Enrollment IDs of the associate who has this NPI; never a stranger's."""
    npi = exchange.query.get("npi")
    values: dict[str, object] = {"npi": npi, "associate": None, "enrollments": []}
    if npi is None:
        return Page("pecos_search.html", values)
    if not is_npi(npi):
        errors = {"npi": "Enter a valid NPI: 10 digits, without blanks."}
        return Page("pecos_search.html", values | {"errors": errors}, 400)
    with exchange.looking_up() as world:
        found = world.associate_with_npi(npi)
        if found is not None and found.pac_id in account.associates:
            values |= {"associate": found, "enrollments": world.enrollments_of(found.pac_id)}
    return Page("pecos_search.html", values)
