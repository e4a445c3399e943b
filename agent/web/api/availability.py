"""`/api/v1/availability`."""

from fastapi import APIRouter

from agent.views.availability import PortalAvailability, Span, portal_availability
from agent.web.gate import Viewer
from agent.web.site import TheSite

router = APIRouter(tags=["availability"])


@router.get("/availability")
def read_availability(caller: Viewer, site: TheSite, span: Span = Span.MONTH) -> PortalAvailability:
    """How available the portal was in the last while, its error budget, and what happened meanwhile."""
    return portal_availability(site.store, site.settings, site.clock(), span)
