"""The settings as they were loaded, flat. Whatever looks like a secret is not shown."""

from collections.abc import Iterator
from typing import Any

from agent.model.base import Frozen
from agent.settings import Settings, key_looks_secret, value_looks_secret

HIDDEN = "(not shown: it looks like a secret)"


class Setting(Frozen):
    """`key` as in the file, such as `accounts[0].name`; `given`: it does not stand at its default."""

    key: str
    value: str
    given: bool


class Section(Frozen):
    name: str
    settings: tuple[Setting, ...]


def sections(settings: Settings) -> tuple[Section, ...]:
    """In the order of the settings reference."""
    values = settings.model_dump(mode="json")
    given = settings.model_dump(mode="json", exclude_unset=True)
    return tuple(
        Section(name=name, settings=tuple(_flat(name, value, given.get(name))))
        for name, value in values.items()
    )


def _flat(key: str, value: Any, given: Any) -> Iterator[Setting]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{key}.{name}", inner, given.get(name) if isinstance(given, dict) else None)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            its_own = given[number] if isinstance(given, list) and number < len(given) else None
            yield from _flat(f"{key}[{number}]", inner, its_own)
    else:
        yield Setting(key=key, value=_said(key, value), given=given is not None)


def _said(key: str, value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    secret = key_looks_secret(key.rpartition(".")[2]) or value_looks_secret(text)
    return HIDDEN if text and secret else text
