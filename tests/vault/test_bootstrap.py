"""Bootstrap against a real server: once it makes everything, twice it changes nothing."""

import re
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.model.errors import SettingsError, VaultDeniedError, VaultError, VaultUnreachableError
from agent.settings import Settings, WebSettings
from agent.vault import AdminVault, VaultClient
from agent.vault.bootstrap import BootstrapReport, Change, bootstrap
from agent.vault.importing import import_credentials
from agent.vault.link_keys import FIELD
from agent.vault.policy import AGENT_POLICY, OPERATOR_POLICY, PASSWORD_POLICY, policy_file, rendered
from agent.vault.role_files import write_private
from agent.vault.server import LocalOpenBao
from agent.vault.verify import verify
from tests.openbao import NORTH, admin_of, settings_for
from tests.vault.documents import document


def changed(report: BootstrapReport) -> dict[str, Change]:
    return {item.what: item.change for item in report.items if item.change is not Change.UNCHANGED}


def test_the_first_run_makes_everything_and_the_second_changes_nothing(
    own_server: LocalOpenBao, tmp_path: Path
) -> None:
    settings = settings_for(own_server, tmp_path / "role")
    with admin_of(own_server) as admin:
        first = bootstrap(admin, settings)
        assert {item.change for item in first.items} == {Change.CREATED}
        files = [settings.vault.role_id_file, settings.vault.secret_id_file]
        before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
        second = bootstrap(admin, settings)
        assert {item.change for item in second.items} == {Change.UNCHANGED}
        assert not second.changed
        assert [item.name for item in second.items] == [item.name for item in first.items]
        assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before
        accessors = admin.ask("secret-id", lambda v: v.auth.approle.list_secret_id_accessors("enrollwatch"))
        assert len(accessors["data"]["keys"]) == 1


