"""One portal, two skins: each is read through its own contract, and neither through the other's."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import pytest
import pytest_asyncio

from agent.browser import BrowserPool, PortalFailure, PortalSession, load_contract
from agent.model.facts import Facts
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.settings import Engine
from tests.browser.conftest import HARD_LIMIT, clock, read_all, sign_in
from tests.browser.mock import MockPortal

pytestmark = pytest.mark.asyncio(loop_scope="session")

SKINS = ("classic", "2.0")
NOW = "2026-03-02T09:00:00-05:00"
TWO = load_contract("2.0")
OWN = {page.address for page in TWO.pages.values()} | set(TWO.writes) | {"/app/signed-out"}
"""The addresses of skin 2.0; it says goodbye at one for each of its two systems."""

Portals = dict[str, MockPortal]
OpenOn = Callable[..., AbstractAsyncContextManager[PortalSession]]


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portals]:
    """The same world behind each skin."""
    folder = tmp_path_factory.mktemp("skins")
    opened = {skin: MockPortal(folder, "--skin", skin, "--now", NOW) for skin in SKINS}
    yield opened
    for portal in opened.values():
        portal.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def open_on(portals: Portals) -> AsyncIterator[OpenOn]:
    """A session on the portal of a skin, with its own contract or another's; browsers stay warm."""
    async with AsyncExitStack() as ends:
        pools: dict[tuple[str, str], BrowserPool] = {}

        @asynccontextmanager
        async def open_one(skin: str, engine: Engine, contract: str = "") -> AsyncIterator[PortalSession]:
            described, url = load_contract(contract or skin), portals[skin].url
            pair = skin, described.skin
            if pair not in pools:
                pools[pair] = await ends.enter_async_context(BrowserPool(url, described, clock))
            async with pools[pair].tab(engine) as tab:
                yield PortalSession(tab, described, url, HARD_LIMIT, clock)

        yield open_one


async def visited(session: PortalSession, portal: MockPortal, name: str) -> Facts:
    """A whole visit, without a fault."""
    portal.clear()
    await sign_in(session, portal, name)
    facts = await read_all(session)
    await session.sign_out()
    assert session.problems == ()
    assert session.blocked == ()
    return facts


def pages_of(session: PortalSession) -> list[str]:
    return [page.name for step in session.steps for page in step.pages]


@pytest.mark.parametrize("name", ["north-clinic", "willow-behavioral"])
async def test_the_same_facts_are_read_on_both_skins(
    portals: Portals, open_on: OpenOn, engine: Engine, name: str
) -> None:
    async with open_on("classic", engine) as classic:
        wanted = await visited(classic, portals["classic"], name)
    async with open_on("2.0", engine) as session:
        facts = await visited(session, portals["2.0"], name)
    assert facts == wanted
    assert facts.not_read == ()
    assert facts.password.days_left is not None
    assert pages_of(session) == pages_of(classic)
    assert {row["path"] for row in portals["2.0"].requests("page")} <= OWN


@pytest.mark.parametrize(("skin", "contract"), [("2.0", "classic"), ("classic", "2.0")])
async def test_the_contract_of_another_skin_finds_the_portal_changed_and_types_nothing(
    portals: Portals, open_on: OpenOn, engine: Engine, skin: str, contract: str
) -> None:
    before = len(portals[skin].requests("sign_in"))
    async with open_on(skin, engine, contract) as session:
        with pytest.raises(PortalFailure) as caught:
            await sign_in(session, portals[skin])
    assert VERDICT_OF[caught.value.reason.cause] is Verdict.PORTAL_CHANGED
    assert "ia-login" in caught.value.reason.where
    assert len(portals[skin].requests("sign_in")) == before


@pytest.mark.parametrize(
    ("name", "fault", "cause"),
    [
        ("valley-pediatrics", {}, Cause.PASSWORD_EXPIRED),
        ("prairie-dental", {}, Cause.LOCKED),
        ("driftwood-geri", {}, Cause.INACTIVE),
        ("ironwood-trauma", {}, Cause.MFA_NOT_SET_UP),
        ("north-clinic", {"name": "captcha"}, Cause.CAPTCHA),
        ("north-clinic", {"name": "thrown-back"}, Cause.THROWN_BACK),
        ("north-clinic", {"name": "maintenance"}, Cause.MAINTENANCE),
        ("north-clinic", {"name": "mfa-skew", "seconds": 600}, Cause.CODE_REFUSED),
    ],
)
async def test_a_refusal_is_called_by_its_name_on_the_other_skin_too(
    portals: Portals, open_on: OpenOn, engine: Engine, name: str, fault: dict[str, str], cause: Cause
) -> None:
    portals["2.0"].clear()
    if fault:
        portals["2.0"].fault(**fault)
    async with open_on("2.0", engine) as session:
        with pytest.raises(PortalFailure) as caught:
            await sign_in(session, portals["2.0"], name)
    assert caught.value.reason.cause is cause


async def test_a_term_renamed_in_the_cards_costs_that_fact_alone(
    portals: Portals, open_on: OpenOn, engine: Engine
) -> None:
    portals["2.0"].clear()
    portals["2.0"].fault("renamed-label", label="Standing", to="Mood", path="/app/providers/enrollments")
    async with open_on("2.0", engine) as session:
        await sign_in(session, portals["2.0"])
        facts = await session.read_enrollments()
    assert facts.enrollments is not None
    assert len(facts.enrollments) == 3
    assert {one.status for one in facts.enrollments} == {None}
    assert "enrollments.status" in facts.not_read
    assert {one.what for one in session.problems} == {
        "enrollments: list 'Enrollments on record' has an item without its 'Standing'"
    }
