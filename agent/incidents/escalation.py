"""Who is told next of an incident that nobody takes."""

from collections.abc import Sequence
from datetime import datetime

from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.on_call import Step


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: step.after))


def escalated(incident: Incident, steps: Sequence[Step], now: datetime) -> Change | None:
    """The last step that is overdue, told to its channels alone; null where none is, or somebody took it.

    `steps` are in order. When everybody is reminded does not depend on it.
    """
    number = _reached(incident, steps, now) if incident.state is IncidentState.OPEN else 0
    if number <= incident.step:
        return None
    return Change(
        incident=incident.model_copy(update={"step": number}),
        transition=Transition.ESCALATED,
        at=now,
        channels=steps[number - 1].channels,
    )


def _reached(incident: Incident, steps: Sequence[Step], now: datetime) -> int:
    """The number of the last step whose time has come, from 1; 0 for none."""
    waited = now - (incident.anew or incident.opened)
    return max(
        (
            number
            for number, step in enumerate(steps, 1)
            if waited >= step.after and incident.finding.severity.rank >= step.severity.rank
        ),
        default=0,
    )
