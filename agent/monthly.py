"""The monthly report, read from the store."""

from collections import Counter
from datetime import datetime

from agent.alerts.plain import plain
from agent.availability import availability, latencies
from agent.model.errors import EnrollwatchError
from agent.model.incident import Incident
from agent.model.verdict import Verdict
from agent.routing.faults import fault_of
from agent.settings import Settings
from agent.slo.days import Month
from agent.slo.report import Report
from agent.store import Reads

_OF_AVAILABILITY = (
    Verdict.PORTAL_SLOW,
    Verdict.SESSION_LOST,
    Verdict.PORTAL_CHANGED,
    Verdict.PORTAL_DOWN,
    Verdict.OWN_FAULT,
)


def monthly(store: Reads, settings: Settings, month: Month, now: datetime) -> Report:
    """A month of the portal's zone; one that is under way is told so far.

    Raises EnrollwatchError where it has not begun.
    """
    since, until = month.bounds(settings.portal.zone)
    if since >= now:
        raise EnrollwatchError(
            f"{month} has not begun", f"it begins at {since:%Y-%m-%d %H:%M} UTC", "name one that has"
        )
    found = availability(store, settings, now, since, until)
    incidents = [_plain(each) for each in _open_between(store, found.since, found.until)]
    ours = [each for each in incidents if fault_of(each.rule) in _OF_AVAILABILITY]
    others = Counter(each.rule for each in incidents if each not in ours)
    return Report(
        month=str(month),
        portal=settings.portal.url,
        made=now,
        availability=found,
        latencies=latencies(store, settings, found.since, found.until),
        incidents=tuple(ours),
        others=dict(sorted(others.items())),
    )


def _open_between(store: Reads, since: datetime, until: datetime) -> list[Incident]:
    """Open at some time of it, the oldest first."""
    known = (*store.open_incidents(), *store.resolved_incidents(since))
    return sorted((each for each in known if each.opened < until), key=lambda each: (each.opened, each.id))


def _plain(incident: Incident) -> Incident:
    """In its title nothing hides."""
    finding = incident.finding.model_copy(update={"title": plain(incident.finding.title)})
    return incident.model_copy(update={"finding": finding})
