"""`/incidents/{id}/packet`: all that a help desk asks for, in one zip."""

from fastapi import APIRouter, Response

from agent.packet import zipped
from agent.web.asking import Word
from agent.web.gate import Caller, Operator
from agent.web.record import on_record
from agent.web.site import Site, TheSite

router = APIRouter()


@router.post("/incidents/{identifier}/packet")
def packet_file(caller: Operator, site: TheSite, identifier: Word) -> Response:
    return packet_of(site, caller, identifier)


def packet_of(site: Site, caller: Caller, identifier: str) -> Response:
    """Made anew; takes seconds where a Chromium prints it. On record before it leaves.

    Raises UnknownIncidentError, and VaultError where Vault unseals nothing.
    """
    made = site.pack(identifier)
    name = f"packet-{identifier}"
    data = zipped(made, name)
    without = f", without PDF: {made.problem.what}" if made.problem else ""
    on_record(site, caller, "packet", identifier, f"{len(made.files)} files, in the dashboard{without}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"', "Cache-Control": "no-store"}
    return Response(data, media_type="application/zip", headers=headers)
