"""I&A: My Pending Connections on Home, and My Connections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.mail import tell_decided
from mock_portal.sessions import Session
from mock_portal.web.ia_forms import denied, no_longer
from mock_portal.web.sign_in_pages import see
from mock_portal.world.connections import OPEN_STATES, Connection, ConnectionState, System
from mock_portal.world.entities import Account
from mock_portal.world.staff import Right

_NOTICES = {
    "approved": "The selected connection requests are approved.",
    "rejected": "The connection request is rejected.",
}
_GONE = "A request on the page no longer waits for you."


@dataclass(frozen=True, slots=True)
class Row:
    """A connection with the names that a page prints."""

    connection: Connection
    provider: str
    npi: str
    company: str
    may_decide: bool

    @property
    def systems(self) -> list[str]:
        """The systems asked for or granted, PECOS first."""
        return [one.value for one in System if one in self.connection.systems]

    @property
    def open(self) -> bool:
        """Whether it stands or waits."""
        return self.connection.state in OPEN_STATES


def home(exchange: Exchange, session: Session, account: Account) -> Page:
    """I&A Home with the requests that wait for this person."""
    return _home_page(exchange, account)


def decide(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Approve all selected requests, or reject one; all of it or nothing."""
    if not exchange.access.employers_with(account, Right.DECIDE_CONNECTIONS):
        return denied()
    rejected = exchange.form.get("reject")
    picked = {rejected: frozenset[System]()} if rejected else _ticked(exchange)
    if not picked:
        return _home_page(exchange, account, "Select PECOS or NPPES for at least one request.")
    found = [exchange.access.connections.get(key) for key in picked]
    waiting = [one for one in found if one is not None and one.state is ConnectionState.PENDING]
    if not all(exchange.access.may_decide(account, one.pac_id) for one in waiting):
        return denied()
    if len(waiting) < len(picked) or any(not picked[one.id] <= one.systems for one in waiting):
        return no_longer(_GONE)
    for connection in waiting:
        systems = picked[connection.id]
        approved = connection.approved(systems, account.name, exchange.now)
        _store(exchange, connection.rejected(account.name, exchange.now) if rejected else approved)
    return see(f"/IAWeb/home.do?notice={'rejected' if rejected else 'approved'}")


def my_connections(exchange: Exchange, session: Session, account: Account) -> Page:
    """Every connection of this person's employers, and where a new one can be begun."""
    access, done = exchange.access, exchange.query.get("done", "")
    with exchange.looking_up() as world:
        rows = _rows(exchange, account, access.seen_by(account))
        providers = [world.associates[one] for one in access.decidable(account) if one in world.associates]
    stored = next((row.connection for row in rows if row.connection.id == done), None)
    values = {
        "rows": rows,
        "providers": providers,
        "companies": access.companies_of(account),
        "status_message": None if stored is None else _done_text(stored),
    }
    return Page("my_connections.html", values)


def remove(exchange: Exchange, session: Session, account: Account) -> Answer:
    """End a connection: the company loses the access at once."""
    connection = exchange.access.connections.get(exchange.form.get("id", ""))
    if connection is None:
        return denied()
    if not exchange.access.may_decide(account, connection.pac_id):
        return denied()
    if connection.state is not ConnectionState.APPROVED:
        return no_longer("This connection is not approved, so it cannot be removed.")
    _store(exchange, connection.removed(account.name, exchange.now))
    return see(f"/IAWeb/myConnections.do?done={connection.id}")


def _ticked(exchange: Exchange) -> dict[str, frozenset[System]]:
    picked: dict[str, frozenset[System]] = {}
    for name, value in exchange.form.items():
        prefix, _, key = name.partition("_")
        system = {"pecos": System.PECOS, "nppes": System.NPPES}.get(prefix)
        if system is not None and value == "on":
            picked[key] = picked.get(key, frozenset()) | {system}
    return picked


def _store(exchange: Exchange, connection: Connection) -> None:
    with exchange.looking_up() as world:
        exchange.access.put_connection(connection, world, exchange.now)
    tell_decided(exchange.access, exchange.world, exchange.tokens.seed, connection)


def _home_page(exchange: Exchange, account: Account, error: str | None = None) -> Page:
    with exchange.looking_up():
        waiting = [one for one in exchange.access.seen_by(account) if one.state is ConnectionState.PENDING]
        rows = [row for row in _rows(exchange, account, waiting) if row.may_decide]
    values = {
        "rows": rows,
        "lapses": {row.connection.id: row.connection.lapses(exchange.access.policy) for row in rows},
        "error": error,
        "status_message": _NOTICES.get(exchange.query.get("notice", "")),
    }
    return Page("ia_home.html", values, 400 if error else 200)


def _rows(exchange: Exchange, account: Account, connections: Iterable[Connection]) -> list[Row]:
    access, associates = exchange.access, exchange.world.associates
    return [
        Row(
            connection=one,
            provider=associates[one.pac_id].name,
            npi=associates[one.pac_id].npi,
            company=access.companies[one.company].name,
            may_decide=access.may_decide(account, one.pac_id),
        )
        for one in connections
    ]


def _done_text(connection: Connection) -> str:
    return f"Tracking ID {connection.id}: the connection is now {connection.state.value}."
