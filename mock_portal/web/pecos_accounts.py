"""PECOS: Account Management: who can work on which provider's records, and as what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.sessions import Session
from mock_portal.web.application_access import no_connection
from mock_portal.world.connections import Connection
from mock_portal.world.entities import Account, Associate, Role

_SIGNING_ROLES = frozenset({Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with access to a provider; `connection` is null where they are its own people."""

    account: Account
    employer: str
    roles: tuple[Role, ...]
    connection: Connection | None

    @property
    def may_sign(self) -> bool:
        """Whether the role allows signing, for one who is an official on the enrollment too (W12)."""
        return self.connection is None and bool(_SIGNING_ROLES & set(self.roles))


def account_management(exchange: Exchange, session: Session, account: Account) -> Answer:
    """The account's own employers and providers, or who has access to one provider."""
    pac_id = exchange.query.get("assoc")
    if pac_id is None:
        return _overview(exchange, account)
    associate = exchange.world.associates.get(pac_id)
    if associate is None or pac_id not in account.associates:
        return no_connection()
    with exchange.looking_up():
        people = list(_people(exchange, associate))
    owner = exchange.access.owner_of.get(pac_id)
    return Page("pecos_provider_access.html", {"associate": associate, "people": people, "owner": owner})


def _overview(exchange: Exchange, account: Account) -> Page:
    with exchange.looking_up() as world:
        people = Counter(pac_id for one in world.accounts.values() for pac_id in one.associates)
        providers = [(one, people[one.pac_id]) for one in world.associates_of(account)]
        employments = exchange.access.employments(account)
    return Page("pecos_account_management.html", {"providers": providers, "employments": employments})


def _people(exchange: Exchange, associate: Associate) -> Iterator[Person]:
    """Everybody who sees this provider: its own people first, then the surrogates'."""
    access = exchange.access
    own: list[Person] = []
    others: list[Person] = []
    owner = access.owner_of.get(associate.pac_id)
    through = {
        access.companies[one.company].name: one
        for one in access.connections.values()
        if one.pac_id == associate.pac_id and one.access_given
    }
    for account in exchange.world.accounts.values():
        if associate.pac_id not in account.associates:
            continue
        employments = access.employments(account)
        ways = [name for name in employments if name == owner or name in through] or [account.employer]
        for name in ways:
            person = Person(account, name, employments[name], through.get(name))
            (own if person.connection is None else others).append(person)
    yield from own
    yield from others
