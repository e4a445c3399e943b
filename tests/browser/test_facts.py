"""Facts are what the portal has, on both skins: every list against the control port."""

from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Protocol

import pytest
import pytest_asyncio

from agent.browser import BrowserPool, PortalSession, load_contract
from agent.model.facts import Facts
from agent.model.screen import Screen
from agent.settings import Engine
from tests.browser.conftest import HARD_LIMIT, clock, sign_in
from tests.browser.expected import Account, Read
from tests.browser.mock import MockPortal

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTS = (
    *("associates", "enrollments", "applications", "open_applications", "signatures", "fees"),
    *("connections", "documents", "credentials"),
)
EVERY = frozenset(Screen)
PERSONAS = ("riverbend-dme", "pinecrest-rehab", "zennor-home-health", "harbor-imaging")


@pytest.fixture(scope="module", params=["classic", "2.0"])
def skin(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def skinned(skin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockPortal]:
    portal = MockPortal(tmp_path_factory.mktemp("facts"), "--skin", skin)
    yield portal
    portal.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pool(skin: str, skinned: MockPortal) -> AsyncIterator[BrowserPool]:
    async with BrowserPool(skinned.url, load_contract(skin), clock) as opened:
        yield opened


class FactsOf(Protocol):
    def __call__(self, name: str, screens: frozenset[Screen] = EVERY) -> Awaitable[Facts]: ...


@pytest.fixture
def facts_of(
    skin: str, skinned: MockPortal, pool: BrowserPool, engine: Engine, read: dict[tuple[str, ...], Facts]
) -> FactsOf:
    """What a visit of one of the cast reads; the portal does not change, so each is visited once."""

    async def of(name: str, screens: frozenset[Screen] = EVERY) -> Facts:
        key = (name, skin, engine, *sorted(screens))
        if key not in read:
            async with pool.tab(engine) as tab:
                session = PortalSession(tab, load_contract(skin), skinned.url, HARD_LIMIT, clock)
                await sign_in(session, skinned, name)
                read[key] = await visited(session, screens)
        return read[key]

    return of


@pytest.fixture(scope="module")
def read() -> dict[tuple[str, ...], Facts]:
    return {}


async def visited(session: PortalSession, screens: frozenset[Screen]) -> Facts:
    for screen, read in session.readings:
        if screen in screens:
            await read()
    assert session.problems == ()
    assert session.blocked == ()
    assert screens < EVERY or session.facts.not_read == ()
    return session.facts


@pytest.mark.parametrize("name", PERSONAS)
async def test_every_list_is_what_the_control_port_has(
    facts_of: FactsOf, skinned: MockPortal, name: str
) -> None:
    facts = await facts_of(name)
    read, there = Read(facts), Account(skinned, name)
    for one in LISTS:
        assert getattr(read, one)() == getattr(there, one)(), one
    assert set(there.ptans()) <= set(read.ptans())  # the control port lists only those that are not plain


async def test_staff_have_their_employer_and_the_day_they_were_invited(
    facts_of: FactsOf,
) -> None:
    facts = await facts_of("nettle-spine", frozenset({Screen.STAFF}))
    assert [(one.name, one.role, one.status) for one in facts.staff or ()] == [
        ("Rupert Haddon", "Authorized Official", "Active"),
        ("Sabine Holt", "Staff End User", "Invited"),
        ("Everett Cole", "Staff End User", "Expired"),
        ("Myrtle Gage", "Staff End User", "Void"),
    ]
    assert [bool(one.invited) for one in facts.staff or ()] == [False, True, True, True]
    assert {one.employer for one in facts.staff or ()} == {"Nettle Spine Center LLC"}


async def test_who_can_work_on_a_provider_is_read_with_the_way_there_and_who_decides(
    facts_of: FactsOf,
) -> None:
    facts = await facts_of("pinecrest-rehab")
    (connected,) = [one for one in facts.connections or () if one.status == "Approved"]
    by_surrogacy = [one for one in facts.access or () if one.through != "Employer"]
    assert {one.through for one in by_surrogacy} == {f"Surrogacy {connected.id}"}
    assert {one.npi for one in by_surrogacy} == {connected.npi}
    assert {one.may_sign for one in by_surrogacy} == {False}
    own = [one for one in facts.access or () if one.through == "Employer"]
    assert {one.may_sign for one in own} == {True}
    assert {one.decided_by for one in facts.associates or ()} == {"Pinecrest Rehab LLC"}
    assert facts.profile.employers is not None
    assert [(one.employer, one.role) for one in facts.profile.employers] == [
        ("Pinecrest Rehab LLC", "Authorized Official")
    ]
    assert facts.profile.primary_method == "Authenticator app"
    assert facts.profile.backups == 1
    assert facts.portal.browser_warned is False
    assert facts.portal.messages == ()


async def test_a_revalidation_has_its_due_date_and_the_kinds_of_its_notices(
    facts_of: FactsOf, skinned: MockPortal
) -> None:
    facts = await facts_of("penrose-imaging", frozenset({Screen.REVALIDATIONS}))
    sent: dict[str, list[tuple[str, str]]] = {}
    for one in skinned.there("notices"):
        sent.setdefault(one["enrollment_id"], []).append((one["sent"], one["kind"]))
    assert facts.revalidations
    assert any(one.posted for one in facts.revalidations)
    for row in facts.revalidations:
        assert (row.due is not None) is row.posted
        assert row.notices == tuple(kind for _, kind in sorted(sent.get(row.enrollment_id, [])))
