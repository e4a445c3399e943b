"""How available the portal was, with what happened meanwhile."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from agent.availability import availability, latencies
from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.incident import Incident
from agent.model.verdict import Verdict
from agent.routing.faults import fault_of
from agent.settings import Settings
from agent.slo.availability import Availability, Bucket
from agent.slo.latency import Latencies
from agent.store import Reads


class Span(StrEnum):
    """How far back; the longer ones by day."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "365d"

    @property
    def length(self) -> timedelta:
        number, unit = int(self.value[:-1]), self.value[-1]
        return timedelta(hours=number) if unit == "h" else timedelta(days=number)

    @property
    def bucket(self) -> Bucket:
        return Bucket.HOUR if self in (Span.DAY, Span.WEEK) else Bucket.DAY


class Happened(Frozen):
    """An incident of the portal, to be drawn in; `until` is null while it lasts."""

    id: str
    rule: str
    title: str
    severity: Severity
    since: AwareDatetime
    until: AwareDatetime | None


class PortalAvailability(Frozen):
    """`speeds` are of the last day, whatever the span: a longer one is for the monthly report."""

    span: Span
    availability: Availability
    incidents: tuple[Happened, ...]
    speeds: Latencies


def portal_availability(reads: Reads, settings: Settings, now: datetime, span: Span) -> PortalAvailability:
    """Of the last while. A fresh store has no numbers, only nulls."""
    found = availability(reads, settings, now, now - span.length, now, by=span.bucket)
    lasted = reads.incidents_of_no_account(found.since, found.until)
    return PortalAvailability(
        span=span,
        availability=found,
        speeds=latencies(reads, settings, now - Span.DAY.length, now),
        incidents=tuple(_happened(one) for one in lasted if fault_of(one.rule) is not Verdict.OWN_FAULT),
    )


def _happened(incident: Incident) -> Happened:
    return Happened(
        id=incident.id,
        rule=incident.rule,
        title=incident.finding.title,
        severity=incident.finding.severity,
        since=incident.opened,
        until=incident.resolved,
    )
