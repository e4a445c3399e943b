"""The files of `secrets_policy/`, filled in with the names of the settings."""

import re
from pathlib import Path
from string import Template

from agent.model.errors import SettingsError
from agent.settings import Settings
from agent.vault.paths import checked_path

ROLE = "enrollwatch"
AGENT_POLICY = "enrollwatch-agent"
OPERATOR_POLICY = "enrollwatch-operator"
PASSWORD_POLICY = "enrollwatch-portal"  # noqa: S105  (the name of a policy)


def policy_file(name: str) -> Path:
    """A file of `secrets_policy/`, which lies beside the package, in a checkout and when installed."""
    file = Path(__file__).parents[2] / "secrets_policy" / name
    if not file.is_file():
        raise SettingsError("the installation is not complete", str(file), "install enrollwatch again")
    return file


def kv_paths(settings: Settings) -> tuple[str, ...]:
    """The KV paths of all accounts and channels, of heartbeat and links, each once, checked."""
    named = [(account.vault_path, f"accounts.{account.name}.vault_path") for account in settings.accounts]
    named += [
        (channel.vault_path, f"channels.{channel.name}.vault_path")
        for channel in settings.channels
        if channel.vault_path is not None
    ]
    if settings.heartbeat.vault_path is not None:
        named.append((settings.heartbeat.vault_path, "heartbeat.vault_path"))
    if settings.web.vault_path is not None:
        named.append((settings.web.vault_path, "web.vault_path"))
    return tuple(dict.fromkeys(checked_path(path, where) for path, where in named))


def totp_keys(settings: Settings) -> tuple[str, ...]:
    """The TOTP keys of all accounts that have one, each once, checked."""
    accounts = [account for account in settings.accounts if account.totp_key is not None]
    named = [(str(account.totp_key), f"accounts.{account.name}.totp_key") for account in accounts]
    return tuple(dict.fromkeys(checked_path(key, where) for key, where in named))


def check_paths(settings: Settings) -> None:
    """SettingsError for an account's or channel's path or key that no policy may hold."""
    kv_paths(settings)
    totp_keys(settings)


def rendered(name: str, settings: Settings) -> str:
    """An HCL policy of `secrets_policy/`, its paragraphs repeated for each path and key (see agent.hcl)."""
    vault = settings.vault
    names = {
        "kv_mount": checked_path(vault.kv_mount, "vault.kv_mount"),
        "totp_mount": checked_path(vault.totp_mount, "vault.totp_mount"),
        "transit_key": checked_path(vault.transit_key, "vault.transit_key"),
        "role": ROLE,
        "password_policy": PASSWORD_POLICY,
    }
    repeated = {"kv_path": kv_paths(settings), "totp_key": totp_keys(settings)}
    paragraphs = _without_comments(policy_file(name).read_text(encoding="utf-8")).split("\n\n")
    filled = [text for paragraph in paragraphs for text in _filled(paragraph, names, repeated)]
    return "\n\n".join(text for text in filled if text) + "\n"


def _filled(paragraph: str, names: dict[str, str], repeated: dict[str, tuple[str, ...]]) -> list[str]:
    for name, values in repeated.items():
        if f"${{{name}}}" in paragraph:
            return [Template(paragraph).substitute(names, **{name: value}).strip() for value in values]
    return [Template(paragraph).substitute(names).strip()]


def _without_comments(text: str) -> str:
    return re.sub(r"(?m)^#.*\n", "", text)
