"""`/runbooks`: what a rule or a verdict means, three checks, the fix, the desk."""

from fastapi import APIRouter, Request, Response

from agent.views.runbooks import Runbook, runbook, runbooks
from agent.web.asking import Word
from agent.web.gate import Viewer
from agent.web.markdown import html_of
from agent.web.problems import NotThereError
from agent.web.rendering import page
from agent.web.site import TheSite

router = APIRouter()


def runbook_of(name: str) -> Runbook:
    """Raises NotThereError."""
    found = runbook(name)
    if found is None:
        raise NotThereError(f"no runbook {name!r}", "the runbooks", "see /runbooks for all of them")
    return found


@router.get("/runbooks")
def runbooks_page(caller: Viewer, request: Request) -> Response:
    return page(request, caller, "runbooks.html", runbooks=runbooks())


@router.get("/runbooks/{name}")
def runbook_page(caller: Viewer, request: Request, site: TheSite, name: Word) -> Response:
    shown = runbook_of(name)
    theirs = site.settings.web.runbooks
    own = site.settings.web.links.runbook_of(name) if theirs else None
    return page(request, caller, "runbook.html", shown=shown, html=html_of(shown.text), own=own)
