"""What comes due and when: one next moment a key, the earliest at hand, however many there are."""

from __future__ import annotations

import heapq
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Turn(StrEnum):
    """What happens to an application or to an enrollment by itself."""

    UNSIGNED = "unsigned"  # 20 days without all signatures
    UNANSWERED = "unanswered"  # 30 days without corrections
    UNPAID = "unpaid"
    RECEIVE = "receive"
    REVIEW = "review"
    VISITED = "visited"
    DECIDE = "decide"
    STATE_ANSWERED = "state-answered"  # the State agency, after a recommendation
    LOOK = "look"  # a date is to be posted, but not soon: look again
    POST_DUE_DATE = "post-due-date"
    FIRST_NOTICE = "first-notice"
    SECOND_NOTICE = "second-notice"
    PAST_DUE = "past-due"
    STAY_ENDS = "stay-ends"
    NOT_BILLING = "not-billing"


class Due(NamedTuple):
    """A turn of an application or enrollment, by its ID; earlier ones first, then in the order of IDs."""

    at: datetime
    key: str
    turn: Turn


class Timetable:
    """The next turn of each key. A key has at most one; a new one takes the old one's place."""

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._next: dict[str, Due] = {}

    def put(self, key: str, due: Due | None) -> None:
        """Set a key's next turn; null is none."""
        if due is None:
            self._next.pop(key, None)
        elif self._next.get(key) != due:
            self._next[key] = due
            heapq.heappush(self._heap, due)

    def earliest(self) -> Due | None:
        """The turn that comes first; null where nothing will happen by itself."""
        while self._heap and self._next.get(self._heap[0].key) != self._heap[0]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None
