"""I&A: making a connection, from either side: search, select, tick the systems, Submit, review, Done (S3).

A provider adds a surrogate, which is a grant; a company asks a provider, which waits for approval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.mail import tell_requested
from mock_portal.sessions import Session
from mock_portal.web.ia_forms import denied
from mock_portal.web.sign_in_pages import see
from mock_portal.world.connections import Connection, System
from mock_portal.world.entities import Account
from mock_portal.world.npi import is_npi

_SHORTEST_NAME = 2
_MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a connection as the pages show it."""

    id: str
    name: str
    npi: str | None


class Connecting:
    """The pages of one direction. `own` is the query field that names the side asking."""

    def __init__(self, path: str, heading: str, own: str, *, grants: bool) -> None:
        self.path = path
        self.heading = heading
        self.own = own
        self._grants = grants

    def form(self, exchange: Exchange, session: Session, account: Account) -> Page:
        """Search, and once somebody is selected the boxes to tick."""
        mine = self._mine(exchange, account, exchange.query.get(self.own, ""))
        if mine is None:
            return denied()
        if "pick" not in exchange.query:
            return self._search_page(exchange, mine)
        other = self._other(exchange, exchange.query["pick"])
        if other is None:
            return self._search_page(exchange, mine, {"name": "Select an organization from the results."})
        return self._select_page(mine, other, None)

    def send(self, exchange: Exchange, session: Session, account: Account) -> Answer:
        """Submit leads to the review, Done makes the connection."""
        form = exchange.form
        mine = self._mine(exchange, account, form.get(self.own, ""))
        if mine is None:
            return denied()
        other = self._other(exchange, form.get("pick", ""))
        if other is None:
            return self._search_page(exchange, mine, {"name": "Select an organization from the results."})
        systems = frozenset(one for one in System if form.get(one.value.lower()) == "on")
        if error := self._objection(exchange, mine, other, systems):
            return self._select_page(mine, other, error)
        if form.get("step") != "done":
            return Page("connecting_review.html", self._values(mine, other) | {"chosen": _names(systems)})
        made = self._make(exchange, account, mine, other, systems)
        return see(f"/IAWeb/myConnections.do?done={made.id}")

    def _mine(self, exchange: Exchange, account: Account, key: str) -> Party | None:
        if not self._grants:
            return next((_company(exchange, one.id) for one in exchange.access.companies_of(account)
                         if one.id == key), None)  # fmt: skip
        return _provider(exchange, key) if exchange.access.may_decide(account, key) else None

    def _other(self, exchange: Exchange, key: str) -> Party | None:
        find: Callable[[Exchange, str], Party | None] = _company if self._grants else _provider
        return find(exchange, key)

    def _pair(self, mine: Party, other: Party) -> tuple[str, str]:
        return (mine.id, other.id) if self._grants else (other.id, mine.id)

    def _objection(
        self, exchange: Exchange, mine: Party, other: Party, systems: frozenset[System]
    ) -> str | None:
        if not systems:
            return "Select PECOS, NPPES, or both."
        standing = exchange.access.open_between(*self._pair(mine, other))
        if standing is None:
            return None
        return f"There is already a connection between the two: Tracking ID {standing.id}, {standing.state}."

    def _make(
        self, exchange: Exchange, account: Account, mine: Party, other: Party, systems: frozenset[System]
    ) -> Connection:
        pac_id, company = self._pair(mine, other)
        connection = Connection(
            id=_tracking_id(exchange), pac_id=pac_id, company=company, systems=systems,
            requested=exchange.now, requested_by=account.name,
        )  # fmt: skip
        if self._grants:
            connection = connection.approved(systems, account.name, exchange.now)
        with exchange.looking_up() as world:
            exchange.access.put_connection(connection, world, exchange.now)
        if not self._grants:
            tell_requested(exchange.access, exchange.world, exchange.tokens.seed, connection)
        return connection

    def _search_page(self, exchange: Exchange, mine: Party, errors: dict[str, str] | None = None) -> Page:
        name, npi = exchange.query.get("name", ""), exchange.query.get("npi", "")
        asked = "name" in exchange.query or "npi" in exchange.query
        errors = errors or (_search_errors(name, npi) if asked else {})
        rows = self._found(exchange, name.strip(), npi) if asked and not errors else None
        values = {"typed": {"name": name, "npi": npi}, "errors": errors, "rows": rows, "mine": mine}
        return Page("connecting_search.html", self._labels() | values, 400 if errors else 200)

    def _found(self, exchange: Exchange, name: str, npi: str) -> list[Party]:
        with exchange.looking_up() as world:
            if self._grants:
                every = [Party(one.id, one.name, one.npi) for one in exchange.access.companies.values()]
            else:
                known = world.associates_named(name) if name else [world.associate_with_npi(npi)]
                every = [Party(one.pac_id, one.name, one.npi) for one in known if one is not None]
        fits = [one for one in every if name.casefold() in one.name.casefold() and npi in (one.npi, "")]
        return fits[:_MOST_ROWS]

    def _select_page(self, mine: Party, other: Party, error: str | None) -> Page:
        values = self._values(mine, other) | {"error": error}
        return Page("connecting_select.html", values, 400 if error else 200)

    def _values(self, mine: Party, other: Party) -> dict[str, object]:
        return self._labels() | {"mine": mine, "other": other}

    def _labels(self) -> dict[str, object]:
        return {"path": self.path, "heading": self.heading, "own": self.own, "grants": self._grants}


ADD_SURROGATE = Connecting("/IAWeb/addSurrogate.do", "Add Surrogate", "provider", grants=True)
REQUEST_CONNECTION = Connecting(
    "/IAWeb/requestConnection.do", "Request a Connection", "company", grants=False
)


def _search_errors(name: str, npi: str) -> dict[str, str]:
    if not name.strip() and not npi:
        return {"name": "Enter an Organization Name or an NPI."}
    if npi and not is_npi(npi):
        return {"npi": "Enter a valid NPI: 10 digits, without blanks."}
    if name and len(name.strip()) < _SHORTEST_NAME:
        return {"name": f"Enter at least {_SHORTEST_NAME} characters of the Organization Name."}
    return {}


def _company(exchange: Exchange, key: str) -> Party | None:
    found = exchange.access.companies.get(key)
    return None if found is None else Party(found.id, found.name, found.npi)


def _provider(exchange: Exchange, key: str) -> Party | None:
    found = exchange.world.associates.get(key)
    return None if found is None else Party(found.pac_id, found.name, found.npi)


def _names(systems: frozenset[System]) -> list[str]:
    return [one.value for one in System if one in systems]


def _tracking_id(exchange: Exchange) -> str:
    while (drawn := f"C{int(exchange.tokens.draw('tracking', 12), 16) % 10**9:09d}") in (
        exchange.access.connections
    ):
        pass
    return drawn
