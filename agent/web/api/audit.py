"""`/api/v1/audit`."""

from fastapi import APIRouter

from agent.views.audit import Deed, deeds
from agent.views.paging import Paged
from agent.web.asking import ThePart
from agent.web.gate import Admin
from agent.web.pages.audit import Asked
from agent.web.site import TheSite

router = APIRouter(tags=["audit"])


@router.get("/audit")
def list_deeds(caller: Admin, site: TheSite, which: Asked, part: ThePart) -> Paged[Deed]:
    """Who did what, and when; the newest first. Nothing is ever taken out of it."""
    return deeds(site.store, which, part.page, part.per_page)
