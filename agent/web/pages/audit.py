"""`/audit`: who did what; `/audit.csv` the same as a file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from agent.store import AuditAsked
from agent.views.audit import Deed, deeds
from agent.views.paging import MOST_PER_PAGE
from agent.web.asking import BLANK_IS_NONE, Since, ThePart, Until, Word
from agent.web.gate import Admin
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

Name = Annotated[Word | None, BLANK_IS_NONE, Query()]

COLUMNS: tuple[Column[Deed], ...] = (
    Column("At", lambda deed: deed.at),
    Column("Who", lambda deed: deed.who),
    Column("Did", lambda deed: deed.action),
    Column("To", lambda deed: deed.object),
    Column("Detail", lambda deed: deed.detail),
)


def asked(
    who: Name = None,
    action: Name = None,
    of: Annotated[Word | None, BLANK_IS_NONE, Query(alias="object")] = None,
    since: Since = None,
    until: Until = None,
) -> AuditAsked:
    """From the parameters of the address."""
    return AuditAsked(who, action, of, since, until)


Asked = Annotated[AuditAsked, Depends(asked)]


@router.get("/audit")
def audit_page(caller: Admin, request: Request, site: TheSite, which: Asked, part: ThePart) -> Response:
    found = deeds(site.store, which, part.page, part.per_page)
    return page(request, caller, "audit.html", deeds=found, asked=which)


@router.get("/audit.csv")
def audit_csv(caller: Admin, site: TheSite, which: Asked, part: ThePart) -> Response:
    """500 rows; the address says which part."""
    found = deeds(site.store, which, part.page, MOST_PER_PAGE)
    on_record(site, caller, "export", "audit", f"{len(found.items)} rows")
    return csv_file("audit", COLUMNS, found.items)
