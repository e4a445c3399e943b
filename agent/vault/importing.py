"""Puts a document of credentials into Vault: no new version where nothing changed."""

import time
from collections.abc import Collection, Mapping
from enum import StrEnum

from pydantic import SecretStr

from agent.model.base import Frozen
from agent.settings import AccountSettings, Settings, VaultSettings
from agent.vault import totp
from agent.vault.admin import AdminVault
from agent.vault.credentials import (
    AccountCredentials,
    ChannelCredentials,
    Credentials,
    CredentialsError,
    read_credentials,
)
from agent.vault.policy import check_paths

# Vault, unlike OpenBao, does not say when it made a code: its clock may be a window ahead or behind.
_WINDOWS = (-totp.PERIOD, 0, totp.PERIOD)


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"  # the settings do not have it


class Imported(Frozen):
    name: str  # alias of the account, or name of the channel
    what: str  # "secret", "authenticator" or "channel"
    outcome: Outcome


class ImportReport(Frozen):
    rows: tuple[Imported, ...]


def import_credentials(
    admin: AdminVault, document: str | bytes, settings: Settings, *, new_version: bool = False
) -> ImportReport:
    """Writes what the document has for the settings' accounts and channels, matched by name.

    A refused version of an account's secret is never typed again: `new_version` writes one even where
    nothing changed, for an account that was put right at the portal, and so does a changed authenticator.
    The whole document is checked before anything is written. Raises CredentialsError for the document,
    VaultError for Vault. Run again after an error: what was already written is then unchanged.
    """
    credentials = read_credentials(document)
    check_paths(settings)
    accounts = {account.name: account for account in settings.accounts}
    channels = {c.name: c.vault_path for c in settings.channels if c.vault_path is not None}
    _refuse_strangers(credentials, accounts, channels)
    rows: list[Imported] = []
    for account in credentials.accounts:
        if account.name in accounts:
            rows += _account(admin, settings.vault, accounts[account.name], account, new_version)
        else:
            rows.append(Imported(name=account.name, what="account", outcome=Outcome.SKIPPED))
    for channel in credentials.channels:
        outcome = _channel(admin, settings.vault, channels.get(channel.name), channel)
        rows.append(Imported(name=channel.name, what="channel", outcome=outcome))
    return ImportReport(rows=tuple(rows))


def _refuse_strangers(credentials: Credentials, accounts: Collection[str], channels: Collection[str]) -> None:
    """CredentialsError where not one name matches."""
    matched = [a for a in credentials.accounts if a.name in accounts]
    if not matched and not any(c.name in channels for c in credentials.channels):
        raise CredentialsError(
            f"none of {len(credentials.accounts)} accounts and {len(credentials.channels)} channels is ours",
            "the settings' [[accounts]] and [[channels]]",
            "give them the same names as the document, or import another document",
        )


def _account(
    admin: AdminVault,
    vault: VaultSettings,
    account: AccountSettings,
    given: AccountCredentials,
    new_version: bool,
) -> list[Imported]:
    values = {
        "user_id": given.user_id.get_secret_value(),
        "password": given.password.get_secret_value(),
    }
    rows = []
    if account.totp_key is None:
        values["totp_secret"] = given.totp_seed.get_secret_value()
    else:
        outcome = _authenticator(admin, f"{vault.totp_mount}/%s/{account.totp_key}", given)
        rows.append(Imported(name=given.name, what="authenticator", outcome=outcome))
        new_version = new_version or outcome is Outcome.UPDATED
    outcome = _secret(admin, vault.kv_mount, account.vault_path, values, new_version)
    return [*rows, Imported(name=given.name, what="secret", outcome=outcome)]


def _channel(admin: AdminVault, vault: VaultSettings, path: str | None, given: ChannelCredentials) -> Outcome:
    if path is None:
        return Outcome.SKIPPED
    values = {name: value.get_secret_value() for name, value in given.fields.items()}
    return _secret(admin, vault.kv_mount, path, values)


def _secret(
    admin: AdminVault, mount: str, path: str, values: Mapping[str, str], new_version: bool = False
) -> Outcome:
    stored = admin.stored(mount, path)
    if stored.values == values and not new_version:
        return Outcome.UNCHANGED
    admin.put(mount, path, values, replaces=stored.version)
    return Outcome.UPDATED if stored.version else Outcome.CREATED


def _authenticator(admin: AdminVault, path: str, given: AccountCredentials) -> Outcome:
    """Seeds never come back from the engine, so its code is compared with the seed's own."""
    there = _made_from(admin, path % "code", given.totp_seed)
    if there:
        return Outcome.UNCHANGED
    body = {
        "key": given.totp_seed.get_secret_value(),
        "issuer": "enrollwatch",
        "account_name": given.name,
        "generate": False,
        "period": totp.PERIOD,
        "digits": totp.DIGITS,
        "algorithm": "SHA1",
    }
    admin.write(path % "keys", body)
    return Outcome.CREATED if there is None else Outcome.UPDATED


def _made_from(admin: AdminVault, path: str, seed: SecretStr) -> bool | None:
    """Whether the engine's key has this seed; null where there is no key. Wrong in 3 of a million."""
    answer = admin.read(path)
    if answer is None:
        return None
    generated = answer.get("generated")
    moments = [generated] if generated else [time.time() + shift for shift in _WINDOWS]
    return str(answer["code"]) in {totp.code_at(seed.get_secret_value(), moment) for moment in moments}
