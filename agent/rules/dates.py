"""Calendar arithmetic for whatever a portal may print: a date that cannot be is the nearest that can."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""Days that can be told in every time zone; nothing that Medicare counts lies outside."""


@lru_cache(maxsize=4096)  # an account has thousands of enrollments and few different days
def shifted(day: date, *, months: int = 0, days: int = 0) -> date:
    """So many calendar months on or back, then days; the last day of a month that is too short."""
    try:
        return day + relativedelta(months=months) + timedelta(days=days)
    except (OverflowError, ValueError):
        return date.max if months > 0 or days > 0 else date.min


def tellable(day: date) -> date:
    """The day, or the nearest one that can be told as a moment."""
    return min(max(day, EARLIEST), LATEST)
