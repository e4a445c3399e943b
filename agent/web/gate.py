"""Who asks, and whether they may: each route says which role it needs, and a test walks all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from starlette.concurrency import run_in_threadpool

from agent.access.secrecy import same
from agent.model.person import Role

FORM_FIELD, FORM_HEADER = "csrf", "x-csrf-token"
"""Where a form, and a call with a session's cookie, bring back what the hidden field of each form says."""

_ACCOUNT = "account"
"""The name of the part of a path, or of the parameter, by which a route is of one account."""

SAFE = frozenset({"GET", "HEAD"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Caller:
    """Who asks. `csrf` is what a form of theirs must bring back; empty for an API token.

    With `accounts` it is a token that may ask for what is of these, and for nothing else.
    """

    name: str
    role: Role
    csrf: str = ""
    accounts: tuple[str, ...] | None = None

    @property
    def is_token(self) -> bool:
        return not self.csrf


class RefusedError(Exception):
    """Nobody is signed in (`caller` is null), or this caller may not. `why` is told."""

    def __init__(self, needed: Role, caller: Caller | None, why: str = "") -> None:
        self.why = why or f"this needs the role {needed}"
        super().__init__(f"{caller.name if caller else 'nobody'}: {self.why}")
        self.caller = caller


@dataclass(frozen=True)
class Needs:
    """A dependency: the caller, if they have this role or a higher one. Raises RefusedError.

    Whoever sends something must bring back their form token; `session_only`: a token is not enough.
    """

    role: Role
    session_only: bool = False

    async def __call__(self, request: Request) -> Caller:
        caller: Caller | None = await run_in_threadpool(request.app.state.authenticate, request)
        if caller is None:
            raise RefusedError(self.role, None)
        why = self._why_not(request, caller) or await _why_forged(request, caller)
        if why:
            await run_in_threadpool(_record, request, caller, why)
            raise RefusedError(self.role, caller, why)
        return caller

    def _why_not(self, request: Request, caller: Caller) -> str:
        if not caller.role.may(self.role):
            return f"this needs the role {self.role}"
        if self.session_only and caller.is_token:
            return "this needs a person who is signed in, not a token"
        if caller.accounts is not None and not _is_of(request, caller.accounts):
            return f"this token reads what is of {', '.join(caller.accounts)} alone"
        return ""


def _is_of(request: Request, accounts: tuple[str, ...]) -> bool:
    """Whether what is asked for is of these accounts: by the path, or by a parameter `account` that the
    route knows, for of one that it does not know it would show everything."""
    route = request.scope.get("route")
    asked = [value for name, value in request.path_params.items() if name == _ACCOUNT]
    if _ACCOUNT in _parameters(getattr(route, "dependant", None)):
        asked += request.query_params.getlist(_ACCOUNT)
    return request.method in SAFE and bool(asked) and all(name in accounts for name in asked)


def _parameters(dependant: Dependant | None) -> Iterator[str]:
    """The names of the parameters that a route takes from its address, its dependencies' too."""
    if dependant is not None:
        yield from (field.alias for field in dependant.query_params)
        for inner in dependant.dependencies:
            yield from _parameters(inner)


async def _why_forged(request: Request, caller: Caller) -> str:
    """A browser sends its cookie also where another site bids it; what only our pages know it does not."""
    if request.method in SAFE or caller.is_token:
        return ""
    brought = request.headers.get(FORM_HEADER)
    if brought is None and request.headers.get("content-type", "").startswith(_FORMS):
        brought = str((await request.form()).get(FORM_FIELD, ""))
    if brought and same(brought, caller.csrf):
        return ""
    return "the page that this was sent from is too old, or not ours: reload it and try again"


def address_of(request: Request) -> str:
    """Where it comes from; uvicorn has put the client of a proxy on this machine in its place."""
    return request.client.host if request.client else "unknown"


def _record(request: Request, caller: Caller, why: str) -> None:
    site = request.app.state.site
    of = f"{request.method} {request.url.path}"
    site.door.refused("refused", caller.name, of, address_of(request), site.clock(), why)


Viewer = Annotated[Caller, Depends(Needs(Role.VIEWER))]
Operator = Annotated[Caller, Depends(Needs(Role.OPERATOR))]
Admin = Annotated[Caller, Depends(Needs(Role.ADMIN))]
"""The first parameter of every route; what is open to all carries none, and is on the list OPEN."""

Oneself = Annotated[Caller, Depends(Needs(Role.VIEWER, session_only=True))]
AdminInPerson = Annotated[Caller, Depends(Needs(Role.ADMIN, session_only=True))]
"""Of people and tokens: a token makes no other."""

OPEN = frozenset({"/metrics", "/healthz", "/static", "/sign-in", "/ack"})
"""Paths that need nobody to be signed in, with what lies below them."""


def is_open(path: str) -> bool:
    return any(path == known or path.startswith(f"{known}/") for known in OPEN)
