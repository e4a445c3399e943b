"""From file and environment to checked settings, with errors that name key, file and line."""

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.model.errors import SettingsError
from agent.settings.route_shapes import TAGS
from agent.settings.secret_shapes import key_looks_secret, value_looks_secret
from agent.settings.shapes import Settings
from agent.settings.toml_source import Location, TomlSource

PREFIX = "ENROLLWATCH_"
CONFIG_VARIABLE = "ENROLLWATCH_CONFIG"


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the file, lay `ENROLLWATCH_SECTION__KEY` variables over it, and check all of it.

    Paths come back absolute, relative ones taken from the file's folder.
    Raises SettingsError naming key, file and line and, for an unknown key, the nearest right spelling.
    """
    source = TomlSource.read(path)
    overrides = _overrides(environ)
    data = _merge(source.data, overrides)
    _refuse_secrets(data, source, overrides)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        details = error.errors()
        misspelt = next((detail for detail in details if detail["type"] == "extra_forbidden"), details[0])
        raise _explain(misspelt, source, overrides) from None  # its own text would show the input
    _refuse_repeats(settings, source)
    return _absolute(settings, path.resolve().parent)


def _overrides(environ: Mapping[str, str]) -> dict[Location, str]:
    names = (name for name in environ if name.startswith(PREFIX) and name != CONFIG_VARIABLE)
    return {tuple(name.removeprefix(PREFIX).lower().split("__")): environ[name] for name in sorted(names)}


def _merge(data: Mapping[str, Any], overrides: Mapping[Location, str]) -> dict[str, Any]:
    merged: dict[str, Any] = json.loads(json.dumps(data, default=str))
    for location, text in overrides.items():
        table = merged
        for part in location[:-1]:
            inner = table.setdefault(str(part), {})
            if not isinstance(inner, dict):
                raise SettingsError(
                    f"{_dotted(location)} is not inside a table", _variable(location), "unset the variable"
                )
            table = inner
        table[str(location[-1])] = _parsed(text, location)
    return merged


def _parsed(text: str, location: Location) -> Any:
    """A list or table is written as JSON; anything else is the text itself."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(
            "a list or table must be JSON", _variable(location), "correct the variable"
        ) from error


def _refuse_secrets(data: Mapping[str, Any], source: TomlSource, overrides: Mapping[Location, str]) -> None:
    for location, value in _leaves(data, ()):
        keys = [part for part in location if isinstance(part, str)]
        threshold = "policy" in keys and not isinstance(value, str)  # of passwords and tokens, in days
        named_so = key_looks_secret(keys[-1]) and not threshold
        if named_so or (isinstance(value, str) and value_looks_secret(value)):
            raise SettingsError(
                f"{_dotted(location)} looks like a secret",
                _where(location, source, overrides),
                "put the value into Vault and name only its path here",
            )


def _leaves(value: Any, location: Location) -> Iterator[tuple[Location, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*location, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*location, index))
    else:
        yield location, value


def _explain(detail: ErrorDetails, source: TomlSource, overrides: Mapping[Location, str]) -> SettingsError:
    location: Location = tuple(part for part in detail["loc"] if part not in TAGS)
    where = _where(location, source, overrides)
    if detail["type"] == "extra_forbidden":
        return SettingsError(f"{_dotted(location)} is not a setting", where, _nearest(location))
    if detail["type"] == "missing":
        return SettingsError(f"{_dotted(location)} is missing", where, "add it")
    what = detail["msg"].removeprefix("Value error, ")
    return SettingsError(f"{_dotted(location)}: {what}".removeprefix(": "), where, "correct it")


def _nearest(location: Location) -> str:
    known = sorted(_known_keys(location[:-1]))
    close = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}"


def _known_keys(location: Location) -> set[str]:
    model: type[BaseModel] = Settings
    for part in location:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if isinstance(part, str) and part in fields:
            model = _model_in(fields[part].annotation) or model
    return {field.alias or name for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(each) for each in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)


def _refuse_repeats(settings: Settings, source: TomlSource) -> None:
    for kind, names in (
        ("accounts", [account.name for account in settings.accounts]),
        ("channels", [channel.name for channel in settings.channels]),
        ("windows", [window.name for window in settings.windows]),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                raise SettingsError(
                    f"{count} {kind} are named {name}", str(source.path), "give each a name of its own"
                )


def _absolute(settings: Settings, folder: Path) -> Settings:
    """Every path taken from the settings file's folder."""

    def placed(model: Any) -> Any:
        if isinstance(model, Path):
            return folder / model.expanduser()
        if isinstance(model, tuple):
            return tuple(placed(item) for item in model)
        if isinstance(model, BaseModel):
            moved = {key: new for key, value in model if (new := placed(value)) != value}
            return model.model_copy(update=moved)  # what was not set stays known as not set
        return model

    placed_settings: Settings = placed(settings)
    store = placed_settings.store
    return placed_settings.model_copy(
        update={
            "store": store.model_copy(update={"url": _absolute_database(store.url, folder)}),
            "portal": placed_settings.portal.model_copy(
                update={"contract": _absolute_contract(settings.portal.contract, folder)}
            ),
        }
    )


def _absolute_database(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return url
    return prefix + str(folder / url.removeprefix(prefix))


def _absolute_contract(contract: str, folder: Path) -> str:
    """A shipped contract is a bare name; anything with a slash or an ending is a path."""
    return str(folder / contract) if "/" in contract or contract.endswith(".toml") else contract


def _dotted(location: Location) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _variable(location: Location) -> str:
    return PREFIX + "__".join(str(part).upper() for part in location)


def _where(location: Location, source: TomlSource, overrides: Mapping[Location, str]) -> str:
    for length in range(len(location), 0, -1):
        if location[:length] in overrides:
            return _variable(location[:length])
    line = source.line_of(location)
    return f"{source.path}:{line}" if line else str(source.path)
