"""`/sign-in` and `/sign-out`. What is wrong with a sign-in is not told beyond that it is."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from agent.access import Refusal, Refused
from agent.access.secrecy import form_token, same
from agent.web.entrance import (
    begin,
    end,
    form_secret,
    has_form_secret,
    keep_form_secret,
    local,
    session_of,
)
from agent.web.gate import Oneself, address_of
from agent.web.rendering import entry_page
from agent.web.site import Site, TheSite

router = APIRouter()

_STALE = "This form was too old, or your browser keeps no cookies. Try again."
_NONE = SecretStr("")
_STATUS = {Refusal.WRONG: 401, Refusal.WAIT: 429}


@router.get("/sign-in")
def sign_in_page(
    request: Request, site: TheSite, next_: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    return _form(request, site, local(next_))


@router.post("/sign-in")
def sign_in(
    request: Request,
    site: TheSite,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[SecretStr, Form()] = _NONE,
    csrf: Annotated[str, Form(max_length=200)] = "",
    next_: Annotated[str, Form(alias="next", max_length=2000)] = "/",
) -> Response:
    if not has_form_secret(request) or not same(csrf, form_token(form_secret(request))):
        return _form(request, site, local(next_), _STALE, 403)
    address, now = address_of(request), site.clock()
    result = site.door.sign_in(name, password, address, now, session_of(request))
    if isinstance(result, Refused):
        answer = _form(request, site, local(next_), result.why, _STATUS[result.why])
        if result.wait:
            answer.headers["Retry-After"] = str(int(result.wait.total_seconds()) + 1)
        return answer
    onward = RedirectResponse(local(next_), status_code=303)
    begin(onward, site, result.secret)
    return onward


@router.post("/sign-out")
def sign_out(caller: Oneself, request: Request, site: TheSite) -> Response:
    secret = session_of(request)
    if secret is not None:
        site.door.sign_out(secret, address_of(request), site.clock())
    gone = RedirectResponse("/sign-in", status_code=303)
    end(gone, site)
    return gone


def _form(request: Request, site: Site, onward: str, problem: str = "", status: int = 200) -> Response:
    secret = form_secret(request)
    answer = entry_page(
        "sign_in.html",
        status,
        csrf=form_token(secret),
        onward=onward,
        problem=problem,
        nobody_yet=not site.store.people(),
    )
    keep_form_secret(answer, site, secret)
    return answer
