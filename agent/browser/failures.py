"""Every way a page can fail to be the page that was asked for, and what each means."""

import re
from datetime import datetime

from agent.model.errors import BrowserError
from agent.model.look import Reason
from agent.model.verdict import Cause

RETRY = "nothing to do on our side: the next visit looks again; ring the portal's help desk if it lasts"
CHANGED = "compare the page with the page contract and correct the contract if the portal has changed"
BACK_OFF = "stop visiting for a while; ask the portal's operator why we are refused"


class PortalFailure(Exception):  # noqa: N818 - a failure of the portal is not an error of the agent
    """The portal, or the account at the portal, stops the visit here."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class SessionLost(Exception):  # noqa: N818 - an event of the portal, not an error of the agent
    """The portal ended the session while `page` was asked for; signing in again may go on from there."""

    def __init__(self, page: str) -> None:
        super().__init__(f"the portal ended the session at {page}")
        self.page = page


WHAT: dict[Cause, tuple[str, str]] = {
    Cause.REFUSED: ("The portal refuses connections", RETRY),
    Cause.NAME_NOT_FOUND: ("The portal's host name is not known", "check portal.url and the name server"),
    Cause.TIMED_OUT: ("The page did not finish within the hard limit", RETRY),
    Cause.RESET: ("The portal broke the connection off", RETRY),
    Cause.SERVER_ERROR: ("The portal answers with a server error", RETRY),
    Cause.EMPTY: ("The portal answers with an empty page", RETRY),
    Cause.TRUNCATED: ("The page broke off before its end", RETRY),
    Cause.REDIRECT_LOOP: ("The portal redirects in a circle", RETRY),
    Cause.MAINTENANCE: ("The portal shows its maintenance page", RETRY),
    Cause.BAD_CERTIFICATE: (
        "The portal's certificate cannot be trusted",
        "check its dates and names, and portal.ca_file; sign in nowhere until it is right",
    ),
    Cause.THROWN_BACK: ("The sign-in was accepted and then thrown back to the sign-in page", RETRY),
    Cause.BLOCKED: ("The portal refuses us", BACK_OFF),
    Cause.RATE_LIMITED: ("The portal says that we ask too often", BACK_OFF),
    Cause.NOT_CONNECTED: (
        "The account has no connection to this provider",
        "have an Authorized Official or Access Manager approve the connection in I&A",
    ),
    Cause.CAPTCHA: (
        "The portal asks for a security check that only a person can pass",
        "sign in by hand once, then let the agent go on with `enrollwatch secrets verify`",
    ),
    Cause.BAD_PASSWORD: (
        "The portal refuses the user ID or password",
        "put the right password into Vault; it is not tried again until then",
    ),
    Cause.LOCKED: (
        "The account is locked",
        "unlock it in I&A, then put its password into Vault again",
    ),
    Cause.INACTIVE: (
        "The account is locked because nobody signed in for more than 365 days",
        "verify the identity again in I&A, which gives a new user ID, and put both into Vault",
    ),
    Cause.MFA_NOT_SET_UP: (
        "Multi-factor authentication was never set up for this account",
        "have its owner set it up in I&A and put the authenticator seed into Vault",
    ),
    Cause.PASSWORD_EXPIRED: (
        "The password has expired",
        "reset it in I&A and put the new one into Vault; enrollments and claims are not affected",
    ),
    Cause.CODE_REFUSED: (
        "The portal refuses the verification code",
        "check the clock of this machine and the authenticator seed in Vault",
    ),
    Cause.WRONG_CONTENT: ("The portal answers with something that is not a readable page", CHANGED),
    Cause.OTHER_LANGUAGE: ("The page is not in the language of the page contract", CHANGED),
    Cause.ELEMENT_UNREADABLE: ("The page says something that the page contract does not know", CHANGED),
    Cause.ELEMENT_MISSING: ("The page lacks something the page contract names", CHANGED),
}
"""What was seen and what to do, for each cause that ends a page."""

ENDINGS: tuple[tuple[str, Cause], ...] = (
    ("CONNECTION_REFUSED", Cause.REFUSED),
    ("ERR_ADDRESS_UNREACHABLE", Cause.REFUSED),
    ("ERR_CONNECTION_FAILED", Cause.REFUSED),
    ("NAME_NOT_RESOLVED", Cause.NAME_NOT_FOUND),
    ("UNKNOWN_HOST", Cause.NAME_NOT_FOUND),
    ("TIMED_OUT", Cause.TIMED_OUT),
    ("NET_TIMEOUT", Cause.TIMED_OUT),
    ("TOO_MANY_REDIRECTS", Cause.REDIRECT_LOOP),
    ("REDIRECT_LOOP", Cause.REDIRECT_LOOP),
    ("CONTENT_LENGTH_MISMATCH", Cause.TRUNCATED),
    ("INCOMPLETE_CHUNKED", Cause.TRUNCATED),
    ("PARTIAL_TRANSFER", Cause.TRUNCATED),
    ("ERR_CERT_", Cause.BAD_CERTIFICATE),
    ("ERR_SSL_", Cause.BAD_CERTIFICATE),
    ("MODULE_SECURITY", Cause.BAD_CERTIFICATE),
    ("SSL_ERROR", Cause.BAD_CERTIFICATE),
    ("CONTENT_DECODING_FAILED", Cause.WRONG_CONTENT),
    ("INVALID_CONTENT_ENCODING", Cause.WRONG_CONTENT),
    ("contentEncodingError", Cause.WRONG_CONTENT),
    ("INVALID_HTTP_RESPONSE", Cause.WRONG_CONTENT),
    ("INVALID_RESPONSE", Cause.WRONG_CONTENT),
    ("Download is starting", Cause.WRONG_CONTENT),
    ("EMPTY_RESPONSE", Cause.RESET),
    ("CONNECTION_RESET", Cause.RESET),
    ("CONNECTION_CLOSED", Cause.RESET),
    ("CONNECTION_ABORTED", Cause.RESET),
    ("NET_RESET", Cause.RESET),
    ("NET_INTERRUPT", Cause.RESET),
    ("HTTP2_", Cause.RESET),
    ("ERR_ABORTED", Cause.EMPTY),
    ("BINDING_ABORTED", Cause.EMPTY),
    ("NS_ERROR_ABORT", Cause.EMPTY),
    ("Navigation aborted", Cause.EMPTY),  # Playwright's words, where Firefox names no error
)
"""Words in Chromium's and Firefox's names of a failed navigation; the first that is found decides.

