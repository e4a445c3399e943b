"""The role files, and the life of the token that they give."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.model.errors import (
    VaultDeniedError,
    VaultMissingError,
)
from agent.settings import VaultSettings
from agent.vault import AdminVault, VaultClient
from agent.vault.policy import AGENT_POLICY
from agent.vault.role_files import write_private
from tests.vault.conftest import Connect, SettingsAt


def tokens(admin: AdminVault) -> set[str]:
    """The accessors of the tokens that live on the server: a log-in adds one."""
    answer = admin.ask("auth/token/accessors", lambda vault: vault.list("auth/token/accessors"))
    return set(answer["data"]["keys"])


def short_lived(
    admin: AdminVault, settings: VaultSettings, folder: Path, *, ttl: int, most: int
) -> VaultSettings:
    """A second role with the agent's rights, whose tokens live `ttl` seconds, renewed up to `most`."""
    path = f"auth/approle/role/{folder.name}"
    role: dict[str, object] = {"token_policies": [AGENT_POLICY], "token_ttl": ttl, "token_max_ttl": most}
    admin.write(path, {**role, "token_no_default_policy": True})
    write_private(folder / "role-id", str((admin.read(f"{path}/role-id") or {})["role_id"]))
    write_private(folder / "secret-id", str(admin.write(f"{path}/secret-id", {})["secret_id"]))
    return settings.model_copy(
        update={"role_id_file": folder / "role-id", "secret_id_file": folder / "secret-id"}
    )


def revoke_all_of(admin: AdminVault, role: str) -> None:
    """Ends every token that this role has given out."""
    revoked = 0
    for accessor in tokens(admin):
        token = admin.write("auth/token/lookup-accessor", {"accessor": accessor})
        if (token["meta"] or {}).get("role_name") == role:
            admin.write("auth/token/revoke-accessor", {"accessor": accessor})
            revoked += 1
    assert revoked


def keep_asking(client: VaultClient, seconds: float) -> None:
    """Asks ten times a second; each answer must come."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        client.data_key()
        pause.wait(0.1)


def test_a_wrong_secret_id_is_denied(connect: Connect, vault_settings: VaultSettings, tmp_path: Path) -> None:
    write_private(tmp_path / "secret-id", "8f5d5b1e-canary")
    wrong = vault_settings.model_copy(update={"secret_id_file": tmp_path / "secret-id"})
    with pytest.raises(VaultDeniedError, match="role-id or the secret-id") as caught:
        connect(wrong).check()
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_id_file_that_others_can_read_is_refused(
    connect: Connect, role_files: SettingsAt, mode: int
) -> None:
    settings = role_files("http://127.0.0.1:9")
    settings.secret_id_file.chmod(mode)
    with pytest.raises(VaultDeniedError, match="chmod 600") as caught:
        connect(settings).secret("portal/north-clinic")
    assert str(settings.secret_id_file) in str(caught.value)


@pytest.mark.parametrize("name", ["role-id", "secret-id"])
@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_role_file_without_content_is_missing(
    connect: Connect, role_files: SettingsAt, tmp_path: Path, name: str, content: bytes | None
) -> None:
    settings = role_files("http://127.0.0.1:9")
    (tmp_path / name).unlink()
    if content is not None:
        descriptor = os.open(tmp_path / name, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, content)
        os.close(descriptor)
    with pytest.raises(VaultMissingError, match="secrets bootstrap") as caught:
        connect(settings).data_key()
    assert str(tmp_path / name) in str(caught.value)


def test_the_role_files_are_read_again_at_each_log_in(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings, tmp_path: Path
) -> None:
    settings = short_lived(admin, vault_settings, tmp_path / "replaced", ttl=60, most=60)
    secret_id = settings.secret_id_file.read_text(encoding="ascii")
    write_private(settings.secret_id_file, "not-yet-known")
    client = connect(settings)
    with pytest.raises(VaultDeniedError):
        client.data_key()
    write_private(settings.secret_id_file, secret_id.strip())
    client.data_key()


def test_a_token_is_renewed_instead_of_logging_in_again(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings, tmp_path: Path
) -> None:
    client = connect(short_lived(admin, vault_settings, tmp_path / "renewed", ttl=3, most=60))
    client.data_key()
    before = tokens(admin)
    keep_asking(client, 3.5)  # longer than one life
    assert tokens(admin) == before


def test_a_token_at_the_end_of_its_longest_life_is_replaced(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings, tmp_path: Path
) -> None:
    client = connect(short_lived(admin, vault_settings, tmp_path / "replaced", ttl=1, most=2))
    keep_asking(client, 3.5)


def test_an_idle_client_whose_token_ran_out_logs_in_again(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings, tmp_path: Path
) -> None:
    client = connect(short_lived(admin, vault_settings, tmp_path / "idle", ttl=1, most=60))
    client.data_key()
    threading.Event().wait(1.2)  # longer than the token's life, which is what this is about
    client.data_key()


def test_a_revoked_token_is_replaced_in_the_same_call(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings, tmp_path: Path
) -> None:
    client = connect(short_lived(admin, vault_settings, tmp_path / "revoked", ttl=60, most=60))
    client.data_key()
    revoke_all_of(admin, "revoked")
    client.data_key()


def test_close_gives_the_token_back(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings
) -> None:
    before = tokens(admin)
    client = connect(vault_settings)
    client.data_key()
    assert len(tokens(admin) - before) == 1
    client.close()
    assert tokens(admin) == before


def test_many_threads_share_one_log_in(
    connect: Connect, admin: AdminVault, vault_settings: VaultSettings
) -> None:
    client = connect(vault_settings)
    before = tokens(admin)
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: client.data_key(), range(40)))
    assert len({key.wrapped for key in keys}) == 40
    assert len(tokens(admin) - before) == 1
