"""`/api/v1/visits` and `/api/v1/visits/{id}`."""

from fastapi import APIRouter

from agent.views.paging import PER_PAGE
from agent.views.visits import Visits, VisitShown
from agent.web.asking import Word
from agent.web.gate import Viewer
from agent.web.pages.visits import After, Asked, Many, found, the_visit
from agent.web.site import TheSite

router = APIRouter(tags=["visits"])


@router.get("/visits")
def list_visits(
    caller: Viewer, site: TheSite, which: Asked, after: After = None, per_page: Many = PER_PAGE
) -> Visits:
    """Every visit, newest first. A verdict or browser of any account is searched for 31 days back at a time:
    then `searched_to` says how far, and `after` where the search goes on.
    """
    return found(site, which, after, per_page)


@router.get("/visits/{identifier}")
def read_visit(caller: Viewer, site: TheSite, identifier: Word) -> VisitShown:
    """One visit or probe, with what became of incidents as it was judged. What it read stays sealed."""
    return the_visit(site, identifier)
