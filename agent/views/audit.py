"""Who did what, and when: every sign-in, refusal, deed, view of evidence and export."""

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.store import AuditAsked, Reads
from agent.views.paging import Paged


class Deed(Frozen):
    """One line of the audit. `object` names what it was done to."""

    at: AwareDatetime
    who: str
    action: str
    object: str
    detail: str


def deeds(reads: Reads, asked: AuditAsked, page: int, per_page: int) -> Paged[Deed]:
    """The one written last comes first."""
    found = reads.newest_audited(asked, (page - 1) * per_page, per_page)
    items = tuple(Deed(**entry._asdict()) for entry in found)
    return Paged[Deed](items=items, page=page, per_page=per_page, total=reads.count_audited(asked))
