"""From a request to its caller: a session's cookie, or an API token."""

from urllib.parse import quote

from fastapi import Request, Response
from pydantic import SecretStr

from agent.access import Known
from agent.access.secrecy import form_token, fresh_session
from agent.web.gate import SAFE, Caller, address_of
from agent.web.site import Site

_FORM_COOKIE = "enrollwatch-form"
LIVE = "x-live"
"""Header of what an open page asks by itself, which does not keep a session alive."""


def authenticate(request: Request) -> Caller | None:
    """Null for nobody. Whoever sends a token is that token's alone, whatever cookie comes with it."""
    site: Site = request.app.state.site
    now = site.clock()
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        known = site.door.by_token(text.strip(), address_of(request), now)
        return _caller(known) if known else None
    secret = session_of(request)
    if secret is None:
        return None
    known = site.door.by_session(secret, now, is_activity=_is_activity(request))
    return _caller(known, form_token(secret)) if known else None


def _caller(known: Known, csrf: str = "") -> Caller:
    accounts = known.token.accounts if known.token else None
    return Caller(known.who, known.role, csrf, accounts)


def _is_activity(request: Request) -> bool:
    return request.method not in SAFE or LIVE not in request.headers


def is_secure(site: Site) -> bool:
    return (site.settings.web.base_url or "").startswith("https://")


def cookie_name(site: Site) -> str:
    """Browsers take `__Host-` only with Secure, for this host and all its paths: nobody beside us sets it."""
    return "__Host-enrollwatch" if is_secure(site) else "enrollwatch"


def session_of(request: Request) -> str | None:
    return request.cookies.get(cookie_name(request.app.state.site))


def begin(response: Response, site: Site, secret: SecretStr) -> None:
    """Lax, not Strict: a link in a mail leads to its incident, and only asks. What changes anything carries
    a form token besides."""
    response.set_cookie(
        cookie_name(site),
        secret.get_secret_value(),
        httponly=True,
        secure=is_secure(site),
        samesite="lax",
        path="/",
    )


def end(response: Response, site: Site) -> None:
    response.delete_cookie(cookie_name(site), httponly=True, secure=is_secure(site), samesite="lax", path="/")


def form_secret(request: Request) -> str:
    """Of a browser in which nobody is signed in yet: what the form token of its sign-in is made from."""
    return request.cookies.get(_FORM_COOKIE) or fresh_session().get_secret_value()


def has_form_secret(request: Request) -> bool:
    return _FORM_COOKIE in request.cookies


def keep_form_secret(response: Response, site: Site, secret: str) -> None:
    response.set_cookie(
        _FORM_COOKIE, secret, httponly=True, secure=is_secure(site), samesite="strict", path="/sign-in"
    )


def sign_in_address(request: Request) -> str:
    """The sign-in page, which leads back to what was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(asked, safe='/')}"


def local(address: str) -> str:
    """The address if it leads to a page of ours, else the overview."""
    is_ours = address.startswith("/") and not address.startswith("//")
    return address if is_ours and address.isprintable() and "\\" not in address else "/"
