"""Pages that only say something."""

from __future__ import annotations

from mock_portal.exchange import Page

SIGN_IN_LINK = ("Go to sign-in", "/pecos/login.do")
EUS = (
    "External User Services (EUS): 1-866-484-8049, TTY 1-866-523-4759, "
    "Monday to Friday, 7 a.m. to 7 p.m. Eastern Time."
)
"""The desk for sign-in and system trouble (S2, S4; hours S0)."""


def message(
    heading: str, *paragraphs: str, status: int = 200, links: tuple[tuple[str, str], ...] = (SIGN_IN_LINK,)
) -> Page:
    """A page with a heading, some text and links (label, address)."""
    return Page("message.html", {"heading": heading, "paragraphs": paragraphs, "links": links}, status)


def refused(text: str, status: int) -> Page:
    """The request could not be accepted."""
    return message("Request Not Accepted", text, "Go back and try again.", status=status)


def not_found() -> Page:
    """No such page."""
    return message("Page Not Found", "The page you asked for does not exist.", status=404)


def stale_form() -> Page:
    """The form token is missing or of another session."""
    return message(
        "Page Out of Date",
        "This page was out of date and nothing was changed. Open the page again.",
        status=403,
    )
