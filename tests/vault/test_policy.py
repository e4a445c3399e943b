"""The files of `secrets_policy/`: filled in completely, and granting what stands in the settings alone."""

import re
import tomllib
from pathlib import Path

import pytest

from agent.settings import AccountSettings, PortalSettings, Settings, VaultSettings
from agent.vault.policy import policy_file, rendered
from tests.openbao import NORTH, OPS_MAIL, SOUTH


@pytest.fixture
def settings() -> Settings:
    return Settings(
        portal=PortalSettings(url="http://127.0.0.1:8441"),
        vault=VaultSettings(
            url="http://127.0.0.1:8200",
            role_id_file=Path("role-id"),
            secret_id_file=Path("secret-id"),
            kv_mount="team/kv",
            transit_key="other-key",
        ),
        accounts=(NORTH, SOUTH),
        channels=(OPS_MAIL,),
    )


def granted(text: str) -> dict[str, set[str]]:
    """Path to capabilities, as the policy's lines say."""
    lines = re.findall(r'^path "([^"]+)" \{ capabilities = \[([^\]]+)\] \}$', text, re.MULTILINE)
    return {path: set(re.findall(r"\w+", capabilities)) for path, capabilities in lines}


def test_the_agent_is_granted_exactly_this(settings: Settings) -> None:
    secrets = ("portal/north-clinic", "portal/south-clinic", "channels/ops-mail")
    assert granted(rendered("agent.hcl", settings)) == {
        **{f"team/kv/data/{path}": {"read"} for path in secrets},
        **{f"team/kv/metadata/{path}": {"read"} for path in secrets},
        "totp/code/north-clinic": {"read"},
        "transit/datakey/plaintext/other-key": {"update"},
        "transit/decrypt/other-key": {"update"},
        "auth/token/lookup-self": {"read"},
        "auth/token/renew-self": {"update"},
        "auth/token/revoke-self": {"update"},
        "sys/capabilities-self": {"update"},
    }


def test_the_operator_reads_no_seed_and_touches_no_transit(settings: Settings) -> None:
    rights = granted(rendered("operator.hcl", settings))
    assert rights["totp/keys/north-clinic"] == {"create", "update", "delete"}
    assert [path for path in rights if path.startswith("transit/")] == []
    assert all("*" not in path and "list" not in allowed for path, allowed in rights.items())


@pytest.mark.parametrize("name", ["agent.hcl", "operator.hcl"])
def test_nothing_is_left_to_fill_in_and_every_line_is_a_grant(settings: Settings, name: str) -> None:
    text = rendered(name, settings)
    assert "$" not in text
    assert len(granted(text)) == len([line for line in text.splitlines() if line])


def test_without_authenticator_keys_no_code_is_granted(settings: Settings) -> None:
    bare = settings.model_copy(update={"accounts": (SOUTH,), "channels": ()})
    assert not any(path.startswith("totp") for path in granted(rendered("agent.hcl", bare)))


def test_two_accounts_that_share_a_path_are_granted_it_once(settings: Settings) -> None:
    twin = AccountSettings(name="twin", vault_path=NORTH.vault_path, totp_key=NORTH.totp_key)
    shared = settings.model_copy(update={"accounts": (NORTH, twin)})
    assert rendered("agent.hcl", shared).count("team/kv/data/portal/north-clinic") == 1


def test_the_catalogue_says_of_each_secret_what_it_is_whose_and_how_old_it_may_get() -> None:
    entries = tomllib.loads(policy_file("catalogue.toml").read_text(encoding="utf-8"))["secrets"]
    for entry in entries:
        assert set(entry) == {"path", "what", "owner", "maximum_age_days"}
        assert entry["owner"] in {"credentialing", "operations"}
        assert entry["maximum_age_days"] >= 0
    ages = {entry["path"]: entry["maximum_age_days"] for entry in entries}
    assert ages["${kv_mount}/data/${account.vault_path}"] == 60  # S2, S4, W1, W33
    assert ages["auth/approle/role/enrollwatch/secret-id"] == 90
    assert len(ages) == len(entries)
