"""Looks that were read lately: a look and its pages are written together and never changed."""

from collections.abc import Iterable

from agent.model.look import Look

_MOST = 2000  # what a large practice's rules weigh in an hour; when there are more it begins anew


class KnownLooks:
    """By id, without facts. A transaction has its own, beside those of its store, until it is committed."""

    def __init__(self, committed: "KnownLooks | None" = None) -> None:
        self._committed = committed
        self._looks: dict[str, Look] = {}

    def find(self, look_id: str) -> Look | None:
        found = self._looks.get(look_id)
        return self._committed.find(look_id) if found is None and self._committed else found

    def add(self, looks: Iterable[Look]) -> None:
        added = {look.id: look for look in looks}
        if len(self._looks) + len(added) > _MOST:
            self._looks.clear()
        if len(added) <= _MOST:
            self._looks.update(added)

    def commit(self) -> None:
        """What the transaction read is true for everybody."""
        if self._committed is not None:
            self._committed.add(self._looks.values())
