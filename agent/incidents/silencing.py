"""A silence over an incident: it is followed, and once it ends what is still there is told."""

from collections.abc import Iterable
from datetime import datetime

from agent.model.incident import Incident, IncidentState
from agent.model.silence import Silence


def silenced(incident: Incident, silences: Iterable[Silence], now: datetime) -> bool:
    return any(silence.lasts(now) and silence.matches(incident) for silence in silences)


def hushed(incident: Incident) -> Incident:
    return incident.model_copy(update={"state": IncidentState.SILENCED})


def released(incident: Incident) -> Incident:
    """Who had taken it still has it."""
    state = IncidentState.ACKNOWLEDGED if incident.taken_by else IncidentState.OPEN
    return incident.model_copy(update={"state": state})
