"""`/visits`: every visit; `/visits.csv` the same as a file; `/visits/{id}`: one, or one probe."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, StringConstraints

from agent.model.glance import Glance
from agent.model.verdict import Verdict
from agent.settings import Engine
from agent.store import VisitsAsked
from agent.views.paging import MOST_PER_PAGE, PER_PAGE
from agent.views.visits import Visits, VisitShown, place_of, visit, visits
from agent.web.asking import BLANK_IS_NONE, Since, Word
from agent.web.gate import Operator, Viewer
from agent.web.problems import NotThereError
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import Site, TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[Glance], ...] = (
    Column("Started", lambda look: look.started),
    Column("Account", lambda look: look.account),
    Column("Browser", lambda look: look.browser),
    Column("Verdict", lambda look: look.verdict),
    Column("Seconds", lambda look: round(look.took.total_seconds(), 3)),
    Column("What", lambda look: look.reason and look.reason.what),
    Column("Where", lambda look: look.reason and look.reason.where),
    Column("Do", lambda look: look.reason and look.reason.do),
    Column("Look", lambda look: look.id),
)


def _readable(cursor: str) -> str:
    place_of(cursor)
    return cursor


After = Annotated[
    Annotated[str, StringConstraints(max_length=200), AfterValidator(_readable)] | None,
    BLANK_IS_NONE,
    Query(description="`after` of an earlier answer: the list goes on from there."),
]
Many = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]


def asked(
    account: Annotated[Word | None, BLANK_IS_NONE, Query()] = None,
    verdict: Annotated[Verdict | None, BLANK_IS_NONE, Query()] = None,
    browser: Annotated[Engine | None, BLANK_IS_NONE, Query()] = None,
    since: Since = None,
) -> VisitsAsked:
    """From the parameters of the address."""
    return VisitsAsked(account, verdict, browser, since)


Asked = Annotated[VisitsAsked, Depends(asked)]


def found(site: Site, which: VisitsAsked, after: str | None, limit: int) -> Visits:
    return visits(site.store, which, place_of(after) if after else None, limit, site.clock())


def the_visit(site: Site, identifier: str) -> VisitShown:
    """Raises NotThereError."""
    shown = visit(site.store, identifier)
    if shown is None:
        raise NotThereError("no such visit or probe", identifier, "see the list of visits")
    return shown


@router.get("/visits")
def visits_page(
    caller: Viewer,
    request: Request,
    site: TheSite,
    which: Asked,
    after: After = None,
    per_page: Many = PER_PAGE,
) -> Response:
    return page(
        request,
        caller,
        "visits.html",
        visits=found(site, which, after, per_page),
        asked=which,
        verdicts=Verdict,
        browsers=Engine,
        accounts=[account.name for account in site.settings.accounts],
    )


@router.get("/visits.csv")
def visits_csv(caller: Operator, site: TheSite, which: Asked, after: After = None) -> Response:
    """500 rows; the address says from where on."""
    listed = found(site, which, after, MOST_PER_PAGE)
    on_record(site, caller, "export", "visits", f"{len(listed.items)} rows")
    return csv_file("visits", COLUMNS, listed.items)


@router.get("/visits/{identifier}")
def visit_page(caller: Viewer, request: Request, site: TheSite, identifier: Word) -> Response:
    budget = site.settings.budgets.page.total_seconds()
    return page(request, caller, "visit.html", shown=the_visit(site, identifier), budget=budget)
