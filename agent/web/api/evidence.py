"""`/api/v1/evidence/{id}`: the record of a piece of evidence, and its content."""

from fastapi import APIRouter, Response

from agent.model.evidence import Evidence
from agent.web.asking import Word
from agent.web.gate import Operator
from agent.web.pages.evidence import MEDIA, content_of, record_of
from agent.web.site import TheSite

router = APIRouter(tags=["evidence"])

CONTENT: dict[str, dict[str, object]] = {media: {} for media in MEDIA.values()}


@router.get("/evidence/{evidence}")
def read_evidence(caller: Operator, site: TheSite, evidence: Word) -> Evidence:
    """What it is, of which look and page."""
    return record_of(site, evidence)


@router.get("/evidence/{evidence}/file", response_class=Response, responses={200: {"content": CONTENT}})
def read_content(caller: Operator, site: TheSite, evidence: Word) -> Response:
    """Unsealed: a PNG, a zip or JSON. On record before it leaves."""
    return content_of(site, caller, evidence)
