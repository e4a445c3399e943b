"""Every page of the dashboard at an address of the lively store; a test holds it to the routes there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi.routing import APIRoute

from agent.store import Store
from agent.web.pages import PAGES
from tests.unit.builders import NOW
from tests.web.sites import LINKS

FILES = (".csv", ".ics", "/file", "/packet")
"""Ends of the addresses that lead to a file."""

EVIDENCE = "/evidence/{evidence}"


@dataclass(frozen=True)
class Stop:
    """A page: `name` for its pictures, `path` to ask for, `route` that answers."""

    name: str
    path: str
    route: str


def tour(store: Store) -> tuple[Stop, ...]:
    """In the order of the menu."""
    visit = next(look for look in store.looks("lapsed-rehab") if look.reasons)
    pieces = [
        Stop(f"evidence-{each.kind}", f"/evidence/{each.id}", EVIDENCE)
        for each in store.evidence_of(visit.id)
    ]
    incident = next(each for each in store.open_incidents() if each.account == "lapsed-rehab")
    return (
        Stop("availability", "/availability?span=7d", "/availability"),
        Stop("overview", "/", "/"),
        Stop("incidents", "/incidents?state=all", "/incidents"),
        Stop("incident", f"/incidents/{incident.id}", "/incidents/{identifier}"),
        Stop("silences", "/silences?over=true", "/silences"),
        *pieces,
        Stop("runbooks", "/runbooks", "/runbooks"),
        Stop("runbook", "/runbooks/portal_down", "/runbooks/{name}"),
        Stop("accounts", "/accounts", "/accounts"),
        Stop("account", "/accounts/north-clinic", "/accounts/{account}"),
        Stop("providers", "/providers", "/providers"),
        Stop("provider", "/providers/1234567893", "/providers/{npi}"),
        Stop("deadlines", "/deadlines", "/deadlines"),
        Stop("visits", "/visits", "/visits"),
        Stop("visit", f"/visits/{_visit(store)}", "/visits/{identifier}"),
        Stop("slots", "/slots", "/slots"),
        Stop("settings", "/settings", "/settings"),
        Stop("audit", "/audit", "/audit"),
        Stop("people", "/people", "/people"),
        Stop("me", "/me", "/me"),
        Stop("sign-in", "/sign-in", "/sign-in"),
        Stop("ack", _link(store), "/ack/{token}"),
    )


def _visit(store: Store) -> str:
    """One with evidence and a reason."""
    looks = store.looks("lapsed-rehab")
    return next(look.id for look in looks if look.reasons and store.evidence_of(look.id))


def _link(store: Store) -> str:
    """As an alert carries it, of an incident that nobody took."""
    untaken = next(incident for incident in store.open_incidents() if incident.taken_by is None)
    address = LINKS.address(untaken.id, "ops-log", NOW) or ""
    return urlsplit(address).path


def page_routes() -> Iterator[str]:
    """The routes that answer with a page."""
    routes = (route for router in PAGES for route in router.routes if isinstance(route, APIRoute))
    for route in routes:
        if "GET" in (route.methods or ()) and not route.path.endswith(FILES):
            yield route.path
