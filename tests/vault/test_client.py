"""The agent's client against a real server, and against what may stand in a server's place."""

import socket
import time
from pathlib import Path

import pytest
import trustme

from agent.model.errors import (
    VaultError,
    VaultSealedError,
    VaultUnreachableError,
)
from agent.settings import Settings, VaultSettings
from agent.vault.bootstrap import bootstrap
from agent.vault.server import LocalOpenBao
from tests.openbao import admin_of, settings_for
from tests.vault.conftest import Connect, SettingsAt
from tests.vault.stubs import dripping, stub


def test_a_sealed_server_is_told_as_sealed(
    connect: Connect, own_server: LocalOpenBao, own_settings: Settings
) -> None:
    client = connect(own_settings.vault)
    client.check()
    with admin_of(own_server) as admin:
        admin.ask("sys/seal", lambda vault: vault.sys.seal())
    for call in (client.check, client.data_key, lambda: client.secret("portal/north-clinic")):
        with pytest.raises(VaultSealedError, match="unseal"):
            call()


def test_a_stopped_server_is_unreachable_and_a_started_one_serves_again(
    connect: Connect, own_server: LocalOpenBao, tmp_path: Path
) -> None:
    client = connect(settings_for(own_server, tmp_path / "none").vault)
    own_server.stop()
    with pytest.raises(VaultUnreachableError, match="start Vault"):
        client.check()


def test_a_client_outlives_a_restart_of_its_server(connect: Connect, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LocalOpenBao(tmp_path / "openbao", port)
    with server:
        settings = settings_for(server, tmp_path)
        with admin_of(server) as admin:
            bootstrap(admin, settings)
        client = connect(settings.vault)
        key = client.data_key()
    with server:
        assert client.unwrap(key.wrapped) == key.plaintext


def test_a_server_that_is_not_initialised_is_told_as_sealed(
    connect: Connect,
    role_files: SettingsAt,
) -> None:
    health = b'{"initialized": false, "sealed": true, "standby": true}'
    with stub(200, health) as server, pytest.raises(VaultSealedError, match="not initialised"):
        connect(role_files(server.url)).check()


def test_proxies_bundles_and_tokens_of_the_environment_are_not_used(
    connect: Connect, vault_settings: VaultSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("VAULT_TOKEN", "s.not-ours")
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:9")
    client = connect(vault_settings)
    client.check()


def test_a_redirect_is_not_followed_with_the_role_files(connect: Connect, role_files: SettingsAt) -> None:
    with stub(200) as elsewhere, stub(307, b"", {"Location": f"{elsewhere.url}/v1/auth"}) as server:
        with pytest.raises(VaultUnreachableError, match="points to another address"):
            connect(role_files(server.url)).data_key()
        assert elsewhere.paths == []
        assert len(server.paths) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind", "says"),
    [
        (200, b"<html>hello</html>", VaultUnreachableError, "not Vault"),
        (200, b"[]", VaultUnreachableError, "not Vault"),
        (200, b'{"auth": {}}', VaultUnreachableError, "not Vault"),
        (204, b"", VaultUnreachableError, "not Vault"),
        (429, b'{"errors": ["slow down"]}', VaultUnreachableError, "429"),
        (500, b'{"errors": ["canary-text"]}', VaultUnreachableError, "on its side"),
        (502, b"bad gateway", VaultUnreachableError, "on its side"),
        (503, b'{"errors": ["Vault is sealed"]}', VaultSealedError, "sealed"),
        (503, b"maintenance", VaultUnreachableError, "503"),
        (400, b'{"errors": ["canary-text"]}', VaultError, "400"),
        (418, b'{"errors": ["canary-text"]}', VaultError, "unexpected"),
    ],
)
def test_every_strange_answer_is_one_of_our_errors(
    connect: Connect, role_files: SettingsAt, status: int, body: bytes, kind: type[VaultError], says: str
) -> None:
    with stub(status, body) as server, pytest.raises(kind, match=says) as caught:
        connect(role_files(server.url)).data_key()
    assert "canary" not in str(caught.value)
    assert caught.value.do


def test_no_call_lasts_longer_than_its_limit_however_slowly_bytes_come(
    connect: Connect,
    role_files: SettingsAt,
) -> None:
    with dripping() as url:
        started = time.monotonic()
        with pytest.raises(VaultUnreachableError, match="in time"):
            connect(role_files(url), timeout=0.5).data_key()
        assert time.monotonic() - started < 1.5


def test_tls_is_checked_against_the_ca_file(connect: Connect, tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    files = {name: tmp_path / f"{name}.pem" for name in ("ca", "stranger", "cert", "key")}
    certificate = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(files["ca"])
    stranger.cert_pem.write_to_path(files["stranger"])
    certificate.cert_chain_pems[0].write_to_path(files["cert"])
    certificate.private_key_pem.write_to_path(files["key"])
    with LocalOpenBao(
        tmp_path / "openbao", cert_file=files["cert"], key_file=files["key"], ca_file=files["ca"]
    ) as server:
        settings = settings_for(server, tmp_path)
        with admin_of(server) as admin:
            bootstrap(admin, settings)
        client = connect(settings.vault)
        client.check()
        for ca_file in (files["stranger"], None):
            distrusting = connect(settings.vault.model_copy(update={"ca_file": ca_file}))
            with pytest.raises(VaultUnreachableError, match=r"vault\.ca_file"):
                distrusting.check()
