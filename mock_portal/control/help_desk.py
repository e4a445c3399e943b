"""The help desk over the control port: its hours, the known problems, and people's tickets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mock_portal.control.asks import Moment, Text
from mock_portal.desk.hours import DeskHours
from mock_portal.desk.letters import tell_answered
from mock_portal.desk.records import KnownProblem, ProblemState, SupportTicket, TicketState
from mock_portal.errors import BadAskError, NotKnownError
from mock_portal.portal import Portal

_ASK = ConfigDict(frozen=True, extra="forbid")
WorkAround = Annotated[str, Field(max_length=1000)]
ReplyText = Annotated[str, Field(min_length=1, max_length=2000)]


class ProblemAsk(BaseModel):
    """A known problem to be listed; since now unless it says otherwise."""

    model_config = _ASK

    title: Text
    since: Moment | None = None
    state: ProblemState = ProblemState.INVESTIGATED
    work_around: WorkAround = ""


class ProblemPatch(BaseModel):
    """What can change about a known problem."""

    model_config = _ASK

    title: Text = ""
    since: Moment | None = None
    state: ProblemState = ProblemState.INVESTIGATED
    work_around: WorkAround = ""


class TicketPatch(BaseModel):
    """A reply of the desk, which mails the person who asked; and a state to put the ticket in."""

    model_config = _ASK

    reply: ReplyText | None = None
    state: TicketState | None = None


class HoursPatch(BaseModel):
    """What can change about the hours: whole hours in New York, and working hours until an answer."""

    model_config = _ASK

    opens: int | None = None
    closes: int | None = None
    closed_on_holidays: bool | None = None
    answer_hours: int | None = None


class HelpDeskControl:
    """Reads and changes the help desk; raises NotKnownError or BadAskError."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(tags=["help desk"], prefix="/help-desk")
        router.add_api_route("/hours", self.hours, methods=["GET"])
        router.add_api_route("/hours", self.change_hours, methods=["PATCH"])
        router.add_api_route("/problems", self.problems, methods=["GET"])
        router.add_api_route("/problems", self.add_problem, methods=["POST"], status_code=201)
        router.add_api_route("/problems/{problem_id}", self.problem, methods=["GET"])
        router.add_api_route("/problems/{problem_id}", self.change_problem, methods=["PATCH"])
        router.add_api_route("/tickets", self.tickets, methods=["GET"])
        router.add_api_route("/tickets/{number}", self.ticket, methods=["GET"])
        router.add_api_route("/tickets/{number}", self.change_ticket, methods=["PATCH"])
        return router

    async def hours(self) -> DeskHours:
        """When the desk answers, and how long it takes."""
        return self._portal.desk.hours

    async def change_hours(self, patch: HoursPatch) -> DeskHours:
        """Change the hours; tickets that wait keep the moment at which they are answered."""
        change = patch.model_dump(exclude_none=True)
        try:
            hours = DeskHours(**{**self._portal.desk.hours.model_dump(), **change})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            field = str(first["loc"][0]) if first["loc"] else "closes"
            raise BadAskError(f"{field}: {first['msg']}", field) from error
        self._portal.desk.hours = hours
        self._portal.changed()
        return hours

    async def problems(self) -> list[KnownProblem]:
        """The known problems, latest first."""
        return self._portal.desk.listed_problems()

    async def problem(self, problem_id: str) -> KnownProblem:
        """One known problem."""
        problem = self._portal.desk.problems.get(problem_id)
        if problem is None:
            raise NotKnownError(
                f"there is no known problem {problem_id!r}; GET /help-desk/problems lists them"
            )
        return problem

    async def add_problem(self, ask: ProblemAsk) -> KnownProblem:
        """List a problem; faults that are switched on are not listed by themselves."""
        desk = self._portal.desk
        problem = KnownProblem(
            id=f"K{len(desk.problems) + 1:04d}",
            title=ask.title,
            since=ask.since or self._portal.clock.now(),
            state=ask.state,
            work_around=ask.work_around,
        )
        return self._put(problem)

    async def change_problem(self, problem_id: str, patch: ProblemPatch) -> KnownProblem:
        """Change a known problem."""
        problem = await self.problem(problem_id)
        change = {name: getattr(patch, name) for name in patch.model_fields_set}
        if change.get("since", problem.since) is None:
            raise BadAskError("since: write a time like 2026-03-02T09:00:00-05:00", "since")
        return self._put(problem.model_copy(update=change))

    async def tickets(self, account: str | None = None) -> list[SupportTicket]:
        """All tickets, or an account's, latest first."""
        if account is not None and account not in self._portal.world.accounts:
            raise NotKnownError(f"there is no account {account!r}; GET /accounts lists them")
        self._portal.run_timers()
        desk = self._portal.desk
        names = self._portal.world.accounts if account is None else (account,)
        found = [ticket for name in names for ticket in desk.tickets_of(name)]
        return sorted(found, key=lambda one: (one.opened, one.number), reverse=True)

    async def ticket(self, number: str) -> SupportTicket:
        """One ticket."""
        ticket = self._portal.desk.tickets.get(number)
        if ticket is None:
            raise NotKnownError(f"there is no ticket {number!r}; GET /help-desk/tickets lists them")
        return ticket

    async def change_ticket(self, number: str, patch: TicketPatch) -> SupportTicket:
        """Answer a ticket by hand, put it in another state, or both."""
        ticket = await self.ticket(number)
        desk = self._portal.desk
        if patch.reply is not None:
            ticket = desk.answer(ticket, patch.reply, self._portal.clock.now())
            tell_answered(self._portal.world, ticket)
        if patch.state is not None:
            ticket = ticket.model_copy(update={"state": patch.state})
            desk.put_ticket(ticket)
        self._portal.run_timers()
        self._portal.changed()
        return desk.tickets[number]

    def _put(self, problem: KnownProblem) -> KnownProblem:
        self._portal.desk.put_problem(problem)
        self._portal.changed()
        return problem
