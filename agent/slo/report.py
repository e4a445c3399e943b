"""The monthly report: one HTML page that holds all it shows, for paper and screen."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.incident import Incident
from agent.slo.availability import Availability
from agent.slo.chart import chart
from agent.slo.latency import Latencies
from agent.slo.wording import length, percent

MOST_INCIDENTS = 200
"""So many are listed; of more it is said how many."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Report(Frozen):
    """A calendar month of the portal's zone. `incidents` are those of the portal and of the agent itself.

    `others` counts the rest by rule: deadlines and records are no matter of availability.
    """

    month: str
    portal: str
    made: AwareDatetime
    availability: Availability
    latencies: Latencies
    incidents: tuple[Incident, ...]
    others: Mapping[str, int]

    @property
    def under_way(self) -> bool:
        """Whether the month has begun only: what stands here is so far."""
        return self.availability.until < self.availability.ends

    @property
    def outcome(self) -> str:
        """`held`, `missed`, or `unknown` where too little was seen."""
        found, wanted = self.availability.whole.availability, self.availability.target.availability
        if found is None:
            return "unknown"
        return "held" if found >= wanted else "missed"


def html(report: Report) -> str:
    """One document without script, that fetches nothing. Every value is escaped."""
    zone = ZoneInfo(report.availability.zone)

    def spelled(moment: datetime) -> tuple[str, str]:
        """In UTC first, since that is what a log is searched by."""
        there = moment.astimezone(zone)
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC", f"{there:%Y-%m-%d %H:%M %Z}"

    return _TEMPLATES.get_template("report.html.j2").render(
        report=report,
        found=report.availability,
        chart=chart(report.availability, zone),
        day=lambda moment: f"{moment.astimezone(zone):%a %d %b}",
        spelled=spelled,
        percent=percent,
        length=length,
        minutes=lambda number: length(timedelta(minutes=number)),
        listed=report.incidents[:MOST_INCIDENTS],
        more=max(len(report.incidents) - MOST_INCIDENTS, 0),
    )
