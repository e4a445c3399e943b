"""`/api/v1/slots`."""

from fastapi import APIRouter

from agent.model.slot import Slot
from agent.views.paging import Paged
from agent.views.slots import slots
from agent.web.asking import ThePart
from agent.web.gate import Viewer
from agent.web.pages.slots import Asked
from agent.web.site import TheSite

router = APIRouter(tags=["slots"])


@router.get("/slots")
def list_slots(caller: Viewer, site: TheSite, which: Asked, part: ThePart) -> Paged[Slot]:
    """Every due time of a probe or a visit, and what became of it; newest first."""
    return slots(site.store, which, part.page, part.per_page)
