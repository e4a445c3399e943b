"""No session reaches another account's data: every page, as every role and as nobody, asked about others.

Pages are taken from the table of addresses and their fields from the pages themselves, see `guarding.py`.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mock_portal.desk.records import SupportTicket
from mock_portal.portal import Portal
from mock_portal.web.routes import ROUTES
from mock_portal.world.connections import Connection, System
from mock_portal.world.entities import Account, Entity, Role
from mock_portal.world.staff import StaffMember
from tests.mock_portal.guarding import NAMES, AsItWas, Asker, begin_draft, candidates, things_of
from tests.mock_portal.lookups.conftest import portal_of

VICTIM, ATTACKER = "ullswater-health", "yardley-physicians"
ROLES = {
    "nobody": None,
    "official": (Role.AUTHORIZED_OFFICIAL,),
    "manager": (Role.ACCESS_MANAGER,),
    "end-user": (Role.STAFF_END_USER,),
    "surrogate": (Role.SURROGATE,),
    "surrogate-clerk": (Role.SURROGATE, Role.STAFF_END_USER),
}
ON_ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
"""A loop of its own takes each of these hundreds of tests as long as a page."""
OWN_DOING = {
    ("POST", "/pecos/manageSignatures.do"): {"world.signatures"},  # a bare signature, whoever sends it
    ("POST", "/IAWeb/mfa.do"): {"world.accounts"},  # one's own wrong codes are counted
    ("POST", "/pecos/mfa.do"): {"world.accounts"},
    ("POST", "/helpdesk/ask.do"): {"desk.tickets", "world.mail"},
}
"""What a page may store for whoever asks, whatever was put in its fields."""


@pytest.fixture(scope="module")
def grown() -> AsItWas:
    """One portal for all pages: growing one takes longer than asking a page."""
    portal = portal_of()
    furnish(portal)
    return AsItWas(portal)


@pytest.fixture(scope="module")
def untouched(grown: AsItWas) -> list[str]:
    """The victim's things as they are before anybody asks."""
    grown.put_back()
    return theirs(grown.portal, grown.portal.world.accounts[VICTIM])


@pytest.fixture
def portal(grown: AsItWas) -> Portal:
    grown.put_back()
    return grown.portal


@pytest.fixture
def victim(portal: Portal) -> Account:
    return portal.world.accounts[VICTIM]


def furnish(portal: Portal) -> None:
    """Give the victim one of everything, and the other a draft to put others' things into."""
    begin_draft(portal, portal.world.accounts[ATTACKER])
    account, now = portal.world.accounts[VICTIM], portal.clock.now()
    company = next(iter(portal.access.companies))
    connection = Connection(
        id="C900000001", pac_id=account.associates[0], company=company, systems=frozenset(System),
        requested=now, requested_by="control",
    )  # fmt: skip
    portal.access.put_connection(connection, portal.world, now)
    member = StaffMember(
        id="F900000001", employer=account.employer, name="Guest, Ann", email="guest@ann.example",
        role=Role.STAFF_END_USER, pin="123456", invited=now, invited_by="control",
    )  # fmt: skip
    portal.access.put_member(member, portal.world)
    ticket = SupportTicket(
        number="260302-900001", account=account.name, opened=now, subject="A private matter", code=None,
        page="/pecos/home.do", text="About somebody", answer_due=now + timedelta(days=1),
    )  # fmt: skip
    portal.desk.tickets[ticket.number] = ticket


def attacker(portal: Portal, roles: tuple[Role, ...] | None) -> Account | None:
    if roles is None:
        return None
    account = portal.world.accounts[ATTACKER].model_copy(update={"roles": roles})
    portal.world.put_account(account)
    return account


def secrets(portal: Portal, victim: Account) -> set[str]:
    """What nobody else may be shown of somebody: names, numbers, and the words of mails."""
    things = things_of(portal, victim)
    kinds = ("associate", "enrollment", "application", "tracking", "document", "fee", "signature", "ticket",
             "connection", "member")  # fmt: skip
    own = {one for kind in kinds for one in things[kind]}
    associates = portal.world.associates_of(victim)
    tokens = (one.token for one in portal.filing.signatures.values() if one.id in things["signature"])
    return {
        *own, *tokens, *(one.name for one in associates), *(one.npi for one in associates),
        *(one.tin for one in associates), victim.user_id, victim.email, victim.last_name, "A private matter",
    }  # fmt: skip


def test_the_victim_has_one_of_everything(portal: Portal, victim: Account) -> None:
    assert [kind for kind, found in things_of(portal, victim).items() if not found] == []


@ON_ONE_LOOP
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_nobody_is_shown_or_changes_what_is_anothers(
    portal: Portal, victim: Account, monkeypatch: pytest.MonkeyPatch, method: str, path: str, role: str
) -> None:
    asker, who = Asker(portal, monkeypatch), attacker(portal, ROLES[role])
    things = things_of(portal, victim)
    fields = await asker.fields_of(method, path, who, things)
    hidden, before = secrets(portal, victim), AsItWas(portal)
    for turn in range(max((len(texts) for texts in fields.values()), default=1)):
        sent = {name: texts[turn % len(texts)] for name, texts in fields.items()}
        page = await asker.ask(method, path, who, sent)
        assert page.status_code < 500
        told = {one for one in hidden - set(sent.values()) if one in page.text}
        assert told == set(), f"{method} {path} with {sent} shows them"
        assert before.changes() <= OWN_DOING.get((method, path), set()), f"{method} {path} with {sent}"


def theirs(portal: Portal, account: Account) -> list[str]:
    """Every value in which an account, or something of it, is named."""
    things = things_of(portal, account)
    named = {
        account.name,
        account.employer,
        *things["associate"],
        *things["enrollment"],
        *things["application"],
    }
    state = portal.snapshot()
    parts = [dict(part).values() for part in (state.world, state.access, state.filing, state.desk)]
    values = [one for part in parts for kept in part if isinstance(kept, tuple) for one in kept]
    written = (one.model_dump_json() if isinstance(one, Entity) else json.dumps(one) for one in values)
    return [text for text in written if any(f'"{name}"' in text for name in named)]


@ON_ONE_LOOP
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_one_foreign_name_among_ones_own_reaches_nothing_either(
    portal: Portal,
    victim: Account,
    untouched: list[str],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
) -> None:
    asker, who = Asker(portal, monkeypatch), attacker(portal, (Role.AUTHORIZED_OFFICIAL,))
    assert who is not None
    own, others = things_of(portal, who), things_of(portal, victim)
    hidden, before = secrets(portal, victim), AsItWas(portal)
    fields = await asker.fields_of(method, path, who, own)
    for name in sorted(one for one in fields if one.lstrip("?") in NAMES):
        for foreign in candidates(name, path, others)[name]:
            sent = {**{one: texts[0] for one, texts in fields.items()}, name: foreign}
            page = await asker.ask(method, path, who, sent)
            assert page.status_code < 500
            assert {one for one in hidden - {foreign} if one in page.text} == set(), sent
            if before.changes():
                assert theirs(portal, victim) == untouched, sent
                before.put_back()
