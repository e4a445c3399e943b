"""`/people`: who may come in, and what lets programs in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from agent.access.passwords import SHORTEST
from agent.access.register import LONGEST_TOKEN
from agent.model.errors import AccessError
from agent.model.person import Role
from agent.web.gate import Admin, AdminInPerson, Caller
from agent.web.rendering import page
from agent.web.site import Site, TheSite

router = APIRouter()

_Text = Annotated[str, Form(max_length=200)]
_BACK = "/people"


@router.get("/people")
def people(caller: Admin, request: Request, site: TheSite) -> Response:
    return _page(caller, request, site)


@router.post("/people")
def add(
    caller: AdminInPerson,
    request: Request,
    site: TheSite,
    name: _Text,
    role: Annotated[Role, Form()],
    password: Annotated[SecretStr, Form()],
) -> Response:
    return _done(
        caller, request, site, lambda: site.register(caller.name).add(name, role, password, site.clock())
    )


@router.post("/people/{name}/role")
def role(
    caller: AdminInPerson, request: Request, site: TheSite, name: str, role: Annotated[Role, Form()]
) -> Response:
    return _done(caller, request, site, lambda: site.register(caller.name).set_role(name, role, site.clock()))


@router.post("/people/{name}/password")
def password(
    caller: AdminInPerson,
    request: Request,
    site: TheSite,
    name: str,
    password: Annotated[SecretStr, Form()],
) -> Response:
    return _done(
        caller, request, site, lambda: site.register(caller.name).set_password(name, password, site.clock())
    )


@router.post("/people/{name}/disable")
def disable(caller: AdminInPerson, request: Request, site: TheSite, name: str) -> Response:
    return _done(caller, request, site, lambda: site.register(caller.name).disable(name, site.clock()))


@router.post("/people/{name}/enable")
def enable(caller: AdminInPerson, request: Request, site: TheSite, name: str) -> Response:
    return _done(caller, request, site, lambda: site.register(caller.name).enable(name, site.clock()))


@router.post("/tokens")
def make_token(
    caller: AdminInPerson,
    request: Request,
    site: TheSite,
    person: _Text,
    role: Annotated[Role, Form()],
    days: Annotated[int, Form(ge=1, le=LONGEST_TOKEN.days)],
    accounts: Annotated[list[str], Form(max_length=1000)] = [],  # noqa: B006 - FastAPI copies it
    note: _Text = "",
) -> Response:
    """The one page that shows it."""
    known = {account.name for account in site.settings.accounts}
    try:
        if not known.issuperset(accounts):
            raise AccessError(
                "an account is not in the settings", "the token's scope", "choose from the list"
            )
        token, text = site.register(caller.name).make_token(
            person, role, timedelta(days=days), site.clock(), accounts=accounts, note=note
        )
    except AccessError as error:
        return _page(caller, request, site, error, 422)
    return page(request, caller, "token.html", token=token, text=text.get_secret_value())


@router.post("/tokens/{identifier}/revoke")
def revoke(caller: AdminInPerson, request: Request, site: TheSite, identifier: str) -> Response:
    return _done(caller, request, site, lambda: site.register(caller.name).revoke(identifier, site.clock()))


def _done(caller: Caller, request: Request, site: Site, deed: Callable[[], object]) -> Response:
    """The deed, then the page anew; or the page with what stands against it."""
    try:
        deed()
    except AccessError as error:
        return _page(caller, request, site, error, 422)
    return RedirectResponse(_BACK, status_code=303)


def _page(
    caller: Caller, request: Request, site: Site, problem: AccessError | None = None, status: int = 200
) -> Response:
    return page(
        request,
        caller,
        "people.html",
        status=status,
        problem=problem,
        people=site.store.people(),
        tokens=site.store.tokens(),
        roles=list(Role),
        accounts=[account.name for account in site.settings.accounts],
        shortest=SHORTEST,
        most_days=LONGEST_TOKEN.days,
    )
