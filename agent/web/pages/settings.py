"""`/settings`: the settings as this agent loaded them."""

from fastapi import APIRouter, Request, Response

from agent.views.settings import sections
from agent.web.gate import Admin
from agent.web.rendering import page
from agent.web.site import TheSite

router = APIRouter()


@router.get("/settings")
def settings_page(caller: Admin, request: Request, site: TheSite) -> Response:
    return page(request, caller, "settings.html", sections=sections(site.settings))
