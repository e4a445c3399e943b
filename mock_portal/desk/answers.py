"""Questions people ask the help desk, with the answers (S2, S4; wording ours)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer."""

    question: str
    answer: str


ANSWERS = (
    Answered(
        "Which problems are for this help desk?",
        "System error messages, pages that are slow or do not open, moving around in the system, printing, "
        "locked accounts, passwords, and what you asked us before.",
    ),
    Answered(
        "Which problems are for my contractor?",
        "What to enter in an application, its status or the reason why it is pending, a Medicare ID that is "
        "missing, and correcting an application that is sent. There is no single national number: call the "
        "Medicare Administrative Contractor of your State.",
    ),
    Answered(
        "Is a message about something I entered a system error?",
        "No. A message like VAL-004 says that a field is empty or its value is not accepted. Correct the "
        "field; if you do not know what belongs there, ask your contractor. Codes that begin with SYS are "
        "system errors.",
    ),
    Answered(
        "My password does not work. What now?",
        "A password works for 60 days. Forgot Password on the sign-in page of I&A unlocks a locked account "
        "and sets a new password. An expired password only keeps you from signing in; your enrollments are "
        "not affected.",
    ),
    Answered(
        "The verification code does not arrive.",
        "Look in the spam folder of your e-mail. If codes are refused three times, use Reset/Unlock MFA in "
        "I&A.",
    ),
    Answered(
        "What should I try before I call?",
        "Use a private window, clear cache and cookies, try another supported browser, and take a screenshot "
        "of the message.",
    ),
    Answered(
        "What should I have ready when I call?",
        "The NPI, the PTAN, the Web Tracking ID, the dates of submission and of any request for corrections, "
        "screenshots, and the last five digits of the tax number or the Legal Business Name exactly as the "
        "IRS has it. Never tell anyone your password or a verification code.",
    ),
    Answered(
        "Who helps with my NPI record?",
        "The NPI Enumerator, 1-800-465-3203.",
    ),
)
