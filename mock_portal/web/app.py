"""The portal as an ASGI application: read, meet the faults, answer, render, note, send."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from mock_portal.exchange import Answer, Exchange, Page, Upload
from mock_portal.faults.base import BrokenResponse
from mock_portal.faults.book import Hit
from mock_portal.lookups.asking import parse_lookup
from mock_portal.lookups.routes import answer_lookup, handler_at
from mock_portal.portal import Portal
from mock_portal.request_log import LONGEST_PATH, RequestKind, RequestRow
from mock_portal.sessions import Ending, Stage
from mock_portal.sign_in import same_text
from mock_portal.web.forms import BadFormError, parse_fields, read_form
from mock_portal.web.messages import not_found, refused, stale_form
from mock_portal.web.rendering import SKINS, STATIC, render
from mock_portal.web.routes import PATHS, ROUTES
from mock_portal.web.routing import Method, Open, Personal
from mock_portal.web.sign_in_pages import see
from mock_portal.web.systems import SYSTEMS, system_at

COOKIE = "PORTALSESSION"
PROBE_AGENT = "enrollwatch-probe"
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_STATIC_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class _Sent:
    """What came with a request, as far as it could be read."""

    query: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)
    upload: Upload | None = None


class PortalApp:
    """Serves a portal; one instance for the life of the process."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the portal speaks HTTP only, not {scope['type']}")
        request = Request(scope, receive)
        exchange, unreadable = await self._open(request)
        response = await self._respond(exchange, unreadable)
        self._set_cookie(exchange, response, secure=request.url.scheme == "https")
        self._note(exchange, response)
        await response(scope, receive, send)

    async def _open(self, request: Request) -> tuple[Exchange, BadFormError | None]:
        """The exchange, and why its fields could not be read where they could not."""
        sent, unreadable = await self._read(request)
        portal = self._portal
        began = time.perf_counter()
        portal.run_timers()
        exchange = self._exchange(request, sent)
        exchange.session_policy = portal.session_policy(exchange.account.name if exchange.account else None)
        exchange.began = began
        exchange.origin = str(request.base_url).rstrip("/")
        exchange.db_seconds = time.perf_counter() - began
        return exchange, unreadable

    async def _read(self, request: Request) -> tuple[_Sent, BadFormError | None]:
        query: dict[str, str] = {}
        try:
            read_query = parse_lookup if handler_at(request.url.path) else parse_fields
            query = read_query(request.url.query)
            if request.method == Method.POST:
                form, upload = await read_form(request, self._largest_upload(request))
                return _Sent(query, form, upload), None
        except BadFormError as error:
            return _Sent(query), error
        return _Sent(query), None

    def _exchange(self, request: Request, sent: _Sent) -> Exchange:
        portal, cookie = self._portal, request.cookies.get(COOKIE)
        skin = SKINS[portal.start.skin]
        return Exchange(
            method=Method.GET if request.method == "HEAD" else request.method,
            path=skin.canonical(request.url.path),
            address=request.url.path,
            skin=skin,
            query=sent.query,
            form=sent.form,
            upload=sent.upload,
            user_agent=request.headers.get("user-agent", ""),
            cookie=cookie,
            cookies=request.cookies,
            wire=request.scope.get("state", {}).get("wire"),
            now=portal.clock.now(),
            clock=portal.clock,
            world=portal.world,
            sessions=portal.sessions,
            access=portal.access,
            filing=portal.filing,
            office=portal.office,
            nppes=portal.public.nppes,
            desk=portal.desk,
            tokens=portal.tokens,
            password_policy=portal.password_policy,
            session=portal.sessions.find(cookie) if cookie else None,
        )

    def _largest_upload(self, request: Request) -> int | None:
        """How many bytes a file may have here; null where none is taken, as from somebody not signed in."""
        route = ROUTES.get((Method.POST, SKINS[self._portal.start.skin].canonical(request.url.path)))
        session = self._portal.sessions.find(request.cookies.get(COOKIE, ""))
        if not isinstance(route, Personal) or not route.uploads:
            return None
        if session is None or not session.alive or session.stage not in route.stages:
            return None
        return self._portal.filing.policy.largest_upload_bytes

    async def _respond(self, exchange: Exchange, unreadable: BadFormError | None) -> Response:
        hits = self._portal.faults.meet(exchange)
        answer = await _fault_answer(exchange, hits)
        exchange.find_session_again()
        if answer is None:
            answer = self._answer(exchange, unreadable)
        response = _finish(exchange, hits, answer)
        if location := response.headers.get("location"):
            response.headers["location"] = exchange.skin.own(location)
        response.headers.update(_SECURITY_HEADERS)
        app = (time.perf_counter() - exchange.began) * 1000
        response.headers["Server-Timing"] = f"db;dur={exchange.db_seconds * 1000:.3f}, app;dur={app:.3f}"
        for hit in hits:
            response = hit.fault.alter_response(exchange, hit.turn, response)
        return response

    def _answer(self, exchange: Exchange, unreadable: BadFormError | None) -> Answer:
        lookup = handler_at(exchange.path)
        if lookup is not None:
            return answer_lookup(exchange, lookup, self._portal.public, unreadable)
        return refused(unreadable.text, unreadable.status) if unreadable else _answer(exchange)

    def _set_cookie(self, exchange: Exchange, response: Response, *, secure: bool) -> None:
        session = exchange.session
        if session is None or session.ending in (Ending.TIMED_OUT, Ending.KILLED):
            return
        if session.ending is not None:
            if exchange.cookie == session.id:
                # Without the machine's date, which `delete_cookie` would put in.
                response.set_cookie(COOKIE, "", 0, secure=secure, httponly=True, samesite="lax")
        elif session.id != exchange.cookie:
            response.set_cookie(COOKIE, session.id, secure=secure, httponly=True, samesite="lax")

    def _note(self, exchange: Exchange, response: Response) -> None:
        account, session = exchange.account, exchange.session
        row = RequestRow(
            at=exchange.now,
            account=account.name if account else None,
            session=session.tag if session else None,
            method=exchange.method,
            path=exchange.address[:LONGEST_PATH],
            status=response.sent_status if isinstance(response, BrokenResponse) else response.status_code,
            kind=_kind(exchange),
        )
        self._portal.requests.add(row)
        self._portal.changed()


