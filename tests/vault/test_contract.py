"""One suite over the fake and the real client: what holds for one holds for the other."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyotp
import pytest
from pydantic import SecretStr

from agent.model.errors import SettingsError, VaultDeniedError, VaultError, VaultMissingError
from agent.settings import Settings
from agent.vault import AdminVault, Vault, VaultClient
from tests.fakes_vault import FakeVault

PATH = "portal/north-clinic"
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class World(Protocol):
    """A vault, and what an administrator does behind it."""

    vault: Vault

    def put(self, fields: dict[str, str]) -> int: ...
    def delete(self) -> None: ...
    def put_seed(self, seed: str) -> None: ...


class FakeWorld:
    def __init__(self) -> None:
        self.fake = FakeVault()
        self.fake.denied.add("portal/not-granted")
        self.vault: Vault = self.fake

    def put(self, fields: dict[str, str]) -> int:
        return self.fake.put(PATH, fields)

    def delete(self) -> None:
        self.fake.delete(PATH)

    def put_seed(self, seed: str) -> None:
        self.fake.put_seed("north-clinic", seed)


@dataclass
class RealWorld:
    vault: Vault
    admin: AdminVault
    settings: Settings

    def put(self, fields: dict[str, str]) -> int:
        return self.admin.put("secret", PATH, fields, self.admin.stored("secret", PATH).version)

    def delete(self) -> None:
        self.admin.delete(f"secret/data/{PATH}")

    def put_seed(self, seed: str) -> None:
        body = {"key": seed, "issuer": "test", "account_name": "north-clinic"}
        self.admin.write("totp/keys/north-clinic", body)


@pytest.fixture(params=["fake", "real"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield FakeWorld()
        return
    admin: AdminVault = request.getfixturevalue("admin")
    client: VaultClient = request.getfixturevalue("vault_client")
    yield RealWorld(client, admin, request.getfixturevalue("bootstrapped"))
    admin.delete(f"secret/metadata/{PATH}")
    admin.delete("totp/keys/north-clinic")


def test_a_secret_has_its_fields_and_its_version(world: World) -> None:
    world.put({"user_id": "agent-01", "password": "first"})
    secret = world.vault.secret(PATH)
    assert secret.version == 1
    assert secret.field("password").get_secret_value() == "first"
    assert set(secret.fields) == {"user_id", "password"}


def test_a_new_version_is_seen_at_once(world: World) -> None:
    world.put({"password": "first"})
    assert world.vault.latest_version(PATH) == 1
    world.put({"password": "second"})
    assert world.vault.latest_version(PATH) == 2
    assert world.vault.secret(PATH).version == 2
    assert world.vault.secret(PATH).field("password").get_secret_value() == "second"


def test_a_path_with_nothing_is_missing_by_name(world: World) -> None:
    with pytest.raises(VaultMissingError, match=PATH):
        world.vault.secret(PATH)
    with pytest.raises(VaultMissingError, match=PATH):
        world.vault.latest_version(PATH)


def test_a_missing_field_names_path_and_field(world: World) -> None:
    world.put({"user_id": "agent-01"})
    with pytest.raises(VaultMissingError, match="password") as caught:
        world.vault.secret(PATH).field("password")
    assert PATH in str(caught.value)


def test_a_deleted_secret_is_missing_but_keeps_its_number(world: World) -> None:
    world.put({"password": "first"})
    world.delete()
    with pytest.raises(VaultMissingError):
        world.vault.secret(PATH)
    assert world.vault.latest_version(PATH) == 1


def test_a_path_that_is_not_granted_is_denied(world: World) -> None:
    with pytest.raises(VaultDeniedError, match="portal/not-granted"):
        world.vault.secret("portal/not-granted")


@pytest.mark.parametrize("path", ["portal/*", "../sys/seal", "portal/../x", "/portal", "portal/", "a\nb", ""])
def test_a_path_that_reaches_further_than_it_says_is_refused(world: World, path: str) -> None:
    with pytest.raises(SettingsError, match="not a usable Vault path"):
        world.vault.secret(path)
    with pytest.raises(SettingsError, match="not a usable Vault path"):
        world.vault.code(path)


def test_the_code_is_the_one_an_authenticator_shows(world: World) -> None:
    world.put_seed(SEED)
    authenticator = pyotp.TOTP(SEED)
    before = authenticator.at(int(time.time()))
    code = world.vault.code("north-clinic").get_secret_value()
    assert code in {before, authenticator.at(int(time.time()))}


def test_a_code_of_an_unknown_key_is_missing(world: World) -> None:
    with pytest.raises(VaultMissingError, match="north-clinic"):
        world.vault.code("north-clinic")


def test_a_seed_kept_in_kv_gives_the_same_code(world: World) -> None:
    authenticator = pyotp.TOTP(SEED)
    before = authenticator.at(int(time.time()))
    code = world.vault.code_from_seed(SecretStr(SEED)).get_secret_value()
    assert code in {before, authenticator.at(int(time.time()))}


def test_a_seed_that_is_not_base32_is_refused_without_being_shown(world: World) -> None:
    with pytest.raises(VaultError) as caught:
        world.vault.code_from_seed(SecretStr("CANARY-0189"))
    assert "0189" not in str(caught.value)


def test_a_data_key_is_256_bits_and_unwraps_to_itself(world: World) -> None:
    key, other = world.vault.data_key(), world.vault.data_key()
    assert len(key.plaintext) == 32
    assert key.plaintext != other.plaintext
    assert world.vault.unwrap(key.wrapped) == key.plaintext
    assert world.vault.unwrap(other.wrapped) == other.plaintext


@pytest.mark.parametrize("wrapped", ["", "vault:v1:AAAA", "no such form", "vault:v9:" + "A" * 80])
def test_a_damaged_data_key_does_not_unwrap(world: World, wrapped: str) -> None:
    with pytest.raises(VaultError):
        world.vault.unwrap(wrapped)


def test_what_vault_hands_out_never_shows_itself(world: World) -> None:
    world.put({"password": "canary-password"})
    secret, key = world.vault.secret(PATH), world.vault.data_key()
    shown = f"{secret!r} {secret} {secret.fields!r} {key!r} {key}"
    assert "canary-password" not in shown
    assert repr(key.plaintext) not in shown


def test_check_is_silent_where_all_is_well(world: World) -> None:
    world.vault.check()


def test_it_can_be_used_again_after_close(world: World) -> None:
    world.put({"password": "first"})
    world.vault.close()
    assert world.vault.latest_version(PATH) == 1
