"""Parts shared by the whole run, each test's own world upon them, and private parts to be broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system import forked
from tests.system.parts import Portal, Sink, Vault
from tests.system.warm_agent import WarmAgent
from tests.system.world import World
from tests.tiers import NO_BYTECODE


@pytest.fixture(scope="session", autouse=True)
def processes() -> Iterator[None]:
    """No process that a test starts compiles what another has, also where Python is told to keep nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name in NO_BYTECODE:
            patch.delenv(name, raising=False)
        yield
        forked.stop()


@pytest.fixture(scope="session")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    vault = Vault(tmp_path_factory.mktemp("vault"))
    yield vault
    vault.stop()


@pytest.fixture(scope="session")
def shared_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def shared_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmAgent]:
    """One agent, its browsers open, for visits whose world is each test's own."""
    with WarmAgent(tmp_path_factory.mktemp("warm") / "agent.log") as agent:
        yield agent


@pytest.fixture
def vault(shared_vault: Vault) -> Iterator[Vault]:
    """The shared Vault, with everybody's own credentials before and after."""
    yield shared_vault
    shared_vault.restore()


@pytest.fixture
def portal(shared_portal: Portal) -> Portal:
    """The shared portal, as at its start."""
    shared_portal.reset()
    return shared_portal


@pytest.fixture
def sink(shared_sink: Sink) -> Sink:
    """The shared sink, counting from now."""
    shared_sink.begin()
    return shared_sink


@pytest.fixture
def world(tmp_path: Path, vault: Vault, portal: Portal, sink: Sink) -> Iterator[World]:
    """An own folder, settings and store upon the shared parts."""
    with World(tmp_path, vault, portal, sink) as made:
        yield made


@pytest.fixture
def private_vault(tmp_path: Path) -> Iterator[Vault]:
    """For a test that seals, stops or changes it."""
    folder = tmp_path / "vault"
    folder.mkdir()
    vault = Vault(folder)
    yield vault
    vault.stop()


@pytest.fixture
def private_portal(tmp_path: Path) -> Iterator[Portal]:
    """For a test that stops it."""
    folder = tmp_path / "portal"
    folder.mkdir()
    portal = Portal(folder)
    yield portal
    portal.stop()


@pytest.fixture
def private_sink() -> Iterator[Sink]:
    """Not started, on ports of its own."""
    sink = Sink()
    yield sink
    sink.stop()
