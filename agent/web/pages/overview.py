"""`/`: in five seconds what is wrong, since when, what now."""

from fastapi import APIRouter, Request, Response

from agent.views.overview import overview
from agent.web.gate import Viewer
from agent.web.rendering import page
from agent.web.site import TheSite

router = APIRouter()


@router.get("/")
def overview_page(caller: Viewer, request: Request, site: TheSite) -> Response:
    shown = overview(site.store, site.settings, site.recorder, site.clock())
    return page(request, caller, "overview.html", shown=shown, plan=site.settings.schedule)