async def _fault_answer(exchange: Exchange, hits: list[Hit]) -> Answer | None:
    for hit in hits:
        answer = await hit.fault.arrive(exchange, hit.turn)
        if answer is not None:
            status = answer.status if isinstance(answer, Page) else answer.status_code
            exchange.refused = status >= 400
            return answer
    return None


def _answer(exchange: Exchange) -> Answer:
    if exchange.path.startswith("/static/"):
        return _static(exchange.path.removeprefix("/static/"))
    if exchange.path == "/session.do":
        return _seconds_left(exchange)
    route = ROUTES.get((exchange.method, exchange.path))
    if route is None:
        return _no_route(exchange)
    if isinstance(route, Personal):
        return _personal_answer(exchange, route)
    if exchange.live_session is not None:
        exchange.session = exchange.sessions.touch(exchange.live_session, exchange.now)
    if exchange.method == Method.POST and not _token_is_right(exchange):
        exchange.refused = True
        return stale_form()
    return route.handler(exchange)


def _no_route(exchange: Exchange) -> Answer:
    if exchange.path in PATHS:
        return refused("This page cannot be asked for in that way.", 405)
    return not_found()


def _personal_answer(exchange: Exchange, route: Personal) -> Answer:
    session, account = exchange.live_session, exchange.account
    if session is None or account is None or session.stage not in route.stages:
        exchange.refused = True
        return _no_session(exchange)
    exchange.session = session = exchange.sessions.touch(session, exchange.now)
    if exchange.method == Method.POST and not _token_is_right(exchange):
        exchange.refused = True
        return stale_form()
    return route.handler(exchange, session, account)


def _no_session(exchange: Exchange) -> Response:
    """To the timed-out page where a session ended by itself, else to sign-in."""
    over = exchange.session is not None and exchange.session.ending in (Ending.TIMED_OUT, Ending.KILLED)
    system = system_at(exchange.path)
    if over and exchange.session is not None and exchange.path == "/keepAlive.do":
        system = SYSTEMS[exchange.session.system]
    return see(system.timed_out if over else f"{system.login}?notice=sign-in")


def _token_is_right(exchange: Exchange) -> bool:
    session = exchange.live_session
    return session is not None and same_text(session.csrf, exchange.form.get("csrf_token", ""))


def _static(name: str) -> Response:
    if name not in STATIC:
        return Response("not found", 404, media_type="text/plain")
    suffix = name[name.rindex(".") :]
    return Response(STATIC[name], media_type=_STATIC_TYPES[suffix])


def _seconds_left(exchange: Exchange) -> Response:
    """The poll of the time-out dialog; it is no activity."""
    policy, session = exchange.session_policy, exchange.session
    if session is None or session.account is None:
        return JSONResponse({"error": "no session"}, 401)
    left = timedelta()
    if session.alive:
        left = session.last_active + timedelta(minutes=policy.limit_minutes) - exchange.now
    seconds = max(0, round(left.total_seconds()))
    return JSONResponse({"seconds_left": seconds, "limit_minutes": policy.stated_minutes})


def _finish(exchange: Exchange, hits: list[Hit], answer: Answer) -> Response:
    if isinstance(answer, Response):
        return answer
    for hit in hits:
        answer = hit.fault.alter_page(exchange, hit.turn, answer)
    html = render(exchange, answer)
    for hit in hits:
        html = hit.fault.alter_html(exchange, hit.turn, html)
    return HTMLResponse(html, answer.status, dict(answer.headers))


def _kind(exchange: Exchange) -> RequestKind:
    route = ROUTES.get((exchange.method, exchange.path))
    writes = isinstance(route, Open | Personal) and route.writes
    signed = exchange.session is not None and exchange.session.stage is not Stage.ANONYMOUS
    probe = exchange.method == Method.GET and not signed and exchange.user_agent.startswith(PROBE_AGENT)
    kinds = (
        (exchange.is_sign_in, RequestKind.SIGN_IN),
        (exchange.is_background, RequestKind.ASSET),
        (exchange.refused, RequestKind.REFUSED),
        (probe, RequestKind.PROBE),
        (writes, RequestKind.WRITE),
    )
    return next((kind for holds, kind in kinds if holds), RequestKind.PAGE)
