"""The agent's settings for a story, as the file that it reads."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHANNEL = "ops-mail"
"""The one channel every story has."""


def base_settings(
    portal_url: str, vault: Mapping[str, Any], accounts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the agent needs at least; each account only needs its `name`."""
    return {
        "portal": {"url": portal_url},
        "vault": dict(vault),
        "accounts": [
            {"vault_path": f"portal/{account['name']}", "totp_key": account["name"], **account}
            for account in accounts
        ],
    }


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            merged[key] = laid_over(under, value)
        else:
            merged[key] = value
    return merged


def write_settings(path: Path, settings: Mapping[str, Any]) -> None:
    lines = [f"{_key(key)} = {_value(value)}\n" for key, value in settings.items()]
    path.write_text("".join(lines), encoding="utf-8")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)
