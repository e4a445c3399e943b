"""Every page: its address, who may see it, and what answers."""

from __future__ import annotations

from starlette.responses import JSONResponse

from mock_portal.exchange import Answer, Exchange
from mock_portal.sessions import Session, Stage
from mock_portal.web import (
    application_routes,
    help_desk,
    ia,
    ia_connections,
    ia_recovered,
    ia_register,
    ia_security,
    ia_staff,
    pecos_routes,
    public,
    sign_in_pages,
)
from mock_portal.web.ia_connecting import ADD_SURROGATE, REQUEST_CONNECTION
from mock_portal.web.ia_recovery import Purpose
from mock_portal.web.routing import Method, Open, Personal, Table
from mock_portal.web.systems import IA, PECOS
from mock_portal.world.entities import Account


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
            (Method.GET, f"{system.prefix}/forgotUserId.do"): _recovery_form(ia_recovered.FORGOT_USER_ID),
            (Method.GET, f"{system.prefix}/forgotPassword.do"): _recovery_form(ia_recovered.FORGOT_PASSWORD),
        }
    return table


def _page_routes() -> Table:
    resetting = frozenset({Stage.RESET_DUE, Stage.SIGNED_IN})
    return {
        (Method.GET, "/"): Open(_front_page),
        (Method.POST, "/keepAlive.do"): Personal(_keep_alive),
        (Method.GET, "/IAWeb/home.do"): Personal(ia_connections.home),
        (Method.GET, "/IAWeb/myProfile.do"): Personal(ia.my_profile),
        (Method.GET, "/IAWeb/resetPassword.do"): Personal(ia.reset_form, resetting),
        (Method.POST, "/IAWeb/resetPassword.do"): Personal(ia.reset, resetting, writes=True),
        (Method.GET, "/pecos/selfService.do"): Open(public.status_search),
    }


def _recovery_form(purpose: Purpose) -> Open:
    return Open(ia_recovered.PAGES[purpose.path].form)


def _recovery_routes() -> Table:
    table: Table = {
        (Method.GET, "/IAWeb/register.do"): Open(ia_register.register_form),
        (Method.POST, "/IAWeb/register.do"): Open(ia_register.register, writes=True),
    }
    for path, pages in ia_recovered.PAGES.items():
        table[Method.GET, path] = Open(pages.form)
        table[Method.POST, path] = Open(pages.send, writes=True)
    return table


def _access_routes() -> Table:
    table: Table = {
        (Method.POST, "/IAWeb/pendingConnections.do"): Personal(ia_connections.decide, writes=True),
        (Method.GET, "/IAWeb/myConnections.do"): Personal(ia_connections.my_connections),
        (Method.POST, "/IAWeb/removeConnection.do"): Personal(ia_connections.remove, writes=True),
        (Method.GET, "/IAWeb/myStaff.do"): Personal(ia_staff.my_staff),
        (Method.GET, "/IAWeb/addStaff.do"): Personal(ia_staff.add_form),
        (Method.POST, "/IAWeb/addStaff.do"): Personal(ia_staff.add, writes=True),
        (Method.POST, "/IAWeb/staffMember.do"): Personal(ia_staff.change, writes=True),
        (Method.GET, "/IAWeb/acceptInvitation.do"): Personal(ia_staff.accept_form),
        (Method.POST, "/IAWeb/acceptInvitation.do"): Personal(ia_staff.accept, writes=True),
        (Method.GET, "/IAWeb/securityQuestions.do"): Personal(ia_security.questions_form),
        (Method.POST, "/IAWeb/securityQuestions.do"): Personal(ia_security.set_questions, writes=True),
        (Method.GET, "/IAWeb/mfaMethods.do"): Personal(ia_security.methods_form),
        (Method.POST, "/IAWeb/mfaMethods.do"): Personal(ia_security.set_methods, writes=True),
    }
    for pages in (ADD_SURROGATE, REQUEST_CONNECTION):
        table[Method.GET, pages.path] = Personal(pages.form)
        table[Method.POST, pages.path] = Personal(pages.send, writes=True)
    return table


ROUTES: Table = {
    **_sign_in_routes(),
    **_page_routes(),
    **_recovery_routes(),
    **_access_routes(),
    **help_desk.ROUTES,
    **pecos_routes.ROUTES,
    **application_routes.ROUTES,
}
PATHS = frozenset(path for _, path in ROUTES)
