"""Verify is green on what bootstrap made, and red on each right too many or too few."""

import pytest

from agent.model.errors import VaultDeniedError
from agent.settings import Settings
from agent.vault import VaultClient
from agent.vault.importing import import_credentials
from agent.vault.policy import AGENT_POLICY, rendered
from agent.vault.server import LocalOpenBao
from agent.vault.verify import VerifyReport, verify
from tests.openbao import admin_of
from tests.vault.documents import document

WIDENED = [
    ('path "secret/data/*" { capabilities = ["read"] }', "read another secret, enrollwatch-verify-canary"),
    ('path "secret/data/portal/*" { capabilities = ["read"] }', "read another secret, portal/"),
    ('path "secret/data/portal/north-clinic" { capabilities = ["read", "update"] }', "write the secret"),
    ('path "secret/metadata/*" { capabilities = ["list"] }', "list the secrets"),
    ('path "secret/metadata/portal/north-clinic" { capabilities = ["delete"] }', "delete the secret"),
    ('path "secret/data/portal/north-clinic" { capabilities = ["delete"] }', "delete the newest version"),
    ('path "secret/destroy/portal/+" { capabilities = ["update"] }', "destroy versions"),
    ('path "totp/keys/north-clinic" { capabilities = ["read"] }', "read the authenticator key"),
    ('path "totp/keys/+" { capabilities = ["create"] }', "write the authenticator key"),
    ('path "totp/code/*" { capabilities = ["read"] }', "read another authenticator's code"),
    ('path "transit/export/*" { capabilities = ["read"] }', "export the transit key"),
    ('path "transit/keys/enrollwatch" { capabilities = ["delete"] }', "delete the transit key"),
    ('path "transit/keys/enrollwatch/config" { capabilities = ["update"] }', "configure the transit key"),
    ('path "sys/policies/acl/*" { capabilities = ["read"] }', "read the policies"),
    ('path "sys/policies/acl/*" { capabilities = ["update"] }', "write its own policy"),
    ('path "sys/mounts" { capabilities = ["read"] }', "read the mounts"),
    ('path "auth/approle/role/+/secret-id" { capabilities = ["update"] }', "make a secret-id"),
    ('path "auth/token/create" { capabilities = ["update"] }', "make a token"),
]


@pytest.fixture(scope="module")
def prepared(openbao: LocalOpenBao, bootstrapped: Settings) -> Settings:
    with admin_of(openbao) as admin:
        import_credentials(admin, document(), bootstrapped)
    return bootstrapped


def red(report: VerifyReport) -> list[str]:
    return [row.check for row in report.rows if not row.ok]


def with_policy(server: LocalOpenBao, settings: Settings, text: str) -> VerifyReport:
    """What verify says while the agent's policy is this text."""
    path = f"sys/policies/acl/{AGENT_POLICY}"
    with admin_of(server) as admin, VaultClient(settings.vault) as client:
        admin.write(path, {"policy": text})
        try:
            return verify(client, settings)
        finally:
            admin.write(path, {"policy": rendered("agent.hcl", settings)})


def test_all_is_green_after_bootstrap_and_import(prepared: Settings, vault_client: VaultClient) -> None:
    report = verify(vault_client, prepared)
    assert red(report) == []
    assert report.ok
    checks = [row.check for row in report.rows]
    assert len(set(checks)) == len(checks)
    assert sum(row.expected == "refused (403)" for row in report.rows) > 25


@pytest.mark.parametrize(("right", "check"), WIDENED, ids=[check for _, check in WIDENED])
def test_a_right_too_many_is_seen(openbao: LocalOpenBao, prepared: Settings, right: str, check: str) -> None:
    report = with_policy(openbao, prepared, rendered("agent.hcl", prepared) + right)
    assert any(check in found for found in red(report))
    assert not report.ok


def test_a_wide_open_policy_is_seen_everywhere_and_nothing_is_harmed(
    openbao: LocalOpenBao, prepared: Settings, vault_client: VaultClient
) -> None:
    everything = 'capabilities = ["create", "read", "update", "delete", "list", "patch", "sudo"]'
    before = vault_client.secret("portal/north-clinic")
    key = vault_client.data_key()
    with admin_of(openbao) as admin:
        admin.write("transit/keys/enrollwatch/config", {"deletion_allowed": True})
        report = with_policy(openbao, prepared, f'path "*" {{ {everything} }}')
        admin.write("transit/keys/enrollwatch/config", {"deletion_allowed": False})
    forbidden = [row for row in report.rows if row.expected == "refused (403)"]
    assert all(row.seen.startswith("allowed") for row in forbidden)
    assert vault_client.secret("portal/north-clinic").version == before.version
    assert vault_client.unwrap(key.wrapped) == key.plaintext
    assert len(vault_client.code("north-clinic").get_secret_value()) == 6


@pytest.mark.parametrize(
    ("without", "check"),
    [
        ("secret/data/portal/north-clinic", "read the secret portal/north-clinic"),
        ("secret/metadata/portal/south-clinic", "read the version of portal/south-clinic"),
        ("secret/data/channels/ops-mail", "read the secret channels/ops-mail"),
        ("totp/code/north-clinic", "read the code of north-clinic"),
        ("transit/datakey/plaintext/enrollwatch", "make a data key and unwrap it"),
        ("transit/decrypt/enrollwatch", "make a data key and unwrap it"),
    ],
)
def test_a_right_too_few_is_seen_alone(
    openbao: LocalOpenBao, prepared: Settings, without: str, check: str
) -> None:
    text = rendered("agent.hcl", prepared)
    lines = [line for line in text.splitlines() if f'"{without}"' not in line]
    assert len(lines) == len(text.splitlines()) - 1
    report = with_policy(openbao, prepared, "\n".join(lines))
    assert red(report) == [check]
    assert [row.seen for row in report.rows if not row.ok] == ["refused (403)"]


def test_a_secret_not_yet_imported_is_told_as_missing(
    own_settings: Settings,
) -> None:
    with VaultClient(own_settings.vault) as client:
        report = verify(client, own_settings)
    assert {row.seen for row in report.rows if not row.ok} == {"missing"}


def test_a_second_policy_on_the_role_is_seen(openbao: LocalOpenBao, prepared: Settings) -> None:
    role = "auth/approle/role/enrollwatch"
    with admin_of(openbao) as admin, VaultClient(prepared.vault) as client:
        admin.write(role, {"token_policies": [AGENT_POLICY], "token_no_default_policy": False})
        try:
            report = verify(client, prepared)
        finally:
            admin.write(role, {"token_policies": [AGENT_POLICY], "token_no_default_policy": True})
    assert "the token's policies" in red(report)


def test_without_the_right_to_ask_for_its_rights_nothing_dangerous_is_tried(
    openbao: LocalOpenBao, prepared: Settings
) -> None:
    lines = rendered("agent.hcl", prepared).splitlines()
    text = "\n".join(line for line in lines if "capabilities-self" not in line)
    report = with_policy(openbao, prepared, text)
    forbidden = [row for row in report.rows if row.expected == "refused (403)"]
    assert all(row.seen.startswith("could not tell") for row in forbidden)


def test_an_agent_that_cannot_log_in_is_an_error_and_no_report(
    prepared: Settings, openbao: LocalOpenBao
) -> None:
    vault = prepared.vault.model_copy(update={"secret_id_file": prepared.vault.role_id_file})
    with VaultClient(vault) as client, pytest.raises(VaultDeniedError):
        verify(client, prepared)
