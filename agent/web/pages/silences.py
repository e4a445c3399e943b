"""`/silences`: what nobody is told of for a while, who said so and why."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from agent.model.finding import Severity
from agent.model.silence import Silence
from agent.on_call import described
from agent.rules import RULE_NAMES
from agent.views.paging import MOST_PER_PAGE
from agent.views.silences import silences
from agent.web.asking import ThePart, Word
from agent.web.deeds import Lasting, Pattern, Said, SilenceAsked, moment_in, silence, unsilence
from agent.web.gate import Operator, Viewer
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

Over = Annotated[bool, Query(description="Those that are over too.")]

COLUMNS: tuple[Column[Silence], ...] = (
    Column("ID", lambda one: one.id),
    Column("Rule", lambda one: one.rule),
    Column("Account", lambda one: one.account),
    Column("Subject", lambda one: one.subject),
    Column("Severity", lambda one: one.severity),
    Column("Made", lambda one: one.made),
    Column("Until", lambda one: one.until),
    Column("Ended", lambda one: one.ended),
    Column("Who", lambda one: one.who),
    Column("Why", lambda one: one.why),
)

_Pattern = Annotated[Pattern, Form()]


@router.get("/silences")
def silences_page(
    caller: Viewer, request: Request, site: TheSite, part: ThePart, over: Over = False
) -> Response:
    found = silences(site.store, site.clock(), over, part.page, part.per_page)
    choices: dict[str, Any] = {"severities": Severity, "rules": sorted(RULE_NAMES), "described": described}
    return page(request, caller, "silences.html", found=found, over=over, **choices)


@router.get("/silences.csv")
def silences_csv(caller: Operator, site: TheSite, part: ThePart, over: Over = False) -> Response:
    """500 rows; the address says which part."""
    found = silences(site.store, site.clock(), over, part.page, MOST_PER_PAGE)
    on_record(site, caller, "export", "silences", f"{len(found.items)} rows")
    return csv_file("silences", COLUMNS, found.items)


@router.post("/silences")
def make(
    caller: Operator,
    site: TheSite,
    why: Annotated[Said, Form()],
    rule: _Pattern = None,
    account: _Pattern = None,
    subject: _Pattern = None,
    severity: _Pattern = None,
    lasting: Annotated[Lasting, Form()] = None,
    until: Annotated[str, Form(max_length=40)] = "",
    incident: Annotated[str, Form(pattern="^[A-Za-z0-9-]{0,100}$")] = "",
) -> Response:
    """`incident` is the one on whose page it was asked for: there it leads back."""
    asked = SilenceAsked(
        rule=rule,
        account=account,
        subject=subject,
        severity=severity,
        until=moment_in(site.zone, until),
        lasting=lasting,
        why=why,
    )
    silence(site, caller, asked)
    return RedirectResponse(f"/incidents/{incident}" if incident else "/silences", status_code=303)


@router.post("/silences/end")
def end(caller: Operator, site: TheSite, silence: Annotated[Word, Form()]) -> Response:
    unsilence(site, caller, silence)
    return RedirectResponse("/silences", status_code=303)
