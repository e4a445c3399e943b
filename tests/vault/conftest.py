"""The shared server, and servers that a test may break."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from agent.settings import Settings, VaultSettings
from agent.vault import VaultClient
from agent.vault.bootstrap import bootstrap
from agent.vault.role_files import write_private
from agent.vault.server import LocalOpenBao
from tests.openbao import admin as admin
from tests.openbao import admin_of, settings_for
from tests.openbao import bootstrapped as bootstrapped
from tests.openbao import openbao as openbao
from tests.openbao import vault_client as vault_client
from tests.openbao import vault_settings as vault_settings

Connect = Callable[..., VaultClient]
SettingsAt = Callable[[str], VaultSettings]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Python 3.11's `ssl` does not close a socket whose peer resets it before the handshake.

    A server that is starting, or ending, does so. The collector finds the socket in whichever test runs then.
    """
    left_open = pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(left_open)


@pytest.fixture(scope="package", autouse=True)
def collected() -> Iterator[None]:
    """What the tests left open is found while they last: at the end of all, the mark above holds no more."""
    yield
    gc.collect()


@pytest.fixture
def role_files(tmp_path: Path) -> SettingsAt:
    """Settings for an address, with role files that some server may or may not know."""
    write_private(tmp_path / "role-id", "some-role")
    write_private(tmp_path / "secret-id", "some-secret")

    def settings(url: str) -> VaultSettings:
        return VaultSettings(
            url=url, role_id_file=tmp_path / "role-id", secret_id_file=tmp_path / "secret-id"
        )

    return settings


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes clients, and closes them when the test is over."""
    with ExitStack() as clients:

        def make(settings: VaultSettings, timeout: float = 5.0) -> VaultClient:
            return clients.enter_context(VaultClient(settings, timeout=timeout))

        yield make


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LocalOpenBao]:
    """A server for one test, to seal, stop or change."""
    with LocalOpenBao(tmp_path / "openbao") as server:
        yield server


@pytest.fixture
def own_settings(own_server: LocalOpenBao, tmp_path: Path) -> Settings:
    """Settings for which the test's own server is prepared."""
    settings = settings_for(own_server, tmp_path / "role")
    with admin_of(own_server) as admin:
        bootstrap(admin, settings)
    return settings
