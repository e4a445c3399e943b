"""`/api/v1/settings`."""

from fastapi import APIRouter

from agent.views.settings import Section, sections
from agent.web.gate import Admin
from agent.web.site import TheSite

router = APIRouter(tags=["settings"])


@router.get("/settings")
def read_settings(caller: Admin, site: TheSite) -> tuple[Section, ...]:
    """The settings as they were loaded, defaults too. They hold references only, never a secret."""
    return sections(site.settings)
