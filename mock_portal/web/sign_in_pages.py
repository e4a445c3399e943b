"""Signing in, to I&A or to PECOS: user ID and password, then a verification code."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import RedirectResponse

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.sessions import Ending, Session, Stage
from mock_portal.sign_in import CodeOutcome, PasswordOutcome, check_code, check_password
from mock_portal.web import mfa_codes
from mock_portal.web.messages import EUS, message
from mock_portal.web.systems import SYSTEMS, system_at
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import inactive

INCORRECT = "The User ID or Password you entered is incorrect."
LOCKED = f"Your account is locked after 3 failed attempts. To unlock it, contact {EUS}"
CODE_INCORRECT = "The verification code you entered is not valid."
MFA_LOCKED = f"Multi-factor authentication is locked. To unlock it, contact {EUS}"
INACTIVE = (
    "Your account is locked because nobody signed in for more than 365 days. "
    "Verify your identity again to receive a new User ID."
)
MFA_MISSING = (
    "Multi-factor authentication is required to sign in, and it was never set up for your account. "
    "Have your security answers ready."
)
EXPIRED = "Your password has expired. Reset it to sign in; your enrollments are not affected."
NOTICES = {"sign-in": "Please sign in."}
STATUS_MESSAGES = {"password-reset": "Your password has been reset. Sign in with your new password."}


def see(path: str) -> RedirectResponse:
    """Redirect to a page of the portal, to be fetched with GET."""
    return RedirectResponse(path, status_code=303)


def sign_in_form(exchange: Exchange) -> Page:
    """The sign-in page, perhaps with why the visitor was sent here."""
    notice = NOTICES.get(exchange.query.get("notice", ""))
    return _sign_in_page(
        exchange,
        alerts=[notice] if notice else [],
        status_message=STATUS_MESSAGES.get(exchange.query.get("notice", "")),
    )


def sign_in(exchange: Exchange) -> Answer:
    """Judge a user ID and password."""
    errors = _missing(exchange)
    if errors:
        return _sign_in_page(exchange, errors=errors, status=400)
    if exchange.hindrances.locked_out:
        return _sign_in_page(exchange, alerts=[LOCKED])
    with exchange.looking_up() as world:
        account = world.account_of_user(exchange.form["user_id"])
    if account is None:
        return _sign_in_page(exchange, alerts=[INCORRECT])
    outcome, account = check_password(
        account, exchange.form["password"], exchange.password_policy, exchange.now
    )
    exchange.world.put_account(account)
    accepted = outcome in (PasswordOutcome.ACCEPTED, PasswordOutcome.EXPIRED)
    if accepted and inactive(account, exchange.now):
        return _sign_in_page(exchange, alerts=[INACTIVE])
    return _after_password(exchange, outcome, account)


def _missing(exchange: Exchange) -> dict[str, str]:
    labels = {"user_id": "User ID", "password": "Password"}
    errors = {name: f"Enter your {label}." for name, label in labels.items() if not exchange.form.get(name)}
    wanted = exchange.hindrances.captcha
    if wanted and exchange.form.get("captcha", "").upper() != wanted:
        errors["captcha"] = "Type the characters shown in the security check."
    return errors


def _after_password(exchange: Exchange, outcome: PasswordOutcome, account: Account) -> Answer:
    system = system_at(exchange.path)
    if outcome is PasswordOutcome.ACCEPTED and not account.mfa_set_up:
        links = (("GO TO I&A TO SETUP MFA", "/IAWeb/resetMfa.do"),)  # the button's words: W29
        return message("Set Up Multi-Factor Authentication", MFA_MISSING, links=links)
    if outcome is PasswordOutcome.ACCEPTED:
        exchange.open_session(Stage.CODE_DUE, system.key, account.name)
        return see(system.mfa)
    if outcome is PasswordOutcome.EXPIRED:
        exchange.open_session(Stage.RESET_DUE, system.key, account.name)
        return see("/IAWeb/resetPassword.do")
    return _sign_in_page(exchange, alerts=[LOCKED if outcome is PasswordOutcome.LOCKED else INCORRECT])


def _sign_in_page(
    exchange: Exchange,
    *,
    alerts: list[str] | None = None,
    errors: dict[str, str] | None = None,
    status_message: str | None = None,
    status: int = 200,
) -> Page:
    values = {
        "alerts": alerts or [],
        "errors": errors or {},
        "status_message": status_message,
        "typed": {"user_id": exchange.form.get("user_id", "")},
        "blamed": alerts == [INCORRECT],
        "captcha": exchange.hindrances.captcha,
    }
    return Page("sign_in.html", values, status)


def code_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The verification code page."""
    return _code_page(exchange, account, [MFA_LOCKED] if account.mfa_locked else [])


def verify_code(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Judge a verification code, or give up where CANCEL was pressed."""
    system = SYSTEMS[session.system]
    if exchange.form.get("action") == "cancel":
        exchange.session = exchange.sessions.end(session, Ending.SIGNED_OUT, exchange.now)
        return see(system.login)
    if exchange.form.get("action") == "send":
        return _send_code(exchange, account)
    machine_now = exchange.clock.machine() + timedelta(seconds=exchange.hindrances.code_skew_seconds)
    outcome, account = check_code(
        account,
        exchange.form.get("code", ""),
        exchange.password_policy,
        machine_now=machine_now,
        now=exchange.now,
    )
    exchange.world.put_account(account)
    if outcome is CodeOutcome.ACCEPTED:
        exchange.open_session(Stage.SIGNED_IN, system.key, account.name)
        return see(system.home)
    return _code_page(exchange, account, [MFA_LOCKED if outcome is CodeOutcome.LOCKED else CODE_INCORRECT])


def _send_code(exchange: Exchange, account: Account) -> Page:
    if account.mfa_locked:
        return _code_page(exchange, account, [MFA_LOCKED])
    sent = mfa_codes.send_code(exchange, account, exchange.form.get("method", ""))
    if sent is None:
        return _code_page(exchange, account, [], errors={"method": "Select where the code is to go."})
    return _code_page(exchange, account, [], status_message=f"A code was sent: {sent}. Look in spam, too.")


def _code_page(
    exchange: Exchange,
    account: Account,
    alerts: list[str],
    *,
    errors: dict[str, str] | None = None,
    status_message: str | None = None,
) -> Page:
    values = {
        "alerts": alerts,
        "blamed": alerts == [CODE_INCORRECT],
        "errors": errors or {},
        "status_message": status_message,
        "ways": mfa_codes.ways_of(exchange, account),
    }
    return Page("mfa.html", values, 400 if errors else 200)


def sign_out(exchange: Exchange, session: Session, account: Account) -> Answer:
    """End the session."""
    exchange.session = exchange.sessions.end(session, Ending.SIGNED_OUT, exchange.now)
    return see(system_at(exchange.path).signed_out)


def signed_out(exchange: Exchange) -> Page:
    """What a visitor sees who has signed out."""
    text = "Your session has ended. Close your browser if others use this computer."
    return message("You Have Signed Out", text, links=_sign_in_link(exchange))


def timed_out(exchange: Exchange) -> Page:
    """What a visitor sees whose session ended by itself."""
    minutes = exchange.session_policy.stated_minutes
    return message(
        "Session Timed Out",
        f"Your session ended after {minutes} minutes of inactivity.",
        "Work that was not saved is lost. Sign in again to go on.",
        links=_sign_in_link(exchange),
    )


def _sign_in_link(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    system = system_at(exchange.path)
    return ((f"Go to {system.name} sign-in", system.login),)
