"""Refusals as problem JSON (RFC 9457), each naming the field at fault where there is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mock_portal.errors import BadAskError


def problem(status: int, detail: str, field: str | None = None) -> JSONResponse:
    """The response for a refusal."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if field is not None:
        body["field"] = field
    return JSONResponse(body, status, media_type="application/problem+json")


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
    return problem(error.status_code, f"{request.method} {request.url.path}: {error.detail}")


def answer_problems(app: FastAPI) -> None:
    """Make the app answer every refusal as problem JSON."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
        BadAskError: _bad_ask,
        RequestValidationError: _invalid,
        HTTPException: _http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