A navigation that is aborted without our doing is a 204 or 205: an answer without a page.
"""

ERROR_NAME = re.compile(
    r"Protocol error \([\w.]{1,60}\): [a-z]+(?: [a-z]+){0,5}\b"
    r"|\b(?:NS|ERR)_[A-Z_]{1,60}|(?:has been|was) closed|crashed"
)


def failure(
    cause: Cause, where: str, detail: str = "", maintenance_until: datetime | None = None
) -> PortalFailure:
    """The failure for a cause at a page; `detail` is added to the sentence in brackets."""
    what, do = WHAT[cause]
    return PortalFailure(
        Reason(
            cause=cause,
            what=f"{what} ({detail})" if detail else what,
            where=where,
            do=do,
            maintenance_until=maintenance_until,
        )
    )


def cause_of_ending(text: str) -> Cause | None:
    """What a browser's own words about a failed navigation mean; None when they say nothing known."""
    return next((cause for word, cause in ENDINGS if word in text), None)


def ending(text: str, where: str) -> Exception:
    """The exception for a browser's own words about a failed navigation.

    Words that are not known mean that the browser itself broke: `BrowserError`. Of them only the name of
    the error is passed on, never text that may hold what was typed.
    """
    cause = cause_of_ending(text)
    if cause is not None:
        return failure(cause, where)
    named = ERROR_NAME.search(text)
    what = f"The browser stopped working ({named[0]})" if named else "The browser stopped working"
    return BrowserError(what, where, "see that it runs: `enrollwatch check`")
