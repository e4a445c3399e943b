"""The help desk while the portal runs: its hours, the known problems, and the tickets it answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mock_portal.clock import portal_date
from mock_portal.desk.codes import advice_on
from mock_portal.desk.hours import DeskHours
from mock_portal.desk.records import DESK_NAME, KnownProblem, Reply, SupportTicket, TicketState
from mock_portal.seeded import TokenStream
from mock_portal.world.entities import Account, Entity


class HelpDeskState(Entity):
    """Everything of the help desk as one value."""

    hours: DeskHours = DeskHours()
    problems: tuple[KnownProblem, ...] = ()
    tickets: tuple[SupportTicket, ...] = ()

    def check_against(self, accounts: Collection[str]) -> None:
        """ValueError where a ticket is nobody's: a snapshot may come from anywhere."""
        unknown = {one.account for one in self.tickets} - set(accounts)
        if unknown:
            raise ValueError(f"there is no account {min(unknown)!r}")


@dataclass(frozen=True, slots=True)
class Question:
    """What the form asks for; `code` is null where no message code was shown."""

    subject: str
    code: str | None
    page: str
    text: str


class HelpDesk:
    """Holds the present value of each; answers tickets in its working hours."""

    def __init__(self, state: HelpDeskState) -> None:
        self.hours = state.hours
        self.problems = {one.id: one for one in state.problems}
        self.tickets = {one.number: one for one in state.tickets}

    def state(self) -> HelpDeskState:
        """The whole of it as one value."""
        return HelpDeskState(
            hours=self.hours, problems=tuple(self.problems.values()), tickets=tuple(self.tickets.values())
        )

    def put_problem(self, problem: KnownProblem) -> None:
        """Store a known problem's value."""
        self.problems[problem.id] = problem

    def listed_problems(self) -> list[KnownProblem]:
        """The known problems, latest first."""
        return sorted(self.problems.values(), key=lambda one: (one.since, one.id), reverse=True)

    def tickets_of(self, account: str) -> list[SupportTicket]:
        """A person's tickets, latest first."""
        mine = [one for one in self.tickets.values() if one.account == account]
        return sorted(mine, key=lambda one: (one.opened, one.number), reverse=True)

    def open_ticket(
        self, question: Question, account: Account, tokens: TokenStream, now: datetime
    ) -> SupportTicket:
        """Take a question in; the desk answers it by itself after `answer_hours` of its working time."""
        ticket = SupportTicket(
            number=self._new_number(tokens, now),
            account=account.name,
            opened=now,
            subject=question.subject,
            code=question.code,
            page=question.page,
            text=question.text,
            answer_due=self.hours.after_working(now, self.hours.answer_hours),
        )
        self.put_ticket(ticket)
        return ticket

    def put_ticket(self, ticket: SupportTicket) -> None:
        """Store a ticket's value."""
        self.tickets[ticket.number] = ticket

    def answer(self, ticket: SupportTicket, text: str, at: datetime) -> SupportTicket:
        """Add a reply of the desk."""
        replies = (*ticket.replies, Reply(at=at, by=DESK_NAME, text=text))
        answered = ticket.model_copy(update={"replies": replies, "state": TicketState.ANSWERED})
        self.put_ticket(answered)
        return answered

    def run_timers(self, now: datetime) -> list[SupportTicket]:
        """Answer what is due, each at its own moment; returns the answered in that order."""
        due = [
            one for one in self.tickets.values() if one.state is TicketState.WAITING and one.answer_due <= now
        ]
        ordered = sorted(due, key=lambda one: (one.answer_due, one.number))
        return [self.answer(one, advice_on(one.code), one.answer_due) for one in ordered]

    def _new_number(self, tokens: TokenStream, now: datetime) -> str:
        while (number := _number(tokens, now)) in self.tickets:
            pass
        return number


def _number(tokens: TokenStream, now: datetime) -> str:
    digits = int(tokens.draw("ticket", 16), 16) % 1_000_000
    return f"{portal_date(now):%y%m%d}-{digits:06d}"
