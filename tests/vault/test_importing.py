"""Credentials into a real server: once, again, changed, and refused."""

import json
import time

import pyotp
import pytest

from agent.model.errors import SettingsError, VaultError
from agent.settings import Settings
from agent.vault import AdminVault, VaultClient
from agent.vault.bootstrap import bootstrap
from agent.vault.credentials import CredentialsError
from agent.vault.importing import ImportReport, Outcome, import_credentials
from agent.vault.server import LocalOpenBao
from tests.openbao import NORTH, SOUTH, admin_of
from tests.vault.documents import NORTH_SEED, SOUTH_SEED, account, document

PATHS = ("portal/north-clinic", "portal/south-clinic", "channels/ops-mail")


@pytest.fixture(scope="module")
def empty(admin: AdminVault, bootstrapped: Settings) -> AdminVault:
    """The shared server; each test of this file begins with `clear`."""
    return admin


@pytest.fixture(autouse=True)
def clear(empty: AdminVault) -> None:
    for path in PATHS:
        empty.delete(f"secret/metadata/{path}")
    empty.delete("totp/keys/north-clinic")


def outcomes(report: ImportReport) -> dict[tuple[str, str], Outcome]:
    return {(row.name, row.what): row.outcome for row in report.rows}


def versions(client: VaultClient) -> list[int]:
    return [client.latest_version(path) for path in PATHS]


def test_the_agent_reads_what_was_imported(
    empty: AdminVault, bootstrapped: Settings, vault_client: VaultClient
) -> None:
    report = import_credentials(empty, document(), bootstrapped)
    assert outcomes(report) == {
        ("north-clinic", "authenticator"): Outcome.CREATED,
        ("north-clinic", "secret"): Outcome.CREATED,
        ("south-clinic", "secret"): Outcome.CREATED,
        ("west-clinic", "account"): Outcome.SKIPPED,
        ("ops-mail", "channel"): Outcome.CREATED,
    }
    north, south = vault_client.secret(PATHS[0]), vault_client.secret(PATHS[1])
    assert {name: value.get_secret_value() for name, value in north.fields.items()} == {
        "user_id": "user-north-clinic",
        "password": "First-pw1",
    }
    assert south.field("totp_secret").get_secret_value() == SOUTH_SEED
    assert vault_client.secret(PATHS[2]).field("user").get_secret_value() == "ops"
    before = pyotp.TOTP(NORTH_SEED).at(int(time.time()))
    code = vault_client.code("north-clinic").get_secret_value()
    assert code in {before, pyotp.TOTP(NORTH_SEED).at(int(time.time()))}


def test_importing_twice_makes_no_new_version(
    empty: AdminVault, bootstrapped: Settings, vault_client: VaultClient
) -> None:
    import_credentials(empty, document(), bootstrapped)
    report = import_credentials(empty, document().encode(), bootstrapped)
    assert set(outcomes(report).values()) == {Outcome.UNCHANGED, Outcome.SKIPPED}
    assert versions(vault_client) == [1, 1, 1]


def test_a_new_password_makes_one_new_version_of_that_secret_alone(
    empty: AdminVault, bootstrapped: Settings, vault_client: VaultClient
) -> None:
    import_credentials(empty, document(), bootstrapped)
    report = import_credentials(empty, document(password="Second-pw2"), bootstrapped)
    changed = {key for key, outcome in outcomes(report).items() if outcome is Outcome.UPDATED}
    assert changed == {("north-clinic", "secret")}
    assert versions(vault_client) == [2, 1, 1]


def test_a_new_seed_is_a_new_version_of_the_secret_so_that_a_refused_account_tries_again(
    empty: AdminVault, bootstrapped: Settings, vault_client: VaultClient
) -> None:
    import_credentials(empty, document(), bootstrapped)
    report = import_credentials(empty, document(totp_secret=SOUTH_SEED.lower()), bootstrapped)
    assert outcomes(report)["north-clinic", "authenticator"] is Outcome.UPDATED
    assert versions(vault_client) == [2, 1, 1]
    before = pyotp.TOTP(SOUTH_SEED).at(int(time.time()))
    code = vault_client.code("north-clinic").get_secret_value()
    assert code in {before, pyotp.TOTP(SOUTH_SEED).at(int(time.time()))}


