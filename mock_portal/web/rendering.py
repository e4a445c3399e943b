"""From a page value to HTML."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from mock_portal.clock import portal_date
from mock_portal.exchange import Exchange, Page
from mock_portal.web.systems import SYSTEMS, system_at

SKINS = ("classic",)
STATIC = {
    entry.name: entry.read_bytes()
    for entry in resources.files("mock_portal").joinpath("static").iterdir()
    if entry.is_file()
}


def portal_day(moment: date | datetime) -> str:
    """MM/DD/YYYY in New York (S0)."""
    day = portal_date(moment) if isinstance(moment, datetime) else moment
    return f"{day:%m/%d/%Y}"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mock_portal"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["day"] = portal_day
    return environment


_ENVIRONMENT = _environment()


def render(exchange: Exchange, page: Page) -> str:
    """The page's HTML, with what every page shows: system, session, form token, today."""
    system = system_at(exchange.path)
    return _ENVIRONMENT.get_template(page.template).render(
        system=system,
        systems=SYSTEMS,
        account=exchange.account if exchange.signed_in else None,
        policy=exchange.session_policy,
        form_token=exchange.form_token,
        today=exchange.now,
        **{"alerts": [], "errors": {}, "typed": {}, "status_message": None, "blamed": False, **page.values},
    )
