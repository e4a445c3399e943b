"""A table that comes in pages is followed to its end: every page once, and as many rows as it says."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent.browser.elements import Element
from agent.browser.paging import Paging
from agent.browser.rows import Complain, Row, rows_of
from agent.browser.seen import Seen, Shown
from agent.model.verdict import Cause

MOST_PAGES = 2000  # of one table; an account with 2000 enrollments shows them one a page at the very least

Turn = Callable[[str], Awaitable[Seen | None]]
"""Opens a further page of the same page, by its link; None when another page came."""


@dataclass(frozen=True)
class Further:
    """The rows of the pages after the first; `broken` where they are not all there."""

    pages: tuple[tuple[Row, ...], ...] = ()
    broken: bool = False


async def pages_of(
    seen: Seen, shown: Shown, element: Element, paging: Paging, turn: Turn | None, complain: Complain
) -> Further:
    """Follow the way onward of the table `shown`, which is on the page `seen`."""
    label = paging.label.format(table=shown.name)
    if turn is None or seen.navigation(label) is None:
        return Further()
    walk = _Walk(label, element, paging, turn, complain)
    broken = not await walk.through(seen, shown)
    return Further(tuple(walk.pages[1:]), broken)


class _Walk:
    """Through the pages of one table."""

    def __init__(self, label: str, element: Element, paging: Paging, turn: Turn, complain: Complain) -> None:
        self._label = label
        self._element = element
        self._paging = paging
        self._turn = turn
        self._complain = complain
        self._links: set[str] = set()
        self._count = 0
        self.pages: list[tuple[Row, ...]] = []

    async def through(self, seen: Seen, shown: Shown) -> bool:
        """Whether every page was read and holds the rows that it says."""
        while (link := self._read(seen, shown)) is not None:
            if not link:
                return True
            if link in self._links or len(self._links) >= MOST_PAGES:
                return self._broken("has pages that lead in a circle")
            self._links.add(link)
            further = await self._turn(link)
            if further is None:
                return self._broken("has a further page that is not that page")
            found = [one for one in further.found(self._element) if one.name == shown.name]
            if len(found) != 1:
                return self._broken("is not on a further page of it")
            seen, shown = further, found[0]
        return False

    def _read(self, seen: Seen, shown: Shown) -> str | None:
        """Take the rows of one page; where it goes on, "" at the end, None when it contradicts itself."""
        rows = rows_of(self._element, shown.rows, self._complain)
        bar = seen.navigation(self._label)
        said = re.search(self._paging.rows, bar.text) if bar else None
        if rows is None or bar is None or said is None:
            self._broken("has a page that does not say which rows it shows")
            return None
        self.pages.append(rows)
        before, self._count = self._count, self._count + len(rows)
        onward = next((one["link"] for one in bar.links if one["text"] == self._paging.next), "")
        first, last, total = (int(said[name]) for name in ("first", "last", "total"))
        if (first, last) != (before + 1, self._count) or (last < total) != bool(onward):
            self._broken(f"says that it shows rows {first} to {last} of {total}, and shows others")
            return None
        return onward

    def _broken(self, how: str) -> bool:
        self._complain(Cause.ELEMENT_UNREADABLE, how)
        return False
