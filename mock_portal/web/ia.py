"""I&A: home, profile and password."""

from __future__ import annotations

from datetime import timedelta

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.sessions import Ending, Session, Stage
from mock_portal.sign_in import reset_password, same_text
from mock_portal.web.messages import EUS, message
from mock_portal.web.sign_in_pages import EXPIRED, see
from mock_portal.web.systems import SYSTEMS, system_at
from mock_portal.world.entities import Account


def home(exchange: Exchange, session: Session, account: Account) -> Page:
    """I&A Home."""
    return Page("ia_home.html")


def my_profile(exchange: Exchange, session: Session, account: Account) -> Page:
    """The person's profile with the days until the password runs out (S4)."""
    policy = exchange.password_policy
    values = {
        "days_left": policy.days_left(account.password_changed, exchange.now),
        "expires": account.password_changed + timedelta(days=policy.life_days),
    }
    return Page("my_profile.html", values)


def reset_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The form to choose a new password."""
    return _reset_page(exchange, session, {}, [])


def reset(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Change the password and go back to sign-in, or say everything that is wrong with the new one."""
    current, new, again = (
        exchange.form.get(name, "") for name in ("current_password", "new_password", "confirm_password")
    )
    checks = (
        ("current_password", same_text(account.password, current), "The current password is incorrect."),
        ("confirm_password", new == again, "The two new passwords are not the same."),
    )
    errors = {name: text for name, right, text in checks if not right}
    breaches = exchange.password_policy.breaches(account, new, exchange.now)
    if errors or breaches:
        return _reset_page(exchange, session, errors, breaches, status=400)
    with exchange.looking_up() as world:
        world.put_account(reset_password(account, new, exchange.password_policy, exchange.now))
    exchange.session = exchange.sessions.end(session, Ending.SIGNED_OUT, exchange.now)
    return see(f"{SYSTEMS[session.system].login}?notice=password-reset")


def _reset_page(
    exchange: Exchange, session: Session, errors: dict[str, str], breaches: list[str], status: int = 200
) -> Page:
    values = {
        "alerts": [EXPIRED] if session.stage is Stage.RESET_DUE else [],
        "errors": errors,
        "breaches": breaches,
        "rules": exchange.password_policy,
    }
    return Page("reset_password.html", values, status)


def forgot_user_id(exchange: Exchange) -> Page:
    """Whom to ring for a user ID."""
    return _help_page(exchange, "Forgot User ID", "This practice portal cannot look up a User ID online.")


def forgot_password(exchange: Exchange) -> Page:
    """Whom to ring for a password."""
    return _help_page(exchange, "Forgot Password", "This practice portal cannot send a new password online.")


def register(exchange: Exchange) -> Page:
    """Why nobody can register here."""
    return _help_page(exchange, "Register", "This practice portal has a fixed cast of made-up people.")


def help_page(exchange: Exchange) -> Page:
    """Which desk helps with what (domain.md 8)."""
    return _help_page(
        exchange,
        "Help",
        "Sign-in, passwords, verification codes, slow pages or system errors:",
    )


def _help_page(exchange: Exchange, heading: str, text: str) -> Page:
    system = system_at(exchange.path)
    contractor = "Questions about an application or an enrollment go to the contractor of your state."
    return message(heading, text, EUS, contractor, links=((f"Go to {system.name} sign-in", system.login),))
