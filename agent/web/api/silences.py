"""`/api/v1/silences`."""

from fastapi import APIRouter

from agent.model.silence import Silence
from agent.views.paging import Paged
from agent.views.silences import silences
from agent.web import deeds
from agent.web.asking import ThePart, Word
from agent.web.deeds import SilenceAsked, Silenced
from agent.web.gate import Operator, Viewer
from agent.web.pages.silences import Over
from agent.web.site import TheSite

router = APIRouter(tags=["silences"])


@router.get("/silences")
def list_silences(caller: Viewer, site: TheSite, part: ThePart, over: Over = False) -> Paged[Silence]:
    """What nobody is told of for a while; newest first."""
    return silences(site.store, site.clock(), over, part.page, part.per_page)


@router.post("/silences", status_code=201)
def make_silence(caller: Operator, site: TheSite, asked: SilenceAsked) -> Silenced:
    """What it matches is followed, and nobody is told of it as long as it lasts."""
    return deeds.silence(site, caller, asked)


@router.post("/silences/{silence}/end")
def end_silence(caller: Operator, site: TheSite, silence: Word) -> Silenced:
    """It ends before its time; what is still wrong is told again."""
    return deeds.unsilence(site, caller, silence)
