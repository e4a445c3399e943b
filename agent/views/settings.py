"""The settings as they were loaded, flat. Whatever looks like a secret is not shown."""

from collections.abc import Iterator
from typing import Any

from agent.model.base import Frozen
from agent.settings import Settings, key_looks_secret, value_looks_secret

HIDDEN = "(not shown: it looks like a secret)"


class Setting(Frozen):
    """`key` as in the file, such as `vault.url` or `accounts[0]`; `given`: not left at its default."""

    key: str
    value: str
    given: bool


class Section(Frozen):
    name: str
    settings: tuple[Setting, ...]


def sections(settings: Settings) -> tuple[Section, ...]:
    """In the order of the settings reference. Of a table that may stand several times only what was given."""
    values = settings.model_dump(mode="json")
    given = settings.model_dump(mode="json", exclude_unset=True)
    return tuple(
        Section(name=name, settings=tuple(_settings(name, value, given.get(name))))
        for name, value in values.items()
    )


def _settings(key: str, value: Any, given: Any) -> Iterator[Setting]:
    if isinstance(value, dict):
        its_own = given if isinstance(given, dict) else {}
        for name, inner in value.items():
            yield from _settings(f"{key}.{name}", inner, its_own.get(name))
    elif _is_of_tables(value):
        for number, table in enumerate(given or ()):
            parts = (part for name, inner in table.items() for part in _settings(name, inner, inner))
            said = "; ".join(f"{part.key} = {part.value}" for part in parts)
            yield Setting(key=f"{key}[{number}]", value=said, given=True)
    else:
        yield Setting(key=key, value=_said(key, value), given=given is not None)


def _is_of_tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(inner, dict) for inner in value)


def _said(key: str, value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    secret = key_looks_secret(key.rpartition(".")[2]) or value_looks_secret(text)
    return HIDDEN if text and secret else text
