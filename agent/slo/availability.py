"""All that is said of the portal's availability in a time: the value that pages, API and report show."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.slo.budget import Budget, Burn
from agent.slo.counting import Measured, Target
from agent.slo.days import day_edges, hour_edges
from agent.uptime import Closure


class Bucket(StrEnum):
    HOUR = "hour"  # of UTC
    DAY = "day"  # of the zone, so of 23, 24 or 25 hours

    def edges(self, since: datetime, until: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
        """`since`, where each begins between, and `until`."""
        return hour_edges(since, until) if self is Bucket.HOUR else day_edges(since, until, zone)


class Availability(Frozen):
    """Of the probes' due times, from `since` until before `until`.

    That is when the time `ends`, or now where it is under way.

    `watched_since` is the first due time of all; null where nothing was ever due. `burns` are of the time up
    to now, and empty of a time that is past. `windows` are whole, also where they only touch the time.
    """

    zone: str
    since: AwareDatetime
    until: AwareDatetime
    ends: AwareDatetime
    target: Target
    watched_since: AwareDatetime | None
    whole: Measured
    visits: Measured  # of the visits' due times, for comparison: no budget is kept of them
    by: tuple[Measured, ...]
    budget: Budget | None
    burns: tuple[Burn, ...]
    windows: tuple[Closure, ...]
