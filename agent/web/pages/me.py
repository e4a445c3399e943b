"""`/me`: oneself, and another password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from agent.access import Refused
from agent.access.passwords import SHORTEST, WeakPasswordError, refuse_weak
from agent.web.entrance import begin, session_of
from agent.web.gate import Caller, Oneself, address_of
from agent.web.rendering import page
from agent.web.site import Site, TheSite

router = APIRouter()


@router.get("/me")
def me(caller: Oneself, request: Request, site: TheSite) -> Response:
    return _page(caller, request, site)


@router.post("/me/password")
def password(
    caller: Oneself,
    request: Request,
    site: TheSite,
    old: Annotated[SecretStr, Form()],
    new: Annotated[SecretStr, Form()],
    again: Annotated[SecretStr, Form()],
) -> Response:
    """Whoever sits at a screen that somebody left must still know the old one."""
    try:
        refuse_weak(caller.name, new)
    except WeakPasswordError as error:
        return _page(caller, request, site, f"{error.what}: {error.do}.", 422)
    if new != again:
        return _page(caller, request, site, "The two new passwords differ.", 422)
    address, now = address_of(request), site.clock()
    known = site.door.sign_in(caller.name, old, address, now, session_of(request))
    if isinstance(known, Refused):
        return _page(caller, request, site, str(known.why), 422)
    site.register(caller.name).set_password(caller.name, new, now)
    anew = site.door.sign_in(caller.name, new, address, now)
    onward = RedirectResponse("/me?changed=yes", status_code=303)
    if not isinstance(anew, Refused):
        begin(onward, site, anew.secret)
    return onward


def _page(caller: Caller, request: Request, site: Site, problem: str = "", status: int = 200) -> Response:
    return page(
        request,
        caller,
        "me.html",
        status=status,
        problem=problem,
        person=site.store.person(caller.name),
        tokens=site.store.tokens(caller.name),
        shortest=SHORTEST,
        changed="changed" in request.query_params,
    )
