"""The error budget: how long the portal may be down, how long it was, and how fast that is spent."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.slo.counting import Measured, Target

BURN_WINDOWS = {
    "1h": timedelta(hours=1),
    "6h": timedelta(hours=6),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "30d": timedelta(days=30),
}
"""Over which burn rates are given."""

_MINUTE = timedelta(minutes=1)


class Budget(Frozen):
    """In minutes. `left` is below 0 where more was spent than allowed; `spent_share` is of what is allowed.

    What was not seen, was our own fault or lay in a window is neither allowed for nor spent.
    """

    allowed: float
    spent: float
    left: float
    spent_share: float


class Burn(Frozen):
    """How fast the budget was spent over the last while: 1 spends all of it in its time and no more.

    `exhausted` is when nothing is left of it at this pace; null where that is after its time, where nothing
    is left already, and where too little was seen for a rate.
    """

    over: str
    seconds: float
    rate: float | None
    coverage: float | None
    exhausted: AwareDatetime | None


def budget(
    measured: Measured, target: Target, begun: datetime, ahead: timedelta = timedelta(0)
) -> Budget | None:
    """None where too little was seen for a number.

    Every slot stands for an equal part of the time from `begun`, when the portal was first watched, if that
    is later than what is `measured`. `ahead` is what is still to come of a time that is under way.
    """
    tally = measured.tally
    slots = tally.due + tally.running
    if measured.availability is None or not slots:
        return None
    each = (measured.until - max(measured.since, begun)) / slots / _MINUTE
    allowed = (1 - target.availability) * (tally.judged * each + ahead / _MINUTE)
    spent = tally.down * each
    return Budget(allowed=allowed, spent=spent, left=allowed - spent, spent_share=spent / allowed)


def burn(name: str, measured: Measured, target: Target, left: Budget | None, ends: datetime) -> Burn:
    """Of the last while, up to now; `left` is the budget, whose time `ends` then."""
    down = None if measured.availability is None else 1 - measured.availability
    rate = None if down is None else down / (1 - target.availability)
    return Burn(
        over=name,
        seconds=(measured.until - measured.since).total_seconds(),
        rate=rate,
        coverage=measured.coverage,
        exhausted=_exhausted(down, left, measured.until, ends),
    )


def _exhausted(down: float | None, left: Budget | None, now: datetime, ends: datetime) -> datetime | None:
    if not down or left is None or left.left <= 0:
        return None
    minutes = left.left / down
    if minutes >= (ends - now) / _MINUTE:
        return None
    return now + minutes * _MINUTE
