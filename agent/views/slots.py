"""Every due time of a probe or a visit, and what became of it."""

from agent.model.slot import Slot
from agent.store import Reads, SlotsAsked
from agent.views.paging import Paged


def slots(reads: Reads, asked: SlotsAsked, page: int, per_page: int) -> Paged[Slot]:
    """Newest first."""
    found = reads.newest_slots(asked, (page - 1) * per_page, per_page)
    return Paged[Slot](items=found, page=page, per_page=per_page, total=reads.found_slots(asked))
