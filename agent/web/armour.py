"""Around every answer: hosts that are ours alone, bodies of bearable size, headers that bind browsers."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.settings import WebSettings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""Nothing inline, nothing from elsewhere: text of the portal's that got into a page could not act."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = 365 * 24 * 60 * 60  # seconds
MOST_BYTES = 1024 * 1024
"""Of a request: there are no uploads."""

_ANYBODY = frozenset({"/metrics", "/healthz"})
"""Asked by programs, under whatever name they know this machine by: anybody may read them."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Armour:
    """ASGI middleware. A request of another host is one that a page elsewhere made its browser send here."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._is_ours = host_check(settings)
        self._headers = HEADERS | (
            {"Strict-Transport-Security": f"max-age={_YEAR}"}
            if (settings.base_url or "").startswith("https://")
            else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)

        async def armoured(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put_on(MutableHeaders(scope=message), is_kept=path.startswith("/static/"))
            await send(message)

        refusal = self._refusal(path, headers)
        if refusal:
            await refusal(scope, receive, armoured)
        else:
            await self._app(scope, _bounded(receive), armoured)

    def _refusal(self, path: str, headers: Headers) -> PlainTextResponse | None:
        if path not in _ANYBODY and not self._is_ours(headers.get("host", "")):
            text = "This host is none of ours. Set web.base_url to the address by which people reach it.\n"
            return PlainTextResponse(text, 421)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return PlainTextResponse("Too much was sent.\n", 413)
        return None

    def _put_on(self, headers: MutableHeaders, *, is_kept: bool) -> None:
        headers.update(self._headers)
        if not is_kept:
            headers.setdefault("Cache-Control", "no-store")


def host_check(settings: WebSettings) -> Callable[[str], bool]:
    """Whether the header `Host` names this agent: by its address for people, as it listens, or by loopback.

    Where it listens everywhere any number is taken: no name that an attacker owns is one.
    """
    listens_at = settings.listen.rpartition(":")[0].strip("[]")
    named = {urlsplit(settings.base_url).hostname} if settings.base_url else set()
    ours = {*_LOOPBACK, listens_at.lower(), *(name.lower() for name in named if name)}
    everywhere = listens_at in ("0.0.0.0", "::")

    def is_ours(host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in ours or (everywhere and _is_number(name))

    return is_ours


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _bounded(receive: Receive) -> Receive:
    """A body without a length is cut off where it grows too long: what was meant is then not whole."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MOST_BYTES else {"type": "http.disconnect"}

    return bounded