def test_the_role_files_are_for_their_owner_only(bootstrapped: Settings) -> None:
    for file in (bootstrapped.vault.role_id_file, bootstrapped.vault.secret_id_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_was_changed_by_hand_is_put_back_and_told(
    own_server: LocalOpenBao, own_settings: Settings
) -> None:
    with admin_of(own_server) as admin:
        admin.write("auth/approle/role/enrollwatch", {"token_ttl": "24h", "token_max_ttl": "720h"})
        admin.write(f"sys/policies/acl/{AGENT_POLICY}", {"policy": 'path "*" { capabilities = ["sudo"] }'})
        report = bootstrap(admin, own_settings)
        assert changed(report) == {"role": Change.UPDATED, "policy": Change.UPDATED}
        role = admin.read("auth/approle/role/enrollwatch") or {}
        assert (role["token_ttl"], role["token_max_ttl"]) == (1200, 14400)
        policy = admin.read(f"sys/policies/acl/{AGENT_POLICY}") or {}
        assert policy["policy"] == rendered("agent.hcl", own_settings)


def test_a_secret_id_that_the_server_does_not_know_is_replaced(
    own_server: LocalOpenBao, own_settings: Settings
) -> None:
    write_private(own_settings.vault.secret_id_file, "of-another-server")
    with admin_of(own_server) as admin, VaultClient(own_settings.vault) as client:
        with pytest.raises(VaultDeniedError):
            client.check()
        assert changed(bootstrap(admin, own_settings)) == {"secret-id file": Change.UPDATED}
        client.check()


@pytest.mark.parametrize("exposed", [True, False], ids=["others could read it", "a new one is asked for"])
def test_an_old_secret_id_is_ended_when_it_is_replaced(
    own_server: LocalOpenBao, own_settings: Settings, tmp_path: Path, exposed: bool
) -> None:
    vault = own_settings.vault
    write_private(tmp_path / "old", vault.secret_id_file.read_text(encoding="ascii").strip())
    if exposed:
        vault.secret_id_file.chmod(0o644)
    with admin_of(own_server) as admin:
        report = bootstrap(admin, own_settings, new_secret_id=not exposed)
    assert changed(report) == {"secret-id file": Change.UPDATED}
    with VaultClient(vault) as client:
        client.check()
    old = vault.model_copy(update={"secret_id_file": tmp_path / "old"})
    with VaultClient(old) as client, pytest.raises(VaultDeniedError):
        client.check()


def test_a_new_account_widens_the_policy_by_its_path_only(
    own_server: LocalOpenBao, own_settings: Settings
) -> None:
    east = NORTH.model_copy(update={"name": "east", "vault_path": "portal/east", "totp_key": "east"})
    wider = own_settings.model_copy(update={"accounts": (*own_settings.accounts, east)})
    with admin_of(own_server) as admin:
        admin.put("secret", "portal/east", {"password": "x"}, 0)
        with VaultClient(own_settings.vault) as client:
            with pytest.raises(VaultDeniedError):
                client.secret("portal/east")
            assert changed(bootstrap(admin, wider)) == {"policy": Change.UPDATED}
            assert client.secret("portal/east").version == 1


def test_a_mount_that_holds_something_else_is_left_alone(admin: AdminVault, bootstrapped: Settings) -> None:
    admin.write("sys/mounts/old-kv", {"type": "kv", "options": {"version": "1"}})
    for update in ({"kv_mount": "old-kv"}, {"totp_mount": "secret"}):
        vault = bootstrapped.vault.model_copy(update=update)
        with pytest.raises(VaultError, match="choose another mount"):
            bootstrap(admin, bootstrapped.model_copy(update={"vault": vault}))


@pytest.mark.parametrize("path", ["portal/*", "+/north", 'a" { capabilities = ["sudo"] }', "a/../b"])
def test_a_path_that_would_widen_the_policy_is_refused_before_anything_is_made(
    admin: AdminVault, bootstrapped: Settings, path: str
) -> None:
    account = NORTH.model_copy(update={"vault_path": path})
    with pytest.raises(SettingsError, match=r"accounts\.north-clinic\.vault_path"):
        bootstrap(admin, bootstrapped.model_copy(update={"accounts": (account,)}))


def test_a_wrong_admin_token_is_denied_and_an_absent_server_unreachable(
    bootstrapped: Settings, openbao: LocalOpenBao
) -> None:
    with AdminVault(openbao.url, None, SecretStr("s.canary-token")) as admin:
        with pytest.raises(VaultDeniedError) as caught:
            bootstrap(admin, bootstrapped)
        assert "canary" not in str(caught.value)
    nobody = "http://127.0.0.1:9"
    with AdminVault(nobody, None, openbao.root_token) as admin, pytest.raises(VaultUnreachableError):
        bootstrap(admin, bootstrapped)


def test_a_folder_that_cannot_be_written_is_told_by_its_file(
    own_server: LocalOpenBao, tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("a file, no folder")
    settings = settings_for(own_server, tmp_path / "in-the-way")
    with admin_of(own_server) as admin, pytest.raises(VaultError, match="in-the-way"):
        bootstrap(admin, settings)


def test_the_password_policy_makes_passwords_that_the_portal_takes(
    admin: AdminVault, bootstrapped: Settings
) -> None:
    allowed = re.compile(r"""[A-Za-z0-9@#&)(\-_'".,*;:/]{8,12}""")
    for _ in range(50):
        answer = admin.read(f"sys/policies/password/{PASSWORD_POLICY}/generate") or {}
        password = str(answer["password"])
        assert allowed.fullmatch(password)
        assert re.search("[a-z]", password)
        assert re.search("[A-Z]", password)
        assert re.search("[0-9]", password)
        assert re.search("[^A-Za-z0-9]", password)


def test_an_operator_can_import_and_replace_the_secret_id_but_opens_no_evidence(
    own_server: LocalOpenBao, own_settings: Settings
) -> None:
    with admin_of(own_server) as admin, VaultClient(own_settings.vault) as client:
        wrapped = client.data_key().wrapped
        body: dict[str, object] = {"policies": [OPERATOR_POLICY], "no_default_policy": True}
        made = admin.ask("auth/token/create", lambda vault: vault.write_data("auth/token/create", data=body))
        token = SecretStr(made["auth"]["client_token"])
    with AdminVault(own_server.url, None, token) as operator:
        import_credentials(operator, document(), own_settings)
        import_credentials(operator, document(password="Second-pw2"), own_settings)
        assert operator.write("auth/approle/role/enrollwatch/secret-id", {})["secret_id"]
        beyond: dict[str, dict[str, object]] = {
            "transit/decrypt/enrollwatch": {"ciphertext": wrapped},
            "transit/datakey/plaintext/enrollwatch": {},
            "secret/data/other": {"data": {"a": "b"}},
            f"sys/policies/acl/{AGENT_POLICY}": {"policy": ""},
        }
        for path, sent in beyond.items():
            with pytest.raises(VaultDeniedError):
                operator.write(path, sent)
        with pytest.raises(VaultDeniedError):
            operator.read("totp/keys/north-clinic")
    with VaultClient(own_settings.vault) as client:
        assert verify(client, own_settings).ok


def test_every_file_of_the_secrets_policy_is_found() -> None:
    for name in ("agent.hcl", "operator.hcl", "password_policy.hcl", "catalogue.toml", "README.md"):
        assert policy_file(name).read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="not complete"):
        policy_file("none.hcl")


def test_the_keys_of_links_are_made_once_and_a_new_one_stands_last(
    own_server: LocalOpenBao, own_settings: Settings
) -> None:
    web = WebSettings(base_url="https://watch.example.org", vault_path="web/links")
    linked = own_settings.model_copy(update={"web": web})
    with admin_of(own_server) as admin, VaultClient(linked.vault) as client:
        assert changed(bootstrap(admin, linked)) == {"policy": Change.UPDATED, "link keys": Change.CREATED}
        first = client.secret("web/links").field(FIELD).get_secret_value()
        assert not bootstrap(admin, linked).changed
        assert changed(bootstrap(admin, linked, new_link_key=True)) == {"link keys": Change.UPDATED}
        both = client.secret("web/links").field(FIELD).get_secret_value().split()
        assert both[0] == first
        assert len(set(both)) == 2
        report = verify(client, linked)
    assert "read the secret web/links" in {row.check for row in report.rows if row.ok}