def test_a_new_version_can_be_asked_for_where_nothing_changed(
    empty: AdminVault, bootstrapped: Settings, vault_client: VaultClient
) -> None:
    import_credentials(empty, document(), bootstrapped)
    report = import_credentials(empty, document(), bootstrapped, new_version=True)
    assert outcomes(report)["north-clinic", "authenticator"] is Outcome.UNCHANGED
    assert outcomes(report)["north-clinic", "secret"] is Outcome.UPDATED
    assert versions(vault_client) == [2, 2, 1]


def test_a_deleted_secret_is_written_again(
    empty: AdminVault, bootstrapped: Settings, vault_client: VaultClient
) -> None:
    import_credentials(empty, document(), bootstrapped)
    empty.delete(f"secret/data/{PATHS[0]}")
    report = import_credentials(empty, document(), bootstrapped)
    assert outcomes(report)["north-clinic", "secret"] is Outcome.UPDATED
    assert vault_client.secret(PATHS[0]).version == 2


def test_a_secret_changed_in_between_is_not_overwritten(empty: AdminVault) -> None:
    empty.put("secret", PATHS[0], {"password": "a"}, 0)
    with pytest.raises(VaultError, match="changed meanwhile"):
        empty.put("secret", PATHS[0], {"password": "b"}, 0)


def test_a_document_of_channels_alone_is_enough(empty: AdminVault, bootstrapped: Settings) -> None:
    only = json.dumps({"channels": [{"name": "ops-mail", "signing_key": "k"}, {"name": "other", "k": "v"}]})
    report = import_credentials(empty, only, bootstrapped)
    assert outcomes(report) == {
        ("ops-mail", "channel"): Outcome.CREATED,
        ("other", "channel"): Outcome.SKIPPED,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no JSON object"),
        ("{}", "holds no credentials"),
        ('{"acounts": []}', "unknown"),
        ('{"accounts": {}}', "no list"),
        ('{"accounts": ["north-clinic"]}', "no list"),
        ('{"channels": [{"name": "ops-mail"}]}', "besides its name"),
        (json.dumps({"accounts": [account("nobody")]}), "none of 1 accounts"),
        (json.dumps({"accounts": [account("north-clinic"), account("north-clinic")]}), "stands there twice"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused(
    empty: AdminVault, bootstrapped: Settings, text: str | bytes, says: str
) -> None:
    with pytest.raises(CredentialsError, match=says) as caught:
        import_credentials(empty, text, bootstrapped)
    assert caught.value.do


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user_id", None),
        ("user_id", ""),
        ("password", 12345678),
        ("password", None),
        ("totp_secret", None),
        ("totp_secret", "CANARY-0189"),
        ("totp_secret", "A"),
    ],
)
def test_a_bad_field_is_named_with_its_account_and_nothing_is_written(
    empty: AdminVault, bootstrapped: Settings, field: str, value: object
) -> None:
    bad = json.dumps({"accounts": [account("north-clinic"), account("south-clinic", **{field: value})]})
    with pytest.raises(CredentialsError) as caught:
        import_credentials(empty, bad, bootstrapped)
    assert f"account south-clinic, field {field}" in str(caught.value)
    assert "0189" not in str(caught.value)
    assert [empty.stored("secret", path).version for path in PATHS] == [0, 0, 0]
    assert empty.read("totp/code/north-clinic") is None


def test_a_path_that_cannot_be_used_is_refused_before_the_first_write(
    empty: AdminVault, bootstrapped: Settings
) -> None:
    wild = SOUTH.model_copy(update={"vault_path": "portal/*"})
    settings = bootstrapped.model_copy(update={"accounts": (NORTH, wild)})
    with pytest.raises(SettingsError, match="south-clinic"):
        import_credentials(empty, document(), settings)
    assert empty.stored("secret", PATHS[0]).version == 0


def test_a_seed_moved_to_the_engine_leaves_kv(own_server: LocalOpenBao, own_settings: Settings) -> None:
    moved = SOUTH.model_copy(update={"totp_key": "south-clinic"})
    later = own_settings.model_copy(update={"accounts": (NORTH, moved)})
    with admin_of(own_server) as admin, VaultClient(own_settings.vault) as client:
        import_credentials(admin, document(), own_settings)
        assert "totp_secret" in client.secret(PATHS[1]).fields
        bootstrap(admin, later)
        import_credentials(admin, document(), later)
        assert "totp_secret" not in client.secret(PATHS[1]).fields
        assert len(client.code("south-clinic").get_secret_value()) == 6
