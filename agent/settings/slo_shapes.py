"""The shape of `[slo]`: how available and how fast the portal is to be."""

from datetime import timedelta

from pydantic import Field, field_validator

from agent.model.base import Frozen
from agent.model.duration import Duration

_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=366)


class LatencyTarget(Frozen):
    """`percentile` percent of the loads of a page come `within` this; `page` may be a pattern."""

    page: str = Field("*", min_length=1)
    percentile: float = Field(95, gt=0, lt=100)
    within: Duration = timedelta(seconds=8)


class SloSettings(Frozen):
    """`availability` is wanted over `window`; both it and `coverage` are percent.

    Where less than `coverage` of the due times tell of the portal, no number is given.
    """

    availability: float = 99.5
    window: Duration = timedelta(days=30)
    coverage: float = Field(90, gt=0, le=100)
    latency: tuple[LatencyTarget, ...] = (LatencyTarget(),)

    @field_validator("availability")
    @classmethod
    def _leaves_a_budget(cls, percent: float) -> float:
        if not 0 < percent < 100:
            raise ValueError(
                f"{percent:g} is not a share to hold: write percent over 0 and under 100, as 99.5"
            )
        return percent

    @field_validator("window")
    @classmethod
    def _can_be_counted(cls, window: timedelta) -> timedelta:
        if not _SHORTEST <= window <= _LONGEST:
            raise ValueError('a window is from "1h" to "366d" long')
        return window

    @field_validator("latency")
    @classmethod
    def _each_page_once(cls, targets: tuple[LatencyTarget, ...]) -> tuple[LatencyTarget, ...]:
        """Of several that match a page the first counts: a later one of the same words never would."""
        pages = [target.page for target in targets]
        for page in pages:
            if pages.count(page) > 1:
                raise ValueError(f"{page!r} has two targets, and only the first would count: give it one")
        return targets
