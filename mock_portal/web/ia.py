"""I&A: profile, password and help."""

from __future__ import annotations

from datetime import timedelta

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.mail import password_changed, post
from mock_portal.sessions import Ending, Session, Stage
from mock_portal.sign_in import reset_password, same_text
from mock_portal.web.messages import EUS, message
from mock_portal.web.sign_in_pages import EXPIRED, see
from mock_portal.web.systems import HELP_DESK, SYSTEMS, system_at
from mock_portal.world.entities import Account

_NOTICES = {
    "joined": "You have accepted the invitation.",
    "questions": "Your security questions are changed.",
}


def my_profile(exchange: Exchange, session: Session, account: Account) -> Page:
    """The person's profile with the days until the password runs out (S4)."""
    policy, recovery = exchange.password_policy, exchange.access.recoveries.get(account.name)
    values = {
        "employments": exchange.access.employments(account),
        "recovery": recovery,
        "questions_age": recovery.age_days(exchange.now) if recovery else None,
        "status_message": _NOTICES.get(exchange.query.get("notice", "")),
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
        post(world, [password_changed(account)], exchange.now)
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


def help_page(exchange: Exchange) -> Page:
    """Which desk helps with what, and what a person can do alone in I&A."""
    system = system_at(exchange.path)
    return message(
        "Help",
        "Sign-in, passwords, verification codes, slow pages or system errors:",
        EUS,
        "Questions about an application or an enrollment go to the contractor of your state.",
        "A password works for 60 days and changes at most once in 24 hours. Three wrong tries lock it: "
        "Forgot Password unlocks it, Reset/Unlock MFA unlocks verification codes. After three wrong rounds "
        "of security questions only the help desk can go on.",
        "People who ask for a PECOS number mean one of two: the NPI, ten digits that never change, or the "
        "Medicare ID (PTAN), which the contractor gives for each place and group.",
        "A connection request is answered on Home, My Pending Connections, within 30 days. Mail about it is "
        "not sent every time, so look there often.",
        links=((f"Go to {system.name} sign-in", system.login), ("Go to the EUS Help Desk", HELP_DESK.home)),
    )
