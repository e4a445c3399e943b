"""From a page value to HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from mock_portal.clock import PORTAL_ZONE, portal_date
from mock_portal.exchange import Exchange, Page
from mock_portal.web.browsers import browser_notice
from mock_portal.web.skin_two import TWO
from mock_portal.web.skins import CLASSIC, Skin, SkinName
from mock_portal.web.systems import SYSTEMS, system_at

SKINS: Mapping[SkinName, Skin] = {skin.name: skin for skin in (CLASSIC, TWO)}
STATIC = {
    entry.name: entry.read_bytes()
    for entry in resources.files("mock_portal").joinpath("static").iterdir()
    if entry.is_file()
}


def portal_day(moment: date | datetime) -> str:
    """MM/DD/YYYY in New York (S0)."""
    day = portal_date(moment) if isinstance(moment, datetime) else moment
    return f"{day:%m/%d/%Y}"


def portal_moment(moment: datetime) -> str:
    """MM/DD/YYYY and the time of day in New York."""
    there = moment.astimezone(PORTAL_ZONE)
    return f"{there:%m/%d/%Y} {(there.hour + 11) % 12 + 1}:{there:%M %p} ET"


def file_size(size: int) -> str:
    """Bytes as a person says them: 812 bytes, 1.4 MB."""
    for unit, count in (("MB", 1_000_000), ("KB", 1_000)):
        if size >= count:
            return f"{size / count:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} byte{'' if size == 1 else 's'}"


def portal_hour(moment: datetime | int) -> str:
    """A moment of New York, or a whole hour, like 7 a.m. or 5:30 p.m."""
    hour, minute = (moment, 0) if isinstance(moment, int) else (moment.hour, moment.minute)
    minutes = f":{minute:02d}" if minute else ""
    return f"{(hour + 11) % 12 + 1}{minutes} {'a.m.' if hour < 12 else 'p.m.'}"


def _environment(skin: Skin) -> Environment:
    """The skin's templates before the classic ones."""
    folders = ["templates"] if skin.templates is None else [f"templates/{skin.templates}", "templates"]
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("mock_portal", folder) for folder in folders]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"day": portal_day, "hour": portal_hour, "say": skin.say}
    environment.filters |= {"moment": portal_moment, "bytes": file_size}
    return environment


_ENVIRONMENTS = {name: _environment(skin) for name, skin in SKINS.items()}


def render(exchange: Exchange, page: Page) -> str:
    """The page's HTML in its skin, with what every page shows: system, session, form token, today."""
    system = system_at(exchange.path)
    look = exchange.skin if exchange.skin.covers(exchange.path) else CLASSIC
    template = _ENVIRONMENTS[look.name].get_template(page.template)
    html = template.render(
        system=system,
        systems=SYSTEMS,
        account=exchange.account if exchange.signed_in else None,
        policy=exchange.session_policy,
        form_token=exchange.form_token,
        today=exchange.now,
        browser_notice=browser_notice(exchange.user_agent),
        **{"alerts": [], "errors": {}, "typed": {}, "status_message": None, "blamed": False, **page.values},
    )
    return exchange.skin.readdressed(html)
