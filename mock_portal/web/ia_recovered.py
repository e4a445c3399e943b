"""I&A: what each recovery gives once the questions are answered."""

from __future__ import annotations

import base64

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.mail import Letter, mfa_changed, new_user_id, password_changed, post, user_id_told
from mock_portal.sign_in import reset_password, same_text, valid_codes
from mock_portal.web.ia_recovery import Purpose, RecoveryPages, open_ticket
from mock_portal.web.messages import message
from mock_portal.web.sign_in_pages import see
from mock_portal.world.access import Ticket
from mock_portal.world.entities import Account

_SIGN_IN = (("Go to I&A sign-in", "/IAWeb/login.do"),)


def new_secret(exchange: Exchange) -> str:
    """A fresh authenticator secret of 20 bytes in base 32."""
    return base64.b32encode(bytes.fromhex(exchange.tokens.draw("authenticator", 40))).decode()


def set_up_page(ticket: Ticket, account: Account, error: str | None = None) -> Page:
    """The authenticator's secret and the box for its first code."""
    values = {"path": RESET_MFA.path, "ticket": ticket, "user_id": account.user_id, "error": error}
    return Page("mfa_setup.html", values, 400 if error else 200)


def set_up_for(exchange: Exchange, account: Account) -> Page:
    """Begin setting up the authenticator of somebody who was just registered."""
    return set_up_page(open_ticket(exchange, RESET_MFA.key, account, new_secret(exchange)), account)


def _tell_user_id(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    _done(exchange, ticket, user_id_told(account))
    return message("Your User ID", f"Your User ID is {account.user_id}.", links=_SIGN_IN)


def _give_new_id(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    while exchange.world.account_of_user(drawn := _user_id(exchange, account)) is not None:
        pass
    fresh = account.model_copy(update={"user_id": drawn, "last_sign_in": exchange.now})
    exchange.world.put_account(fresh)
    _done(exchange, ticket, new_user_id(fresh))
    text = f"Your new User ID is {drawn}. Your old one works no more; your password is the same."
    return message("Identity Verified", text, links=_SIGN_IN)


def _user_id(exchange: Exchange, account: Account) -> str:
    stem = "".join(one for one in account.user_id if one.isalpha())[:9]
    return f"{stem}{int(exchange.tokens.draw('user-id', 12), 16) % 1000:03d}"


def _unlock(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    unlocked = account.model_copy(update={"mfa_locked": False, "failed_codes": 0})
    exchange.world.put_account(unlocked)
    _done(exchange, ticket, mfa_changed(unlocked, "unlocked"))
    text = "Multi-factor authentication is unlocked. Sign in with the code of your authenticator app."
    return message("Multi-Factor Authentication Unlocked", text, links=_SIGN_IN)


def _offer_secret(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    ticket = ticket.model_copy(update={"secret": new_secret(exchange)})
    exchange.access.tickets[ticket.id] = ticket
    return set_up_page(ticket, account)


def _set_up(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    secret, typed = ticket.secret or "", exchange.form.get("code", "")
    if not any(same_text(one, typed) for one in valid_codes(secret, exchange.clock.machine())):
        return set_up_page(ticket, account, "The verification code you entered is not valid.")
    update = {
        "totp_secret": secret, "mfa_set_up": True, "mfa_locked": False, "failed_codes": 0, "used_codes": (),
    }  # fmt: skip
    changed = account.model_copy(update=update)
    exchange.world.put_account(changed)
    _done(exchange, ticket, mfa_changed(changed, "set up"))
    return message(
        "Multi-Factor Authentication Set Up",
        "Your authenticator app is set up. Sign in with your password and its next code.",
        links=_SIGN_IN,
    )


def _password_form(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    return _password_page(exchange, ticket, [], {})


def _new_password(exchange: Exchange, ticket: Ticket, account: Account) -> Answer:
    new, again = exchange.form.get("new_password", ""), exchange.form.get("confirm_password", "")
    errors = {} if new == again else {"confirm_password": "The two new passwords are not the same."}
    breaches = exchange.password_policy.breaches(account, new, exchange.now)
    if errors or breaches:
        return _password_page(exchange, ticket, breaches, errors)
    changed = reset_password(account, new, exchange.password_policy, exchange.now)
    exchange.world.put_account(changed.model_copy(update={"locked": False, "failed_passwords": 0}))
    _done(exchange, ticket, password_changed(account))
    return see("/IAWeb/login.do?notice=password-reset")


def _password_page(exchange: Exchange, ticket: Ticket, breaches: list[str], errors: dict[str, str]) -> Page:
    values = {
        "path": FORGOT_PASSWORD.path,
        "ticket": ticket,
        "breaches": breaches,
        "errors": errors,
        "rules": exchange.password_policy,
    }
    return Page("recovery_password.html", values, 400 if breaches or errors else 200)


def _done(exchange: Exchange, ticket: Ticket, letter: Letter) -> None:
    del exchange.access.tickets[ticket.id]
    post(exchange.world, [letter], exchange.now)


FORGOT_USER_ID = Purpose(
    "forgot-user-id", "/IAWeb/forgotUserId.do", "Forgot User ID",
    "Say who you are, then answer three of your security questions.",
    ("first_name", "last_name", "email"), _tell_user_id,
)  # fmt: skip
FORGOT_PASSWORD = Purpose(
    "forgot-password", "/IAWeb/forgotPassword.do", "Forgot Password",
    "Answer three of your security questions to choose a new password. This also unlocks a locked account.",
    ("user_id", "email"), _password_form, _new_password,
)  # fmt: skip
UNLOCK_MFA = Purpose(
    "unlock-mfa", "/IAWeb/unlockMfa.do", "Reset/Unlock MFA",
    "Answer three of your security questions to unlock multi-factor authentication.",
    ("user_id", "password"), _unlock,
)  # fmt: skip
RESET_MFA = Purpose(
    "reset-mfa", "/IAWeb/resetMfa.do", "Set Up a New Authenticator",
    "Have you lost your phone? Answer three of your security questions to set up another app.",
    ("user_id", "password"), _offer_secret, _set_up,
)  # fmt: skip
REVERIFY = Purpose(
    "reverify", "/IAWeb/reverify.do", "Verify Your Identity Again",
    "After more than 365 days without a sign-in you get a new User ID. Enter the old one.",
    ("user_id", "email", "birth_date"), _give_new_id, for_inactive=True,
)  # fmt: skip
PURPOSES = (FORGOT_USER_ID, FORGOT_PASSWORD, UNLOCK_MFA, RESET_MFA, REVERIFY)
PAGES = {purpose.path: RecoveryPages(purpose) for purpose in PURPOSES}
