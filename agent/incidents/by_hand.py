"""What a person does to an incident."""

from datetime import UTC, datetime

from agent.incidents.following import ended
from agent.model.incident import Change, Incident, IncidentState, Transition


def acknowledge(incident: Incident, who: str, now: datetime) -> Change:
    """Somebody took it: no step on call is reached any more, and it is reminded of less often.

    A silenced incident stays silenced; once its silence ends it is theirs. For unresolved incidents only.
    """
    now = now.astimezone(UTC)
    silenced = incident.state is IncidentState.SILENCED
    state = IncidentState.SILENCED if silenced else IncidentState.ACKNOWLEDGED
    taken = incident.model_copy(update={"state": state, "taken_by": who, "told": now})
    return Change(incident=taken, transition=Transition.ACKNOWLEDGED, at=now, told=not silenced)


def end(incident: Incident, now: datetime) -> Change:
    """Somebody says it is over, also of what flaps. If it is still there, the next look opens it anew."""
    now = now.astimezone(UTC)
    return Change(
        incident=ended(incident, now),
        transition=Transition.RESOLVED,
        at=now,
        told=incident.state is not IncidentState.SILENCED,
    )
