"""From the rows of a list to facts, and what of them could not be read, by the names of the facts' fields."""

import re
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic, Never, TypeVar

from agent.browser.reading import Reader
from agent.browser.rows import Cell, Row

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Listed(Generic[T_co]):
    """The facts of a list. `found` is False where there was no list to read, `whole` where some are missing.

    `unread` names the fields that are null in some of them because they could not be read; `rows` counts
    what was listed, whatever became of it.
    """

    facts: tuple[T_co, ...] = ()
    found: bool = True
    whole: bool = True
    unread: tuple[str, ...] = ()
    rows: int = 0

    def not_read(self, name: str) -> Iterator[str]:
        """As `Facts.not_read` says it of the list of this name."""
        if not self.whole:
            yield name
        yield from (f"{name}.{one}" for one in self.unread)

    def of(self, facts: Iterable[T], unread: Iterable[str] = ()) -> "Listed[T]":
        """The same list with these facts in place of its own."""
        return Listed(tuple(facts), self.found, self.whole, tuple(dict.fromkeys(unread)), self.rows)

    @property
    def or_none(self) -> tuple[T_co, ...] | None:
        """The facts; None where there was no list to read."""
        return self.facts if self.found else None


UNREAD: Listed[Never] = Listed(found=False, whole=False)
"""Of a list, or the page of it, that could not be read at all."""


class NoFactError(Exception):
    """A row lacks what its fact cannot be without; what is amiss has been complained of."""


@dataclass
class Record:
    """One row on its way to a fact. Columns bear the names of the fact's fields."""

    reader: Reader
    element: str  # name of the table or list in the contract
    row: Row
    unread: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """None where the cell is empty, or cannot be read."""
        cell = self._cell(name)
        return cell.text or None if cell else None

    def needed(self, name: str) -> str:
        """Raises `NoFactError` where there is none."""
        if text := self.text(name):
            return text
        raise NoFactError

    def says(self, name: str) -> bool | None:
        """Whether a cell says what its pattern has, rather than nothing; None where it cannot be read."""
        cell = self._cell(name)
        return None if cell is None else bool(cell.text)

    def link(self, name: str) -> str | None:
        """Where the link of a cell leads."""
        cell = self._cell(name)
        return cell.link if cell else None

    def number(self, name: str) -> int | None:
        text = self.text(name)
        return None if text is None else int(text)

    def several(self, name: str) -> tuple[str, ...]:
        """The values of a cell that may have more than one."""
        items = self.reader.elements[self.element].columns[name].items
        found = re.finditer(items, self.text(name) or "")
        return tuple((one["value"] if "value" in one.re.groupindex else one[0]).strip() for one in found)

    async def day(self, name: str) -> date | None:
        return self._unless_impossible(name, await self.reader.day(self.element, self._cell(name)))

    async def moment(self, name: str) -> datetime | None:
        return self._unless_impossible(name, await self.reader.moment(self.element, self._cell(name)))

    def known(self, value: T | None) -> T:
        """A value that the fact cannot be without; raises `NoFactError`."""
        if value is None:
            raise NoFactError
        return value

    def _cell(self, name: str) -> Cell | None:
        cell = self.row[name]
        if cell is None and name not in self.unread:
            self.unread.append(name)
        return cell

    def _unless_impossible(self, name: str, read: T | None) -> T | None:
        if read is None and self.text(name) and name not in self.unread:
            self.unread.append(name)
        return read


Make = Callable[[Record], Awaitable[T]]
"""Makes one fact; may raise `NoFactError`."""


async def listed(
    reader: Reader,
    element: str,
    make: Make[T],
    key: Callable[[T], Hashable] | None = None,
    stated: str | None = None,
) -> Listed[T]:
    """All the facts of a table or list.

    `key` gives what no two of them have in common: where two do and are not the same, neither is kept.
    `stated` is the element that says how many there are.
    """
    rows = await reader.rows(element)
    if rows is None:
        return UNREAD
    found = await made(reader, element, rows, make, key)
    if stated is not None and not await agrees(reader, stated, len(rows)):
        return replace(found, whole=False)
    return found


async def made(
    reader: Reader,
    element: str,
    rows: Sequence[Row],
    make: Make[T],
    key: Callable[[T], Hashable] | None = None,
) -> Listed[T]:
    """The facts of rows that were read from an element."""
    turned = reader.turned
    facts, unread = await _made(reader, element, rows, make)
    if reader.turned and not turned:  # so the dates of the rows before are not to be trusted either
        facts, unread = await _made(reader, element, rows, make)
    kept = facts if key is None else _agreed(reader, element, facts, key)
    whole = element not in reader.cut
    return Listed(tuple(kept), whole=whole, unread=tuple(unread), rows=len(rows))


async def _made(
    reader: Reader, element: str, rows: Sequence[Row], make: Make[T]
) -> tuple[list[T], dict[str, None]]:
    unread: dict[str, None] = {}
    facts: list[T] = []
    for row in rows:
        record = Record(reader, element, row)
        try:
            facts.append(await make(record))
        except NoFactError:
            reader.cut.add(element)
        unread.update(dict.fromkeys(record.unread))
    return facts, unread


def joined(lists: Iterable[Listed[T]]) -> Listed[T]:
    """One list of several; found where one of them was."""
    all_of_them = tuple(lists)
    return Listed(
        tuple(fact for one in all_of_them for fact in one.facts),
        found=any(one.found for one in all_of_them) or not all_of_them,
        whole=all(one.whole for one in all_of_them),
        unread=tuple(dict.fromkeys(name for one in all_of_them for name in one.unread)),
        rows=sum(one.rows for one in all_of_them),
    )


async def agrees(reader: Reader, stated: str, count: int) -> bool:
    """Whether as many were read as the page says there are; if not, that is a problem."""
    said = await reader.stated(stated)
    if said is not None and said != count:
        reader.unreadable(stated, f"says {said}, and {count} could be read")
    return said == count


def _agreed(reader: Reader, element: str, facts: Sequence[T], key: Callable[[T], Hashable]) -> list[T]:
    """Each fact once, without those that contradict each other."""
    by_key: dict[Hashable, T] = {}
    doubtful: set[Hashable] = set()
    for fact in facts:
        known = by_key.setdefault(key(fact), fact)
        if known != fact:
            doubtful.add(key(fact))
    if doubtful:
        reader.cut.add(element)
        reader.unreadable(element, "has two rows of the same that contradict each other")
    return [fact for name, fact in by_key.items() if name not in doubtful]
