"""What comes and goes is told as one incident, which ends once it has been quiet."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from agent.incidents.merging import key_of
from agent.model.finding import Finding
from agent.model.incident import Incident
from agent.model.policy import Policy


def flaps(finding: Finding, recent: Iterable[Incident], policy: Policy, now: datetime) -> bool:
    """Whether opening it now is one opening too many; `recent` are resolved incidents of any rule."""
    since = now - timedelta(hours=policy.flap_hours)
    key = (finding.rule, finding.subject)
    before = sum(1 for incident in recent if key_of(incident) == key and incident.opened > since)
    return before + 1 >= policy.flap_times


def quiet(incident: Incident, policy: Policy, now: datetime) -> bool:
    """Well for so long that it flaps no more."""
    hours = timedelta(hours=policy.flap_quiet_hours)
    return incident.well_since is not None and now - incident.well_since >= hours
