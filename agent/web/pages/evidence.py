"""`/evidence/{id}`: a piece of what was seen; `/evidence/{id}/file`, its content. Each view is audited."""

from fastapi import APIRouter, Request, Response

from agent.model.evidence import SUFFIX, Evidence, EvidenceKind
from agent.views.evidence import opened
from agent.web.asking import Word
from agent.web.gate import Caller, Operator
from agent.web.problems import NotThereError
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import Site, TheSite

router = APIRouter()

MEDIA = {
    EvidenceKind.SCREENSHOT: "image/png",
    EvidenceKind.TRACE: "application/zip",
    EvidenceKind.ELEMENTS: "application/json",
}


def record_of(site: Site, identifier: str) -> Evidence:
    """Raises NotThereError."""
    record = site.store.evidence(identifier)
    if record is None:
        raise NotThereError(f"no evidence {identifier!r}", "the store", "see the incident for what there is")
    return record


@router.get("/evidence/{evidence}")
def evidence_page(caller: Operator, request: Request, site: TheSite, evidence: Word) -> Response:
    """A picture is fetched, and audited, by itself; of a page's elements the content stands in the page."""
    shown = opened(site.store, site.safe, record_of(site, evidence))
    if shown.elements is not None:
        _viewed(site, caller, shown.record)
    return page(request, caller, "evidence.html", shown=shown)


@router.get("/evidence/{evidence}/file")
def evidence_file(caller: Operator, site: TheSite, evidence: Word) -> Response:
    return content_of(site, caller, evidence)


def content_of(site: Site, caller: Caller, identifier: str) -> Response:
    """Unsealed, put on record, and to be kept by nobody on its way.

    Raises NotThereError, SealError where it is damaged, VaultError where Vault unseals nothing.
    """
    record = record_of(site, identifier)
    content = site.safe.open_evidence(record)
    _viewed(site, caller, record)
    shown = "inline" if record.kind is EvidenceKind.SCREENSHOT else "attachment"
    name = f"{record.id}{SUFFIX[record.kind]}"
    headers = {
        "Content-Disposition": f'{shown}; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=MEDIA[record.kind], headers=headers)


def _viewed(site: Site, caller: Caller, record: Evidence) -> None:
    on_record(site, caller, "evidence open", record.id, f"{record.kind} of {record.page}, in the dashboard")
