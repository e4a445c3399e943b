"""`/api/v1/deadlines`."""

from fastapi import APIRouter

from agent.views.deadlines import Deadlines
from agent.web.ahead import TheForeteller
from agent.web.asking import ThePart
from agent.web.gate import Viewer
from agent.web.pages.deadlines import Asked, TheMonth, found
from agent.web.site import TheSite

router = APIRouter(tags=["deadlines"])


@router.get("/deadlines")
def list_deadlines(
    caller: Viewer,
    site: TheSite,
    foreteller: TheForeteller,
    which: Asked,
    part: ThePart,
    month: TheMonth = None,
) -> Deadlines:
    """What is due, opens or worsens in a month, if nothing moves; `standing`: how far the forecasts are."""
    return found(site, foreteller.board(), which, month, part)
