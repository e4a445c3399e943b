"""What an incident tells of itself next, which is what the clock then does."""

from datetime import timedelta
from itertools import pairwise

import pytest

from agent.incidents import acknowledge, tick
from agent.incidents.coming import Coming, coming
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.on_call import Step

from .builders import NOW, POLICY, finding

STEPS = (
    Step(after=timedelta(minutes=30), severity=Severity.WARNING, channels=("second",)),
    Step(after=timedelta(hours=2), channels=("third",)),
)


def an_incident(severity: Severity = Severity.CRITICAL, **changed: object) -> Incident:
    found = finding(severity=severity)
    incident = Incident(id="i1", state=IncidentState.OPEN, finding=found, opened=NOW, told=NOW)
    return incident.model_copy(update=changed)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("taken", [False, True])
def test_the_clock_does_next_what_was_said_and_not_a_moment_sooner(severity: Severity, taken: bool) -> None:
    incident = an_incident(severity)
    if taken:
        incident = acknowledge(incident, "pat", NOW).incident
    happened: list[Coming] = []
    while (next_one := coming(incident, POLICY, STEPS)) and len(happened) < 5:
        too_soon = next_one.at - timedelta(microseconds=1)
        assert tick([incident], POLICY, too_soon, steps=STEPS) == ()
        (change,) = tick([incident], POLICY, next_one.at, steps=STEPS)
        assert (change.transition, change.channels) == (next_one.transition, next_one.channels)
        incident = change.incident
        happened.append(next_one)
    assert all(earlier.at < later.at for earlier, later in pairwise(happened))
    kinds = [each.transition for each in happened]
    escalations = 0 if taken else {Severity.WARNING: 1, Severity.CRITICAL: 2}.get(severity, 0)
    assert kinds.count(Transition.ESCALATED) == escalations
    assert (Transition.REMINDED in kinds) == (severity is Severity.CRITICAL)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": IncidentState.SILENCED},
        {"state": IncidentState.RESOLVED, "resolved": NOW},
        {"flapping": True, "well_since": NOW},
    ],
)
def test_nothing_comes_next_of_what_is_silenced_over_or_well_for_now(changed: dict[str, object]) -> None:
    assert coming(an_incident().model_copy(update=changed), POLICY, STEPS) is None
