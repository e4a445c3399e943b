"""`/availability`: uptime, error budget and latency, with incidents and windows drawn in; also as CSV."""

from fastapi import APIRouter, Request, Response

from agent.slo.counting import Measured
from agent.views.availability import Span, portal_availability
from agent.web.gate import Operator, Viewer
from agent.web.record import on_record
from agent.web.rendering import page
from agent.web.site import TheSite
from agent.web.tables import Column, csv_file

router = APIRouter()

COLUMNS: tuple[Column[Measured], ...] = (
    Column("From", lambda part: part.since),
    Column("Until", lambda part: part.until),
    Column("Availability", lambda part: part.availability),
    Column("Coverage", lambda part: part.coverage),
    Column("Up", lambda part: part.tally.up),
    Column("Slow", lambda part: part.tally.slow),
    Column("Down", lambda part: part.tally.down),
    Column("In a window", lambda part: part.tally.in_window),
    Column("Own fault", lambda part: part.tally.own_fault),
    Column("Late", lambda part: part.tally.late),
    Column("Missed", lambda part: part.tally.missed),
    Column("Lost", lambda part: part.tally.lost),
    Column("Not recorded", lambda part: part.tally.unrecorded),
)


@router.get("/availability")
def availability_page(caller: Viewer, request: Request, site: TheSite, span: Span = Span.MONTH) -> Response:
    shown = portal_availability(site.store, site.settings, site.clock(), span)
    return page(request, caller, "availability.html", shown=shown, spans=Span)


@router.get("/availability.csv")
def availability_csv(caller: Operator, site: TheSite, span: Span = Span.MONTH) -> Response:
    parts = portal_availability(site.store, site.settings, site.clock(), span).availability.by
    on_record(site, caller, "export", "availability", f"{len(parts)} rows, {span}")
    return csv_file("availability", COLUMNS, parts)
