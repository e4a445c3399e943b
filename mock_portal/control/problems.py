"""Refusals as problem JSON (RFC 9457), each naming the field at fault where there is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mock_portal.errors import BadAskError

_TYPE = "application/problem+json"
_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong, with what, and what to do"},
        "field": {"type": "string", "description": "the field at fault, where it is one field"},
    },
    "additionalProperties": False,
}
_MEANINGS = {
    400: "The body is no JSON.",
    401: "The token of the token file was not sent.",
    404: "There is no such thing.",
    409: "It would clash with something that is already there, or is not allowed in the present state.",
    413: "The body is too large.",
    422: "The ask makes no sense; nothing was stored.",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {_TYPE: {"schema": _SCHEMA}}}
    for status, text in _MEANINGS.items()
}
"""How every way of the control port can refuse, for its OpenAPI document."""


def problem(status: int, detail: str, field: str | None = None) -> JSONResponse:
    """The response for a refusal."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if field is not None:
        body["field"] = field
    return JSONResponse(body, status, media_type=_TYPE)


async def _bad_ask(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, BadAskError):
        raise error
    return problem(error.status, error.detail, error.field)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
    field = place[0] if place else None
    return problem(422, f"{field or 'the body'}: {first['msg']}", field)


async def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    answer = problem(error.status_code, f"{request.method} {request.url.path}: {error.detail}")
    answer.headers.update(error.headers or {})
    return answer


def answer_problems(app: FastAPI) -> None:
    """Make the app answer every refusal as problem JSON."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
        BadAskError: _bad_ask,
        RequestValidationError: _invalid,
        HTTPException: _http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
