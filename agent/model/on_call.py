"""Who is told next when nobody takes an incident."""

from datetime import timedelta

from pydantic import Field

from agent.model.base import Frozen
from agent.model.finding import Severity


class Step(Frozen):
    """`channels` are told of an incident of at least `severity` that nobody took.

    `after` is counted from when the incident was opened or last got worse. The first notice, at once and to
    every channel, is no step.
    """

    after: timedelta = Field(gt=timedelta(0))
    severity: Severity = Severity.CRITICAL
    channels: tuple[str, ...] = Field(min_length=1)
