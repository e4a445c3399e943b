"""`/incidents`: what is wrong; `/incidents/{id}`: one of them, and what a person does about it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from agent import runbooks
from agent.model.finding import Severity
from agent.rules import RULE_NAMES
from agent.store import IncidentsAsked
from agent.views.incident import Summary
from agent.views.incidents import Shown, asked_for, incidents
from agent.views.paging import MOST_PER_PAGE
from agent.views.story import story
from agent.web.asking import BLANK_IS_NONE, Since, ThePart, Word
from agent.web.deeds import Said, SaidOrNot, on_call
from agent.web.gate import Operator, Viewer
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[Summary], ...] = (
    Column("ID", lambda each: each.id),
    Column("Severity", lambda each: each.severity),
    Column("State", lambda each: each.state),
    Column("Rule", lambda each: each.rule),
    Column("Account", lambda each: each.account),
    Column("Subject", lambda each: each.subject),
    Column("Title", lambda each: each.title),
    Column("Since", lambda each: each.since),
    Column("Due", lambda each: each.due),
    Column("Opened", lambda each: each.opened),
    Column("Resolved", lambda each: each.resolved),
    Column("Taken by", lambda each: each.taken_by),
    Column("Next step", lambda each: each.next_step),
)

WhatState = Annotated[Shown | None, BLANK_IS_NONE, Query(description="Without it those that are not over.")]


def asked(
    state: WhatState = None,
    severity: Annotated[Severity | None, BLANK_IS_NONE, Query()] = None,
    rule: Annotated[Word | None, BLANK_IS_NONE, Query()] = None,
    account: Annotated[Word | None, BLANK_IS_NONE, Query()] = None,
    since: Since = None,
) -> IncidentsAsked:
    """From the parameters of the address; `since` is when it opened."""
    return asked_for(state or Shown.UNRESOLVED, severity, rule, account, since)


Asked = Annotated[IncidentsAsked, Depends(asked)]


@router.get("/incidents")
def incidents_page(
    caller: Viewer, request: Request, site: TheSite, which: Asked, part: ThePart, state: WhatState = None
) -> Response:
    found = incidents(site.store, which, part.page, part.per_page, site.clock())
    choices: dict[str, Any] = {"severities": Severity, "rules": sorted(RULE_NAMES), "states": Shown}
    shown = state or Shown.UNRESOLVED
    return page(request, caller, "incidents.html", found=found, asked=which, state=shown, **choices)


@router.get("/incidents.csv")
def incidents_csv(caller: Operator, site: TheSite, which: Asked, part: ThePart) -> Response:
    """The rows of this part, of 500 each."""
    found = incidents(site.store, which, part.page, MOST_PER_PAGE, site.clock())
    on_record(site, caller, "export", "incidents", f"{len(found.items)} rows")
    return csv_file("incidents", COLUMNS, found.items)


@router.get("/incidents/{identifier}")
def incident_page(caller: Viewer, request: Request, site: TheSite, identifier: Word) -> Response:
    shown = story(site.store, site.recorder, identifier, site.clock())
    has_page = shown.rule in runbooks.names()
    return page(request, caller, "incident.html", shown=shown, has_page=has_page)


Why = Annotated[SaidOrNot, Form()]


@router.post("/incidents/{identifier}/acknowledge")
def acknowledge(caller: Operator, site: TheSite, identifier: Word, why: Why = None) -> Response:
    on_call(site, caller).acknowledge(identifier, site.clock(), why)
    return back(identifier)


@router.post("/incidents/{identifier}/resolve")
def resolve(caller: Operator, site: TheSite, identifier: Word, why: Annotated[Said, Form()]) -> Response:
    on_call(site, caller).resolve(identifier, site.clock(), why)
    return back(identifier)


def back(identifier: str) -> Response:
    """To the incident; it was found, so its id leads nowhere else."""
    return RedirectResponse(f"/incidents/{identifier}", status_code=303)
