"""`/slots`: every due time and its outcome; `/slots.csv` the same as a file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from agent.model.look import LookKind
from agent.model.slot import Slot, SlotOutcome
from agent.store import SlotsAsked
from agent.views.paging import MOST_PER_PAGE
from agent.views.slots import slots
from agent.web.asking import BLANK_IS_NONE, Since, ThePart, Until, Word
from agent.web.gate import Operator, Viewer
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[Slot], ...] = (
    Column("Due", lambda slot: slot.due),
    Column("Kind", lambda slot: slot.kind),
    Column("Of", lambda slot: slot.subject),
    Column("Outcome", lambda slot: slot.outcome),
    Column("Started", lambda slot: slot.started),
    Column("Ended", lambda slot: slot.ended),
    Column("Look", lambda slot: slot.look),
)


def asked(
    kind: Annotated[LookKind | None, BLANK_IS_NONE, Query()] = None,
    subject: Annotated[Word | None, BLANK_IS_NONE, Query()] = None,
    outcome: Annotated[SlotOutcome | None, BLANK_IS_NONE, Query()] = None,
    since: Since = None,
    until: Until = None,
) -> SlotsAsked:
    """From the parameters of the address."""
    return SlotsAsked(kind, subject, outcome, since, until)


Asked = Annotated[SlotsAsked, Depends(asked)]


@router.get("/slots")
def slots_page(caller: Viewer, request: Request, site: TheSite, which: Asked, part: ThePart) -> Response:
    found = slots(site.store, which, part.page, part.per_page)
    return page(request, caller, "slots.html", slots=found, asked=which, kinds=LookKind, outcomes=SlotOutcome)


@router.get("/slots.csv")
def slots_csv(caller: Operator, site: TheSite, which: Asked, part: ThePart) -> Response:
    """500 rows; the address says which part."""
    found = slots(site.store, which, part.page, MOST_PER_PAGE)
    on_record(site, caller, "export", "slots", f"{len(found.items)} rows")
    return csv_file("slots", COLUMNS, found.items)
