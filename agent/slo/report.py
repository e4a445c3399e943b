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

    def spelled(moment: datetime) -> str:
        """In UTC first, since that is what a log is searched by."""
        there = moment.astimezone(zone)
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC ({there:%Y-%m-%d %H:%M %Z})"

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


def percent(share: float | None, places: int = 2) -> str:
    """Cut off, not rounded: what is short of the whole never reads 100 %."""
    if share is None:
        return "no number"
    whole = 10 ** (places + 2)
    return f"{int(share * whole + 1e-9) / 10**places:.{places}f} %"


def length(time: timedelta) -> str:
    """In the two greatest units that tell something, such as `3 h 26 min`; under none less than nothing."""
    seconds = abs(round(time.total_seconds()))
    sign = "-" if time < timedelta(0) and seconds else ""
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")]
    told = [f"{number} {unit}" for number, unit in parts if number][:2]
    return sign + (" ".join(told) or "0 min")
