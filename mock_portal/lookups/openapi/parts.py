"""Pieces that both documents are made of."""

from __future__ import annotations

from collections.abc import Mapping

Json = dict[str, object]
TEXT: Json = {"type": "string", "maxLength": 256}


def document(title: str, text: str, paths: Mapping[str, object]) -> Json:
    """A whole document; every path only answers GET."""
    info = {"title": title, "version": "1", "description": text}
    return {"openapi": "3.1.0", "info": info, "paths": {path: {"get": one} for path, one in paths.items()}}


def operation(name: str, text: str, parameters: list[Json], responses: Mapping[str, Json]) -> Json:
    """One way to ask."""
    return {"operationId": name, "summary": text, "parameters": parameters, "responses": dict(responses)}


def parameter(name: str, text: str, schema: Json | None = None, *, path: bool = False) -> Json:
    """A field of the query, or a part of the path."""
    where: Json = {"in": "path", "required": True} if path else {"in": "query"}
    return {"name": name, **where, "description": text, "schema": schema or TEXT}


def answer(text: str, schema: Json, kind: str = "application/json") -> Json:
    """A response of one kind."""
    return {"description": text, "content": {kind: {"schema": schema}}}


def record(required: Mapping[str, Json], optional: Mapping[str, Json] | None = None) -> Json:
    """An object that has all the required fields, may have the optional ones, and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def list_of(schema: Json) -> Json:
    """An array."""
    return {"type": "array", "items": schema}
