"""Which pages were slower than their budget."""

from collections.abc import Iterable
from datetime import timedelta

from agent.model.look import PageTiming, Reason
from agent.model.verdict import Cause


def over_budget(pages: Iterable[PageTiming], budget: timedelta) -> Reason | None:
    """The slowest page over `budget`, or None."""
    slow = [page for page in pages if page.seconds > budget.total_seconds()]
    if not slow:
        return None
    slowest = max(slow, key=lambda page: page.seconds)
    return Reason(
        cause=Cause.SLOW,
        what=f"{slowest.name} took {slowest.seconds:.1f} s, its budget is {budget.total_seconds():g} s",
        where=slowest.name,
        do="nothing at once; if it lasts, tell EUS the page and the time",
    )
