"""The nouns of the help desk as values: known problems, tickets and their replies."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.world.entities import Entity

DESK_NAME = "External User Services"


class ProblemState(StrEnum):
    """Where a known problem stands."""

    INVESTIGATED = "Under investigation"
    WORK_AROUND = "Work-around available"
    RESOLVED = "Resolved"


class KnownProblem(Entity):
    """An entry of the known problems list; `work_around` is empty where there is none.

    The list is written by people at the desk: a fault that is switched on does not appear by itself.
    """

    id: str
    title: str
    since: AwareDatetime
    state: ProblemState
    work_around: str = ""


class TicketState(StrEnum):
    """Where a question to the desk stands."""

    WAITING = "Waiting for the help desk"
    ANSWERED = "Answered"
    CLOSED = "Closed"


class Reply(Entity):
    """What the desk wrote."""

    at: AwareDatetime
    by: str
    text: str


class SupportTicket(Entity):
    """A question to the desk; `code` is the message code shown, null where none was.

    `number` is YYMMDD of New York, a hyphen and six digits. `answer_due` is when the desk answers by itself.
    """

    number: str
    account: str
    opened: AwareDatetime
    subject: str
    code: str | None
    page: str
    text: str
    answer_due: AwareDatetime
    state: TicketState = TicketState.WAITING
    replies: tuple[Reply, ...] = ()
