"""Every page: its address, who may see it, and what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import JSONResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.sessions import Session, Stage
from mock_portal.web import ia, pecos, public, sign_in_pages
from mock_portal.web.systems import IA, PECOS
from mock_portal.world.entities import Account

PublicHandler = Callable[[Exchange], Answer]
PersonalHandler = Callable[[Exchange, Session, Account], Answer]


@dataclass(frozen=True, slots=True)
class Open:
    """Anybody may ask."""

    handler: PublicHandler
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """Only a visitor at one of these stages of signing in may ask."""

    handler: PersonalHandler
    stages: frozenset[Stage] = frozenset({Stage.SIGNED_IN})
    writes: bool = False


Route = Open | Personal
Table = dict[tuple[str, str], Route]


class Method(StrEnum):
    """HTTP methods the pages know; HEAD is answered as GET."""

    GET = "GET"
    POST = "POST"


def _front_page(exchange: Exchange) -> Answer:
    return sign_in_pages.see(PECOS.login)


def _keep_alive(exchange: Exchange, session: Session, account: Account) -> Answer:
    return JSONResponse({"limit_minutes": exchange.session_policy.stated_minutes})


def _sign_in_routes() -> Table:
    code, either = frozenset({Stage.CODE_DUE}), frozenset({Stage.SIGNED_IN, Stage.CODE_DUE, Stage.RESET_DUE})
    table: Table = {}
    for system in (IA, PECOS):
        table |= {
            (Method.GET, system.login): Open(sign_in_pages.sign_in_form),
            (Method.POST, system.login): Open(sign_in_pages.sign_in),
            (Method.GET, system.mfa): Personal(sign_in_pages.code_form, code),
            (Method.POST, system.mfa): Personal(sign_in_pages.verify_code, code),
            (Method.POST, system.logout): Personal(sign_in_pages.sign_out, either),
            (Method.GET, system.signed_out): Open(sign_in_pages.signed_out),
            (Method.GET, system.timed_out): Open(sign_in_pages.timed_out),
            (Method.GET, f"{system.prefix}/help.do"): Open(ia.help_page),
            (Method.GET, f"{system.prefix}/forgotUserId.do"): Open(ia.forgot_user_id),
            (Method.GET, f"{system.prefix}/forgotPassword.do"): Open(ia.forgot_password),
        }
    return table


def _page_routes() -> Table:
    resetting = frozenset({Stage.RESET_DUE, Stage.SIGNED_IN})
    return {
        (Method.GET, "/"): Open(_front_page),
        (Method.POST, "/keepAlive.do"): Personal(_keep_alive),
        (Method.GET, "/IAWeb/register.do"): Open(ia.register),
        (Method.GET, "/IAWeb/home.do"): Personal(ia.home),
        (Method.GET, "/IAWeb/myProfile.do"): Personal(ia.my_profile),
        (Method.GET, "/IAWeb/resetPassword.do"): Personal(ia.reset_form, resetting),
        (Method.POST, "/IAWeb/resetPassword.do"): Personal(ia.reset, resetting, writes=True),
        (Method.GET, "/pecos/home.do"): Personal(pecos.home),
        (Method.GET, "/pecos/myAssociates.do"): Personal(pecos.my_associates),
        (Method.GET, "/pecos/enrollments.do"): Personal(pecos.enrollments),
        (Method.GET, "/pecos/manageSignatures.do"): Personal(pecos.signatures),
        (Method.POST, "/pecos/manageSignatures.do"): Open(pecos.sign, writes=True),
        (Method.GET, "/pecos/selfService.do"): Open(public.status_search),
    }


ROUTES: Table = _sign_in_routes() | _page_routes()
PATHS = frozenset(path for _, path in ROUTES)
