"""`[[on_call]]`: who is told next, in order, on channels that there are."""

from datetime import timedelta
from pathlib import Path

import pytest

from agent.model.finding import Severity
from agent.model.on_call import Step

from .test_settings import GOOD, loaded, refusal

STEPS = """
[[on_call]]
after = "15m"
channels = ["ops-mail"]

[[on_call]]
after = "2h"
severity = "warning"
channels = ["ops-mail"]
"""


def test_steps_are_of_critical_incidents_unless_they_say_otherwise(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD + STEPS).steps == (
        Step(after=timedelta(minutes=15), severity=Severity.CRITICAL, channels=("ops-mail",)),
        Step(after=timedelta(hours=2), severity=Severity.WARNING, channels=("ops-mail",)),
    )
    assert loaded(tmp_path).steps == ()


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ('["ops-mail"]', '["ops-male"]', "on_call: no channel is named 'ops-male'; known: ops-mail"),
        ('after = "15m"', 'after = "3h"', "must stand in the order of `after`"),
        ('after = "15m"', 'after = "2h"', "two steps have one `after`"),
        ('["ops-mail"]', '["ops-mail", "ops-mail"]', "a channel is named twice"),
        ('after = "15m"', 'after = "0m"', "on_call[0].after"),
        ('after = "15m"', 'after = "soon"', "'soon' is not a duration"),
        ('["ops-mail"]', "[]", "on_call[0].channels"),
        ('severity = "warning"', 'severity = "bad"', "on_call[1].severity"),
        ('after = "15m"', 'afer = "15m"', "did you mean `after`?"),
    ],
)
def test_a_step_that_would_reach_nobody_or_never_is_refused(
    tmp_path: Path, right: str, wrong: str, says: str
) -> None:
    assert says in refusal(tmp_path, GOOD + STEPS.replace(right, wrong, 1))
