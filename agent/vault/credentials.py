"""Reads a document of credentials. Its errors name account and field, never a value."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from agent.model.errors import EnrollwatchError
from agent.vault import totp

_SHAPE = '{"accounts": [{"name", "user_id", "password", "totp_secret"}], "channels": [{"name", ...}]}'
_FIX = f"give a document such as {_SHAPE}"


class CredentialsError(EnrollwatchError):
    """The document of credentials cannot be used; nothing of it was imported."""


@dataclass(frozen=True)
class AccountCredentials:
    name: str
    user_id: SecretStr
    password: SecretStr
    totp_seed: SecretStr  # base32, upper case, no padding


@dataclass(frozen=True)
class ChannelCredentials:
    name: str
    fields: Mapping[str, SecretStr] = field(repr=False)


@dataclass(frozen=True)
class Credentials:
    accounts: tuple[AccountCredentials, ...]
    channels: tuple[ChannelCredentials, ...]


def read_credentials(document: str | bytes) -> Credentials:
    """The document, wholly checked. Raises CredentialsError."""
    content = _parsed(document)
    if not isinstance(content, dict):
        raise CredentialsError("the document is no JSON object", "top level", _FIX)
    unknown = sorted(set(content) - {"accounts", "channels"})
    if unknown:
        raise CredentialsError(f"the document has {len(unknown)} unknown name(s)", "top level", _FIX)
    accounts = tuple(_account(entry, n) for n, entry in enumerate(_rows(content, "accounts"), start=1))
    channels = tuple(_channel(entry, n) for n, entry in enumerate(_rows(content, "channels"), start=1))
    _refuse_doubles("account", [account.name for account in accounts])
    _refuse_doubles("channel", [channel.name for channel in channels])
    if not accounts and not channels:
        raise CredentialsError("the document holds no credentials", "top level", _FIX)
    return Credentials(accounts, channels)


def _parsed(document: str | bytes) -> Any:
    try:
        return json.loads(document)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
    except (UnicodeDecodeError, RecursionError):
        where = "the whole document"
    # Raised here, outside of the handlers: the parser's error holds the document.
    raise CredentialsError("the document is not JSON", where, _FIX)


def _rows(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = content.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CredentialsError(f"{name!r} is no list of objects", name, _FIX)
    return rows


def _account(entry: dict[str, Any], number: int) -> AccountCredentials:
    name = _text(entry, "name", f"account {number}")
    where = f"account {_shown(name, number)}"
    seed = _text(entry, "totp_secret", where)
    try:
        seed = totp.canonical_seed(seed)
    except ValueError:
        seed = ""
    if not seed:
        raise CredentialsError(
            "the authenticator seed is not base32, or too short",
            f"{where}, field totp_secret",
            "copy it again",
        )
    return AccountCredentials(
        name,
        SecretStr(_text(entry, "user_id", where)),
        SecretStr(_text(entry, "password", where)),
        SecretStr(seed),
    )


def _channel(entry: dict[str, Any], number: int) -> ChannelCredentials:
    name = _text(entry, "name", f"channel {number}")
    where = f"channel {_shown(name, number)}"
    fields = {key: SecretStr(_text(entry, key, where)) for key in entry if key != "name"}
    if not fields:
        raise CredentialsError("the channel has no field besides its name", where, "add its secret fields")
    return ChannelCredentials(name, fields)


def _text(entry: dict[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if isinstance(value, str) and value:
        return value
    what = "a field is missing" if value is None else "a field is empty or not text"
    raise CredentialsError(what, f"{where}, field {name}", "complete the document and import it again")


def _shown(name: str, number: int) -> str:
    """The alias, or the entry's number where what stands there does not look like one."""
    plain = len(name) <= 63 and name.replace("-", "").isalnum() and name.islower()
    return name if plain else str(number)


def _refuse_doubles(kind: str, names: list[str]) -> None:
    for number, name in enumerate(names, start=1):
        if name in names[: number - 1]:
            raise CredentialsError(f"{kind} {number} stands there twice", f"{kind}s", "keep one of the two")
