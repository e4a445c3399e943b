"""What the forms of I&A have in common: refusals, and checks of a name, an e-mail, a date."""

from __future__ import annotations

import re
from datetime import date, datetime

from mock_portal.exchange import Page
from mock_portal.web.messages import EUS, message

HOME_LINK = ("Back to I&A Home", "/IAWeb/home.do")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'-])*")
LONGEST_NAME = 60
LONGEST_EMAIL = 100


def denied() -> Page:
    """The person's role does not allow the action; nothing was changed."""
    return message(
        "Access Denied",
        "AUTH-207: your role does not allow this, and nothing was changed. An Authorized Official of the "
        "organization can do it, or give you a role that can.",
        EUS,
        status=403,
        links=(HOME_LINK,),
    )


def no_longer(text: str) -> Page:
    """What the form was about is not as it was when the page was shown."""
    return message("Request Not Accepted", text, "Nothing was changed.", status=409, links=(HOME_LINK,))


def name_error(typed: str, what: str) -> str | None:
    """What is wrong with a person's name; null where nothing is."""
    if not typed.strip():
        return f"Enter the {what}."
    if len(typed) > LONGEST_NAME or not _NAME.fullmatch(typed.strip()):
        return f"Enter a {what} of letters, blanks, hyphens and apostrophes, at most {LONGEST_NAME}."
    return None


def email_error(typed: str) -> str | None:
    """What is wrong with an e-mail address; null where nothing is."""
    if not typed:
        return "Enter the e-mail address."
    if len(typed) > LONGEST_EMAIL or not _EMAIL.fullmatch(typed):
        return "Enter an e-mail address like name@practice.example."
    return None


def parse_day(typed: str) -> date | None:
    """A date typed as MM/DD/YYYY (S0); null for anything else."""
    if not re.fullmatch(r"\d{2}/\d{2}/\d{4}", typed, re.ASCII):
        return None
    try:
        return datetime.strptime(typed + " +0000", "%m/%d/%Y %z").date()
    except ValueError:
        return None


def told(**errors: str | None) -> dict[str, str]:
    """The errors that there are, by field."""
    return {name: text for name, text in errors.items() if text is not None}
