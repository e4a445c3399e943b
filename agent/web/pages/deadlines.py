"""`/deadlines`: the calendar of what is due and what will come; `/deadlines.ics` for a calendar program."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import StringConstraints

from agent.forecast.feed import calendar_of
from agent.model.finding import Severity
from agent.views.board import HORIZON, Board
from agent.views.deadlines import Deadline, Deadlines, DeadlinesAsked, month_of, only, shown
from agent.views.paging import MOST_PER_PAGE
from agent.web.ahead import ReadsFeed, TheForeteller, deadlines_in, today
from agent.web.asking import BLANK_IS_NONE, Part, ThePart, Word
from agent.web.gate import Caller, Operator, Viewer
from agent.web.pages.accounts import the_account
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import Site, TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[Deadline], ...] = (
    Column("Day", lambda one: one.day),
    Column("Due", lambda one: one.at),
    Column("What", lambda one: one.coming),
    Column("Severity", lambda one: one.severity),
    Column("Account", lambda one: one.account),
    Column("Rule", lambda one: one.rule),
    Column("Of", lambda one: one.subject),
    Column("Title", lambda one: one.title),
    Column("Incident", lambda one: one.incident),
)

_RETRY = 60  # seconds; a calendar program asks again by itself

MonthText = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
TheMonth = Annotated[
    MonthText | None, BLANK_IS_NONE, Query(description="Such as 2026-03; without it this month.")
]


def asked(
    account: Annotated[Word | None, BLANK_IS_NONE, Query()] = None,
    severity: Annotated[Severity | None, BLANK_IS_NONE, Query()] = None,
) -> DeadlinesAsked:
    """From the parameters of the address."""
    return DeadlinesAsked(account, severity)


Asked = Annotated[DeadlinesAsked, Depends(asked)]


def first_of(site: Site, month: str | None) -> date:
    return date.fromisoformat(f"{month}-01") if month else today(site).replace(day=1)


def found(site: Site, board: Board, which: DeadlinesAsked, month: str | None, part: Part) -> Deadlines:
    first = first_of(site, month)
    listed = only(deadlines_in(site, board, first), which)
    return shown(listed, board.standing.only(which.account), first, today(site), part.page, part.per_page)


@router.get("/deadlines")
def deadlines_page(
    caller: Viewer,
    request: Request,
    site: TheSite,
    foreteller: TheForeteller,
    which: Asked,
    part: ThePart,
    month: TheMonth = None,
) -> Response:
    board = foreteller.board()
    first = first_of(site, month)
    listed = only(deadlines_in(site, board, first), which)
    return page(
        request,
        caller,
        "deadlines.html",
        shown=shown(listed, board.standing.only(which.account), first, today(site), part.page, part.per_page),
        month=month_of(listed, first, today(site), today(site) + HORIZON, part.per_page),
        asked=which,
        severities=list(reversed(Severity)),
        accounts=[account.name for account in site.settings.accounts],
    )


@router.get("/deadlines.csv")
def deadlines_csv(
    caller: Operator,
    site: TheSite,
    foreteller: TheForeteller,
    which: Asked,
    part: ThePart,
    month: TheMonth = None,
) -> Response:
    """What is listed of the month, 500 rows; the address says which part."""
    listed = found(site, foreteller.board(), which, month, Part(part.page, MOST_PER_PAGE)).listed
    on_record(site, caller, "export", "deadlines", f"{len(listed.items)} rows")
    return csv_file("deadlines", COLUMNS, listed.items)


@router.get("/deadlines.ics")
def deadlines_ics(
    caller: ReadsFeed,
    site: TheSite,
    foreteller: TheForeteller,
    account: Annotated[Word | None, BLANK_IS_NONE, Query()] = None,
) -> Response:
    """The forecasts as a calendar. 503 while one is missing: a calendar program drops what is not there."""
    names = [the_account(site, account).name] if account else _everyone(site, caller)
    if caller.accounts is not None and account not in (None, *caller.accounts):
        raise HTTPException(403, f"this calendar address does not tell of {account}")
    board = foreteller.board()
    missing = [name for name in names if name not in board.told and not _never(board, name)]
    if missing:
        detail = f"the forecast of {len(missing)} accounts is not there yet, such as {missing[0]}"
        raise HTTPException(503, detail, {"Retry-After": str(_RETRY)})
    told = [name for name in names if name in board.told]
    written = (board.told[name].entries for name in told)
    on_record(site, caller, "export", "deadlines.ics", f"{len(told)} accounts")
    headers = {"Content-Disposition": 'attachment; filename="deadlines.ics"', "Cache-Control": "no-store"}
    return Response(
        calendar_of(told, site.zone, written), media_type="text/calendar; charset=utf-8", headers=headers
    )


def _everyone(site: Site, caller: Caller) -> list[str]:
    """But for a token of some accounts."""
    names = [each.name for each in site.settings.accounts]
    return names if caller.accounts is None else [name for name in names if name in caller.accounts]


def _never(board: Board, name: str) -> bool:
    """Whether it has no forecast because no visit has read anything of it yet."""
    return any(each.account == name and not each.passing for each in board.standing.failed)
