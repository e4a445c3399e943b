"""Real browsers, kept warm for the whole run; a mock portal; a small server that can misbehave."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from pydantic import SecretStr

from agent.browser import BrowserPool, PageContract, PortalSession, Tab, load_contract
from agent.model.facts import Facts
from agent.settings import Engine, TraceMode
from tests.browser.mock import MockPortal, Person
from tests.browser.tiny_server import TinyServer

HARD_LIMIT = 20.0  # seconds: a slow machine is not what is tested

OpenSession = Callable[..., AbstractAsyncContextManager[PortalSession]]


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session", params=[Engine.CHROMIUM, Engine.FIREFOX])
def engine(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = request.param
    return chosen


@pytest.fixture(scope="session")
def contract() -> PageContract:
    return load_contract("classic")


@pytest.fixture(scope="session")
def mock_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockPortal]:
    portal = MockPortal(tmp_path_factory.mktemp("portal"))
    yield portal
    portal.close()


@pytest.fixture
def portal(mock_process: MockPortal) -> Iterator[MockPortal]:
    """The mock portal without any fault, before and after."""
    mock_process.clear()
    yield mock_process
    mock_process.clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def portal_pool(mock_process: MockPortal, contract: PageContract) -> AsyncIterator[BrowserPool]:
    async with BrowserPool(mock_process.url, contract, clock) as pool:
        yield pool


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tiny_server() -> AsyncIterator[TinyServer]:
    async with TinyServer() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tiny_pool(tiny_server: TinyServer, contract: PageContract) -> AsyncIterator[BrowserPool]:
    async with BrowserPool(tiny_server.url, contract, clock) as pool:
        yield pool


@pytest.fixture
def tiny(tiny_server: TinyServer) -> TinyServer:
    """The small server with no answers and nothing received."""
    tiny_server.answers.clear()
    tiny_server.received.clear()
    return tiny_server


@pytest_asyncio.fixture(loop_scope="session")
async def tab(tiny_pool: BrowserPool, tiny: TinyServer, engine: Engine) -> AsyncIterator[Tab]:
    """A guarded window whose portal is the small server."""
    async with tiny_pool.tab(engine) as opened:
        yield opened


@pytest.fixture
def open_session(
    portal: MockPortal, portal_pool: BrowserPool, contract: PageContract, engine: Engine
) -> OpenSession:
    """A session of the mock portal in a fresh window, not signed in."""

    @asynccontextmanager
    async def open_one(trace: TraceMode = TraceMode.OFF) -> AsyncIterator[PortalSession]:
        async with portal_pool.tab(engine) as opened:
            yield PortalSession(opened, contract, portal.url, HARD_LIMIT, clock, trace)

    return open_one


async def read_all(session: PortalSession) -> Facts:
    """Every page of a signed-in session, in the order of a visit."""
    for _, read in session.readings:
        await read()
    return session.facts


async def sign_in(session: PortalSession, portal: MockPortal, name: str = "north-clinic") -> Person:
    """Sign in with what the cast has for this account."""
    person = portal.next_code().cast[name]
    await session.sign_in(SecretStr(person.user_id), SecretStr(person.password), person.code)
    return person
