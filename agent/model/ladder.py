"""Stages of a deadline: how bad it is with so many days left, or after so many days."""

from datetime import date
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from agent.model.base import Frozen
from agent.model.finding import Severity


class Rung(Frozen):
    """From this day on it is this bad."""

    days: int = Field(ge=0)
    severity: Severity


def _falling(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    if any(after.days >= before.days for before, after in pairwise(rungs)):
        raise ValueError("the days of a countdown must fall from stage to stage")
    return _rising_severity(rungs)


def _rising(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    if any(after.days <= before.days for before, after in pairwise(rungs)):
        raise ValueError("the days of an age must rise from stage to stage")
    return _rising_severity(rungs)


def _rising_severity(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    if any(after.severity.rank < before.severity.rank for before, after in pairwise(rungs)):
        raise ValueError("a later stage cannot be less severe than an earlier one")
    return rungs


Countdown = Annotated[tuple[Rung, ...], AfterValidator(_falling)]
"""Stages by days left: the first whose `days` are not yet under-run is not reached."""

Age = Annotated[tuple[Rung, ...], AfterValidator(_rising)]
"""Stages by days passed."""


class Standing(Frozen):
    """Where on a ladder something stands: how bad, and at which stage, counted from 1."""

    severity: Severity
    stage: int


def left(days: int, countdown: tuple[Rung, ...]) -> Standing | None:
    """Where it stands with so many days left (0: the last day, negative: past it); None before all stages."""
    reached = [rung for rung in countdown if days <= rung.days]
    return _standing(reached, past=days < 0)


def passed(days: int, age: tuple[Rung, ...]) -> Standing | None:
    """Where it stands after so many days; None before all stages."""
    return _standing([rung for rung in age if days >= rung.days], past=False)


def _standing(reached: list[Rung], *, past: bool) -> Standing | None:
    """Past the last day counts as one more stage, so that it is told once more."""
    if not reached:
        return None
    return Standing(severity=reached[-1].severity, stage=len(reached) + past)


def days_until(day: date, today: date) -> int:
    """Whole calendar days; negative once it has passed."""
    return (day - today).days
