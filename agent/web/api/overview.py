"""`/api/v1/overview`."""

from fastapi import APIRouter

from agent.views.overview import Overview, overview
from agent.web.gate import Viewer
from agent.web.site import TheSite

router = APIRouter(tags=["overview"])


@router.get("/overview")
def read_overview(caller: Viewer, site: TheSite) -> Overview:
    """What is wrong, since when, and what to do; the worst first."""
    return overview(site.store, site.settings, site.recorder, site.clock())
