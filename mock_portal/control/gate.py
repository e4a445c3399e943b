"""Who may speak to the control port, and how much at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_portal.control.problems import problem
from mock_portal.sign_in import same_text

LARGEST_BODY = 2 * 1024 * 1024
LARGEST_SNAPSHOT = 64 * 1024 * 1024
"""A snapshot of 10 000 enrollments is larger than any other body."""


class Gate:
    """Bearer token on everything but the OpenAPI documents; bodies up to 2 MB; then settles what changed."""

    def __init__(self, app: ASGIApp, token: str, settle: Callable[[], Awaitable[None]]) -> None:
        self._app = app
        self._token = token
        self._settle = settle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass the request on with its whole body read."""
        if scope["type"] != "http":
            raise RuntimeError(f"the control port speaks HTTP only, not {scope['type']}")
        headers = Headers(scope=scope)
        if not scope["path"].startswith("/openapi") and not self._is_known(headers):
            refusal = problem(401, "send Authorization: Bearer with the token of the token file")
            refusal.headers["WWW-Authenticate"] = "Bearer"
            return await refusal(scope, receive, send)
        limit = LARGEST_SNAPSHOT if scope["path"] == "/snapshot" else LARGEST_BODY
        body = await _read(headers, receive, limit)
        if body is None:
            return await problem(413, f"the body is larger than {limit} bytes")(scope, receive, send)
        return await self._app(scope, _replay(body, receive), self._settled(scope, send))

    def _is_known(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and same_text(self._token, token.strip())

    def _settled(self, scope: Scope, send: Send) -> Send:
        """Once a change is made, the portal is as asked before the answer goes out."""

        async def settle_first(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] != "GET":
                await self._settle()
            await send(message)

        return settle_first


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """The body; null where it is too large, known from its length or after as much was read."""
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        return None
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            return None
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
