"""Silences: those that last, and those that are over."""

from datetime import datetime

from agent.model.silence import Silence
from agent.store import Reads
from agent.views.paging import Paged, paged


def silences(reads: Reads, now: datetime, over: bool, page: int, per_page: int) -> Paged[Silence]:
    """Newest first; those that are `over` too, if asked."""
    found = reads.silences(lasting=None if over else now)
    return paged(found[::-1], page, per_page)
