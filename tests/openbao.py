"""A real OpenBao server for tests, prepared for the agent. Use: import the fixtures into a conftest.

Session scoped: one server for a whole run. A test that changes policies, seals or stops takes one of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.settings import (
    AccountSettings,
    ChannelKind,
    ChannelSettings,
    PortalSettings,
    Settings,
    VaultSettings,
)
from agent.vault import AdminVault, VaultClient
from agent.vault.bootstrap import bootstrap
from agent.vault.server import LocalOpenBao

NORTH = AccountSettings(name="north-clinic", vault_path="portal/north-clinic", totp_key="north-clinic")
SOUTH = AccountSettings(name="south-clinic", vault_path="portal/south-clinic")  # its seed lies in KV
OPS_MAIL = ChannelSettings(
    name="ops-mail",
    kind=ChannelKind.EMAIL,
    to=("ops@example.org",),
    smtp="127.0.0.1:8025",
    vault_path="channels/ops-mail",
)


def settings_for(server: LocalOpenBao, folder: Path) -> Settings:
    """Settings for this server, with the role files in `folder`."""
    return Settings(
        portal=PortalSettings(url="http://127.0.0.1:8441"),
        vault=VaultSettings(
            url=server.url,
            ca_file=server.ca_file,
            role_id_file=folder / "role-id",
            secret_id_file=folder / "secret-id",
        ),
        accounts=(NORTH, SOUTH),
        channels=(OPS_MAIL,),
    )


def admin_of(server: LocalOpenBao) -> AdminVault:
    return AdminVault(server.url, server.ca_file, server.root_token)


@pytest.fixture(scope="session")
def openbao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalOpenBao]:
    """A running, unsealed OpenBao with nothing in it but what bootstrap makes."""
    with LocalOpenBao(tmp_path_factory.mktemp("openbao")) as server:
        yield server


@pytest.fixture(scope="session")
def admin(openbao: LocalOpenBao) -> Iterator[AdminVault]:
    """The server's administrator, with the root token."""
    with admin_of(openbao) as vault:
        yield vault


@pytest.fixture(scope="session")
def bootstrapped(
    openbao: LocalOpenBao, admin: AdminVault, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings of two accounts and a channel, for which the server is prepared; no secrets yet."""
    settings = settings_for(openbao, tmp_path_factory.mktemp("role"))
    bootstrap(admin, settings)
    return settings


@pytest.fixture(scope="session")
def vault_settings(bootstrapped: Settings) -> VaultSettings:
    """How the agent reaches the prepared server."""
    return bootstrapped.vault


@pytest.fixture
def vault_client(vault_settings: VaultSettings) -> Iterator[VaultClient]:
    """The agent's own client of the prepared server."""
    with VaultClient(vault_settings) as client:
        yield client
