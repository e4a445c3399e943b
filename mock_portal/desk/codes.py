"""Whose trouble a message is: only what the system generates is the help desk's (S4)."""

from __future__ import annotations

import re
from enum import StrEnum

_CODE = re.compile(r"(VAL|SYS|AUTH)-(\d{3})", re.ASCII)
_ACCESS_CODES = frozenset({"206", "207"})


class CodeKind(StrEnum):
    """What a message code is about, and who helps."""

    SYSTEM = "system"  # error, slow page, lock-out, password: the help desk
    DATA_ENTRY = "data_entry"  # what was typed, or a prompt that was ignored: the contractor
    ACCESS = "access"  # no connection, no role: an Authorized Official in I&A


def kind_of(code: str) -> CodeKind | None:
    """What a code like SYS-102 is about; null for what is no code of this system."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    family, number = found.groups()
    if family == "VAL":
        return CodeKind.DATA_ENTRY
    return CodeKind.ACCESS if family == "AUTH" and number in _ACCESS_CODES else CodeKind.SYSTEM


def advice_on(code: str | None) -> str:
    """What the desk answers to a question about that code."""
    return _ADVICE.get(code or "", _GENERAL_ADVICE)


_GENERAL_ADVICE = (
    "We looked at the page that you named and it answers. Open it in a private window, clear cache and "
    "cookies, or use another supported browser. If it happens again, write to us with the time and "
    "a screenshot."
)
_ADVICE = {
    "SYS-101": "The processing error is cleared. Open the application again from My Associates.",
    "SYS-102": "The processing error is cleared. Open the application again from My Associates.",
    "SYS-103": "Another session still had the application open. It is released; sign in again and go on.",
    "SYS-104": "The slow page is reported to operations. The list of known problems says when it is solved.",
    "AUTH-202": "Use Forgot Password in I&A; it also unlocks the account.",
    "AUTH-203": "A password works for 60 days. Reset it in I&A; your enrollments are not affected.",
    "AUTH-204": "Use Reset/Unlock MFA in I&A. If no code arrives by e-mail, look in the spam folder.",
    "AUTH-205": "A session ends after 30 minutes without activity. Save often; what is not saved is lost.",
}
