"""`/api/v1/runbooks`."""

from fastapi import APIRouter

from agent.views.runbooks import Runbook, RunbookNamed, runbooks
from agent.web.asking import Word
from agent.web.gate import Viewer
from agent.web.pages.runbooks import runbook_of

router = APIRouter(tags=["runbooks"])


@router.get("/runbooks")
def list_runbooks(caller: Viewer) -> list[RunbookNamed]:
    """One for each rule and each verdict."""
    return list(runbooks())


@router.get("/runbooks/{name}")
def read_runbook(caller: Viewer, name: Word) -> Runbook:
    """Its text is Markdown."""
    return runbook_of(name)
