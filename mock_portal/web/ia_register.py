"""I&A: registration, one account a person (000-08)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mock_portal.clock import portal_date
from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.mail import post, welcome
from mock_portal.web.ia_forms import email_error, name_error, told
from mock_portal.web.ia_recovered import new_secret, set_up_for
from mock_portal.web.ia_security import read_answers
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import CHOSEN, QUESTIONS, Recovery
from mock_portal.written import parse_day

_USER_ID = re.compile(r"[A-Za-z][A-Za-z0-9]{5,11}")
_YOUNGEST_YEARS = 16
_EARLIEST = date(1900, 1, 1)
_NOTHING = "\n"
"""What no form can send stands for what is not there yet."""
_SHOWN = ("first_name", "last_name", "birth_date", "email", "user_id")
DUPLICATE = (
    "You already have an account: a person may register only once, and the same account reaches I&A, NPPES "
    "and PECOS. Use Forgot User ID or Forgot Password."
)


def register_form(exchange: Exchange) -> Page:
    """The empty form."""
    return _page(exchange, {}, [], [])


def register(exchange: Exchange) -> Answer:
    """Make the account and go on to set up its authenticator, or say everything that is wrong."""
    form = exchange.form
    answers, errors = read_answers(form)
    errors = _errors(exchange) | errors
    candidate = _candidate(exchange)
    breaches = exchange.password_policy.breaches(candidate, form.get("new_password", ""), exchange.now)
    born = parse_day(form.get("birth_date", ""))
    if errors or breaches or born is None:
        return _page(exchange, errors, breaches, [])
    if _registered_already(exchange, candidate, born):
        return _page(exchange, {}, [], [DUPLICATE])
    update = {
        "password": form["new_password"],
        "password_changed": exchange.now,
        "totp_secret": new_secret(exchange),
    }
    account = candidate.model_copy(update=update)
    recovery = Recovery(account=account.name, birth_date=born, answers=answers, answers_set=exchange.now)
    with exchange.looking_up() as world:
        world.put_account(account)
        exchange.access.recoveries[account.name] = recovery
        post(world, [welcome(account)], exchange.now)
    return set_up_for(exchange, account)


def _candidate(exchange: Exchange) -> Account:
    """Who wants to register; a name left empty is no part of any password."""
    form = exchange.form
    return Account(
        name=f"registered-{len(exchange.world.accounts) + 1}",
        user_id=form.get("user_id", ""),
        first_name=form.get("first_name", "").strip() or _NOTHING,
        last_name=form.get("last_name", "").strip() or _NOTHING,
        email=form.get("email", ""),
        employer="",
        roles=(),
        password=_NOTHING,
        password_changed=exchange.now - timedelta(days=2),
        totp_secret="",
        note="registered here",
    )


def _errors(exchange: Exchange) -> dict[str, str]:
    form = exchange.form
    return told(
        first_name=name_error(form.get("first_name", ""), "first name"),
        last_name=name_error(form.get("last_name", ""), "last name"),
        birth_date=_birth_error(exchange),
        email=email_error(form.get("email", "")),
        user_id=_user_id_error(exchange, form.get("user_id", "")),
        confirm_password=_confirm_error(form.get("new_password"), form.get("confirm_password")),
    )


def _birth_error(exchange: Exchange) -> str | None:
    born = parse_day(exchange.form.get("birth_date", ""))
    if born is None:
        return "Enter a date as MM/DD/YYYY."
    youngest = portal_date(exchange.now) - timedelta(days=_YOUNGEST_YEARS * 365)
    return None if _EARLIEST <= born <= youngest else "Enter your own date of birth."


def _user_id_error(exchange: Exchange, typed: str) -> str | None:
    if not _USER_ID.fullmatch(typed):
        return "Enter a User ID of 6 to 12 letters and digits that starts with a letter."
    taken = exchange.world.account_of_user(typed)
    return "This User ID is taken. Choose another." if taken else None


def _confirm_error(new: str | None, again: str | None) -> str | None:
    return None if new == again else "The two passwords are not the same."


def _registered_already(exchange: Exchange, candidate: Account, born: date) -> bool:
    return any(
        one.email.casefold() == candidate.email.casefold()
        or (_named_as(one, candidate) and exchange.access.birth_date_of(one.name) == born)
        for one in exchange.world.accounts.values()
    )


def _named_as(one: Account, other: Account) -> bool:
    names = ((who.first_name.casefold(), who.last_name.casefold()) for who in (one, other))
    return len(set(names)) == 1


def _page(exchange: Exchange, errors: dict[str, str], breaches: list[str], alerts: list[str]) -> Page:
    kept = {name: text for name, text in exchange.form.items() if name.startswith("question_")}
    values = {
        "errors": errors,
        "breaches": breaches,
        "alerts": alerts,
        "rules": exchange.password_policy,
        "questions": QUESTIONS,
        "places": range(1, CHOSEN + 1),
        "typed": kept | {name: exchange.form.get(name, "") for name in _SHOWN},
    }
    return Page("register.html", values, 400 if errors or breaches or alerts else 200)
