"""Finding the elements of a page contract on the page that is open, and reading their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from playwright.async_api import Locator, Page

from agent.browser import following
from agent.browser.asking import ask_again
from agent.browser.dates import Dates
from agent.browser.elements import VALUED, Element, Role, patterns_of
from agent.browser.failures import CHANGED
from agent.browser.following import Turn
from agent.browser.paging import Paging
from agent.browser.rows import Cell, Row, rows_of
from agent.browser.seen import Seen, Shown
from agent.model.look import Reason
from agent.model.verdict import Cause

Table = tuple[str, tuple[Row, ...] | None]
"""A table's accessible name, and its rows; None where they cannot be read."""


@dataclass
class Reader:
    """Reads one page. What cannot be read becomes a reason in `problems`; nothing is guessed.

    What it shows was gathered when it was loaded; `turn` opens the further pages of a table that comes in
    several. A table in `cut` was not read to its end.
    """

    page: Page
    name: str  # of the page, in the contract
    where: str  # that name and the page's path
    elements: Mapping[str, Element]
    dates: Dates = field(default_factory=Dates)
    paging: Paging = field(default_factory=Paging)
    turn: Turn | None = None
    problems: list[Reason] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    turned: bool = False  # a date of the page shows that day and month are turned around
    shown: Seen | None = None  # gathered when the page was loaded

    async def seen(self) -> Seen:
        """All that the page shows; where another page was expected it is asked for what this one has."""
        patterns = patterns_of(self.elements)
        if self.shown is None or not self.shown.answers(patterns):
            self.shown = await ask_again(self.page, patterns)
        return self.shown

    async def one(self, name: str) -> Locator | None:
        """The element to be used, when it is there exactly once."""
        element = self.elements[name]
        found = self._locate(element)
        return found if self._counted(name, await found.count()) else None

    def _locate(self, element: Element) -> Locator:
        """By role and accessible name only."""
        match element.role:
            case Role.PASSWORD:
                return self.page.get_by_label(element.label, exact=True).filter(visible=True)
            case Role.TEXTBOX:
                return self.page.get_by_role("textbox", name=element.label, exact=True)
            case Role.BUTTON:
                return self.page.get_by_role("button", name=element.label, exact=True)
            case role:
                raise ValueError(f"a {role} is read, not used")

    async def there(self, name: str) -> bool:
        """Whether the element is there as often as the contract says."""
        return self._counted(name, len((await self.seen()).found(self.elements[name])))

    async def address(self, name: str) -> str | None:
        """Where a link leads."""
        found = (await self.seen()).found(self.elements[name])
        return found[0].text if self._counted(name, len(found)) else None

    async def says(self, name: str) -> bool:
        """Whether an optional sentence is there."""
        return bool(await self._there(name))

    async def value(self, name: str) -> str | None:
        """What stands beside a row header or a term, or is said in a sentence, when it matches the contract.

        Empty where the page says that there is nothing.
        """
        element = self.elements[name]
        found = await self._there(name)
        if not found:
            return None if found is None else ""
        value = _said(element, found[0])
        if value is None:
            self.unreadable(name, "does not show what it should")
        return value

    async def number(self, name: str) -> int | None:
        """The value of a row header or a term as a number; None also where there is none."""
        value = await self.value(name)
        return int(value) if value else None

    async def day_at(self, name: str) -> date | None:
        """The value of a row header or a term as a day; None also where there is none."""
        value = await self.value(name)
        return await self.day(name, Cell(value)) if value else None

    async def times(self, name: str) -> int | None:
        """How often a sentence is there that may be there any number of times."""
        found = await self._there(name)
        return None if found is None else len(found)

    async def stated(self, name: str) -> int | None:
        """The number in a sentence; the sum where the contract has the sentence several times.

        0 where the page says that there is nothing.
        """
        found = await self._there(name)
        if found is None:
            return None
        said = [_said(self.elements[name], one) for one in found]
        if not all(said):
            self.unreadable(name, "does not show what it should")
            return None
        return sum(int(number) for number in said if number)

    async def rows(self, name: str) -> tuple[Row, ...] | None:
        """The rows of a table, of all its pages, or the items of a list.

        `()` where the page says that there are none; None where they cannot be read.
        """
        found = await self._there(name)
        if not found:
            return None if found is None else ()
        return await self._rows_of(name, found[0])

    async def tables(self, name: str) -> tuple[Table, ...] | None:
        """Every table whose name matches; `()` where the page says that there are none."""
        found = await self._there(name)
        return None if found is None else tuple([(one.name, await self._rows_of(name, one)) for one in found])

    async def _rows_of(self, name: str, shown: Shown) -> tuple[Row, ...] | None:
        element, complain = self.elements[name], partial(self._complain, name)
        rows = rows_of(element, shown.rows, complain)
        if rows is None:
            return None
        if not rows and not element.may_be_empty:
            complain(Cause.ELEMENT_UNREADABLE, "has no rows")
            self.cut.add(name)
        further = await following.pages_of(
            await self.seen(), shown, element, self.paging, self.turn, complain
        )
        self.cut |= {name} if further.broken else set()
        return (*rows, *(row for page in further.pages for row in page))

    async def day(self, name: str, cell: Cell | None) -> date | None:
        """The day in a cell; None where it is empty or cannot be read, which is a problem."""
        moment = await self._moment(name, cell, self.dates.day)
        return moment and moment.date()

    async def moment(self, name: str, cell: Cell | None) -> datetime | None:
        """The moment in a cell, in the portal's zone; None where it is empty or cannot be read."""
        moment = await self._moment(name, cell, self.dates.moment)
        return moment and moment.replace(tzinfo=self.dates.zone)

    async def _moment(self, name: str, cell: Cell | None, form: str) -> datetime | None:
        if cell is None or not cell.text:
            return None
        turned = self.dates.is_turned(cell.text, form)
        self.turned = self.turned or turned or self.dates.footer_is_turned((await self.seen()).footer)
        read = None if self.turned else self.dates.read(cell.text, form)
        if read is None:
            self.unreadable(name, "has a date that cannot be read")
        return read

    def unreadable(self, name: str, how: str) -> None:
        self._complain(name, Cause.ELEMENT_UNREADABLE, how)

    async def _there(self, name: str) -> tuple[Shown, ...] | None:
        """The elements of this name; `()` where the page says that there are none, or need not say so."""
        element, seen = self.elements[name], await self.seen()
        found = seen.found(element)
        nothing = element.optional or bool(element.absent and seen.says(element.absent))
        if not found and nothing:
            return ()
        return found if self._counted(name, len(found)) else None

    def _counted(self, name: str, count: int) -> bool:
        wanted = self.elements[name].times
        if count == wanted or (count and not wanted):
            return True
        if count < max(wanted, 1):
            self._complain(name, Cause.ELEMENT_MISSING, "is missing")
        else:
            self._complain(name, Cause.ELEMENT_DOUBLED, f"is there {count} times")
        return False

    def _complain(self, name: str, cause: Cause, how: str) -> None:
        element = self.elements[name]
        called = f"{self.name}: {element.role} {element.label or name!r}"
        reason = Reason(cause=cause, what=f"{called} {how}", where=self.where, do=CHANGED)
        if reason not in self.problems:
            self.problems.append(reason)


def _said(element: Element, shown: Shown) -> str | None:
    """The value of an element; empty where it says that there is nothing, None where it cannot be read."""
    if element.role in VALUED:
        return element.value_in(shown.text)
    match = re.search(element.pattern, shown.text)
    return match and match["value"]
