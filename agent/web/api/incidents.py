"""`/api/v1/incidents`."""

from fastapi import APIRouter

from agent.model.base import Frozen
from agent.views.incident import Summary, summary
from agent.views.incidents import incidents
from agent.views.paging import Paged
from agent.views.story import Story, story
from agent.web.asking import ThePart, Word
from agent.web.deeds import Said, SaidOrNot, on_call
from agent.web.gate import Operator, Viewer
from agent.web.pages.incidents import Asked
from agent.web.site import TheSite

router = APIRouter(tags=["incidents"])


class Taking(Frozen):
    """What is being done, for the others."""

    why: SaidOrNot = None


class Ending(Frozen):
    """Why it is over, for the record."""

    why: Said


@router.get("/incidents")
def list_incidents(caller: Viewer, site: TheSite, which: Asked, part: ThePart) -> Paged[Summary]:
    """Without a state those that are not over, the worst first; else the newest first."""
    return incidents(site.store, which, part.page, part.per_page, site.clock())


@router.get("/incidents/{identifier}")
def read_incident(caller: Viewer, site: TheSite, identifier: Word) -> Story:
    """All there is to say of one, with all that happened in order of time."""
    return story(site.store, site.recorder, identifier, site.clock())


@router.post("/incidents/{identifier}/acknowledge")
def acknowledge(caller: Operator, site: TheSite, identifier: Word, taking: Taking | None = None) -> Summary:
    """Somebody is on it: no more escalations, fewer reminders."""
    now = site.clock()
    why = taking.why if taking else None
    return summary(on_call(site, caller).acknowledge(identifier, now, why), now)


@router.post("/incidents/{identifier}/resolve")
def resolve(caller: Operator, site: TheSite, identifier: Word, ending: Ending) -> Summary:
    """It is over; a look that finds it again opens a new one."""
    now = site.clock()
    return summary(on_call(site, caller).resolve(identifier, now, ending.why), now)
