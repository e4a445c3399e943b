"""`/api/v1/incidents/{id}/packet`."""

from fastapi import APIRouter, Response

from agent.web.asking import Word
from agent.web.gate import Operator
from agent.web.pages.packet import packet_of
from agent.web.site import TheSite

router = APIRouter(tags=["incidents"])


@router.post(
    "/incidents/{identifier}/packet",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
)
def make_packet(caller: Operator, site: TheSite, identifier: Word) -> Response:
    """A zip of the page, its PDF, JSON and pictures; where no Chromium prints it, a text in it says so."""
    return packet_of(site, caller, identifier)
