"""Asks for a noun, made from the noun itself: what a creation takes, and what a change takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from mock_portal.control.asks import Day, Moment, Text
from mock_portal.world.entities import Entity

_ASK = ConfigDict(frozen=True, extra="forbid")
_BOUNDED: Mapping[object, object] = {
    str: Text,
    int: Annotated[int, Field(ge=0, le=1_000_000_000)],
    AwareDatetime: Moment,
    date: Day,
}
"""What an ask may say, where a stored value could be anything of its type."""
Kinds = Mapping[str, object]
"""Types of single fields that are narrower than these."""


def create_ask(
    noun: type[Entity], kinds: Kinds, made: Collection[str], optional: Collection[str]
) -> type[BaseModel]:
    """What a creation is asked with: every field but those `made` here; `optional` ones may be left out."""
    wanted = {name: one for name, one in noun.model_fields.items() if name not in made}
    fields = {
        name: (_kind(name, one, kinds), _left_out(one if name not in optional else None))
        if name in optional or not one.is_required()
        else (_kind(name, one, kinds), ...)
        for name, one in wanted.items()
    }
    return _model(f"{noun.__name__}Ask", f"What {_a(noun)} is made of.", fields)


def change_ask(noun: type[Entity], kinds: Kinds, fixed: Collection[str]) -> type[BaseModel]:
    """What a change is asked with: every field but the `fixed` ones, each as wanted."""
    fields = {
        name: (_kind(name, one, kinds), _left_out(None))
        for name, one in noun.model_fields.items()
        if name not in fixed
    }
    return _model(f"{noun.__name__}Patch", f"What can change in {_a(noun)}.", fields)


def _model(name: str, text: str, fields: Mapping[str, Any]) -> type[BaseModel]:
    return create_model(name, __config__=_ASK, __doc__=text, **fields)


def _a(noun: type[Entity]) -> str:
    name = "".join(f" {one.lower()}" if one.isupper() else one for one in noun.__name__)
    return f"{'an' if name.strip()[0] in 'aeiou' else 'a'}{name}"


def _left_out(field: FieldInfo | None) -> FieldInfo:
    """A default that is never stored: only what was sent is read; the document tells no default."""
    default = None if field is None else field.default
    return FieldInfo(default=default, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def _kind(name: str, field: FieldInfo, kinds: Kinds) -> object:
    return kinds.get(name) or _bounded(field.annotation)


def _bounded(annotation: object) -> object:
    if get_origin(annotation) in (Union, UnionType):
        return reduce(or_, (_bounded(one) for one in get_args(annotation)))
    return _BOUNDED.get(annotation, annotation)
