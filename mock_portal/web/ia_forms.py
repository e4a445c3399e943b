"""What the forms of I&A have in common: refusals, and checks of a name, an e-mail, a date."""

from __future__ import annotations

from mock_portal.exchange import Page
from mock_portal.web.messages import EUS, message
from mock_portal.written import is_email, is_person_name

HOME_LINK = ("Back to I&A Home", "/IAWeb/home.do")
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
    if len(typed) > LONGEST_NAME or not is_person_name(typed.strip()):
        return f"Enter a {what} of letters, blanks, hyphens and apostrophes, at most {LONGEST_NAME}."
    return None


def email_error(typed: str) -> str | None:
    """What is wrong with an e-mail address; null where nothing is."""
    if not typed:
        return "Enter the e-mail address."
    if len(typed) > LONGEST_EMAIL or not is_email(typed):
        return "Enter an e-mail address like name@practice.example."
    return None


def told(**errors: str | None) -> dict[str, str]:
    """The errors that there are, by field."""
    return {name: text for name, text in errors.items() if text is not None}
