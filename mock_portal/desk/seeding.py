"""What the help desk knows at the start: problems of the last weeks, and old tickets of two people."""

from __future__ import annotations

from datetime import datetime, timedelta

from mock_portal.clock import portal_date
from mock_portal.desk.help_desk import HelpDeskState
from mock_portal.desk.records import (
    DESK_NAME,
    KnownProblem,
    ProblemState,
    Reply,
    SupportTicket,
    TicketState,
)
from mock_portal.seeded import Draws
from mock_portal.world.entities import Account

_PROBLEMS = (
    (
        3, ProblemState.INVESTIGATED,
        "Verification codes sent by e-mail can arrive some minutes late",
        "Look in the spam folder, or use an authenticator app.",
    ),
    (
        12, ProblemState.WORK_AROUND,
        "Printing a receipt from an old browser cuts off the right edge",
        "Print from a supported browser, or save the page as PDF first.",
    ),
    (26, ProblemState.RESOLVED, "My Associates was slow in the morning hours", ""),
)  # fmt: skip
_OLD_TICKETS = {
    "north-clinic": (
        41, "SYS-104", "Enrollments page very slow", "/pecos/enrollments.do",
        "The page needed more than a minute on two mornings.",
        "The slow pages of that week are repaired. Please tell us if it happens again.",
    ),
    "valley-pediatrics": (
        75, "AUTH-202", "Locked out", "/pecos/login.do",
        "My account is locked although I typed the right password.",
        "Use Forgot Password in I&A; it also unlocks the account.",
    ),
}  # fmt: skip
_ANSWERED_AFTER = timedelta(hours=5)


def seed_desk(accounts: tuple[Account, ...], seed: int, now: datetime) -> HelpDeskState:
    """The desk's state at the start."""
    problems = tuple(
        KnownProblem(
            id=f"K{number:04d}", title=title, since=_morning(now, days), state=state, work_around=around
        )
        for number, (days, state, title, around) in enumerate(_PROBLEMS, 1)
    )
    tickets = tuple(_ticket(one.name, seed, now) for one in accounts if one.name in _OLD_TICKETS)
    return HelpDeskState(problems=problems, tickets=tickets)


def _ticket(account: str, seed: int, now: datetime) -> SupportTicket:
    days, code, subject, page, text, answer = _OLD_TICKETS[account]
    opened = _morning(now, days)
    answered = opened + _ANSWERED_AFTER
    return SupportTicket(
        number=f"{portal_date(opened):%y%m%d}-{Draws(seed, f'ticket:{account}').digits(6)}",
        account=account, opened=opened, subject=subject, code=code, page=page, text=text,
        answer_due=answered, state=TicketState.CLOSED,
        replies=(Reply(at=answered, by=DESK_NAME, text=answer),),
    )  # fmt: skip


def _morning(now: datetime, days: int) -> datetime:
    """Half past ten in New York (or half past nine) on a weekday about that many days ago."""
    moment = (now - timedelta(days=days)).replace(hour=14, minute=30, second=0, microsecond=0)
    return moment - timedelta(days=max(0, moment.weekday() - 4))
