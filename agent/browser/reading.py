"""Finding the elements of a page contract on the page that is open, and reading their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page

from agent.browser.contract import Element, Role, value_in
from agent.browser.failures import CHANGED
from agent.model.look import Reason
from agent.model.verdict import Cause

TIDY = "const tidy = element => element.innerText.trim().replace(/\\s+/g, ' ');"
CELL_BESIDE = f"""header => {{ {TIDY}
  const cell = header.parentElement.querySelector('td,[role=cell]');
  return cell ? tidy(cell) : ''; }}"""
TABLE = f"""table => {{ {TIDY}
  return [...table.querySelectorAll('tr,[role=row]')].map(row =>
    [...row.querySelectorAll('th,td,[role=cell],[role=columnheader],[role=rowheader]')].map(cell => {{
      const link = cell.querySelector('a[href]');
      return {{text: tidy(cell), link: link ? link.href : null}}; }})); }}"""


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and where its link leads, if it has one."""

    text: str
    link: str | None = None


Row = Mapping[str, Cell | None]
"""The cells of one row by our names of the columns; None where the cell cannot be read."""


@dataclass
class Reader:
    """Reads one page. What cannot be read becomes a reason in `problems`; nothing is guessed."""

    page: Page
    name: str  # of the page, in the contract
    where: str  # that name and the page's path
    elements: Mapping[str, Element]
    problems: list[Reason] = field(default_factory=list)

    def find(self, element: Element) -> Locator:
        """By role and accessible name only."""
        match element.role:
            case Role.PASSWORD:
                return self.page.get_by_label(element.label, exact=True).filter(visible=True)
            case Role.TEXT:
                return self.page.get_by_text(_for_the_browser(element.pattern)).filter(visible=True)
            case Role.TEXTBOX:
                return self.page.get_by_role("textbox", name=element.label, exact=True)
            case Role.BUTTON:
                return self.page.get_by_role("button", name=element.label, exact=True)
            case Role.LINK:
                return self.page.get_by_role("link", name=element.label, exact=True)
            case Role.TABLE:
                return self.page.get_by_role("table", name=element.label, exact=True)
            case Role.ROWHEADER:
                return self.page.get_by_role("rowheader", name=element.label, exact=True)

    async def one(self, name: str) -> Locator | None:
        """The element, when it is there as often as the contract says: exactly once, for most."""
        element = self.elements[name]
        found = self.find(element)
        count = await found.count()
        if count == element.times:
            return found
        if count < element.times:
            self._problem(Cause.ELEMENT_MISSING, f"{self._called(name)} is missing")
        else:
            self._problem(Cause.ELEMENT_DOUBLED, f"{self._called(name)} is there {count} times")
        return None

    async def value(self, name: str) -> str | None:
        """What stands beside a row header, when it matches the contract."""
        element = self.elements[name]
        found = await self.one(name)
        if found is None:
            return None
        value = value_in(element.pattern, await found.evaluate(CELL_BESIDE))
        if value is None:
            self.unreadable(name, "does not show what it should")
        return value

    async def number(self, name: str) -> int | None:
        """The value of a row header as a number."""
        value = await self.value(name)
        return None if value is None else int(value)

    async def stated(self, name: str) -> int | None:
        """The number in a sentence; the sum where the contract has the sentence several times."""
        found = await self.one(name)
        if found is None:
            return None
        pattern = self.elements[name].pattern
        matches = [re.search(pattern, text) for text in await found.all_inner_texts()]
        if not all(matches):
            self.unreadable(name, "does not show what it should")
            return None
        return sum(int(match["value"]) for match in matches if match)

    async def table(self, name: str) -> tuple[Row, ...] | None:
        """The rows of a table; None when the table or one of its columns is not there exactly once."""
        found = await self.one(name)
        if found is None:
            return None
        rows = [[Cell(**cell) for cell in row] for row in await found.evaluate(TABLE)]
        header = [cell.text for cell in rows[0]] if rows else []
        places = self._places(name, header)
        if places is None:
            return None
        return tuple(self._row(name, places, row) for row in rows[1:])

    def unreadable(self, name: str, how: str) -> None:
        self._problem(Cause.ELEMENT_UNREADABLE, f"{self._called(name)} {how}")

    def _places(self, name: str, header: list[str]) -> dict[str, int] | None:
        places = {}
        for column, wanted in self.elements[name].columns.items():
            count = header.count(wanted.header)
            if count != 1:
                cause = Cause.ELEMENT_DOUBLED if count else Cause.ELEMENT_MISSING
                how = f"has its column {wanted.header!r} {count} times" if count else "lacks its column "
                self._problem(cause, f"{self._called(name)} {how}" + ("" if count else repr(wanted.header)))
            else:
                places[column] = header.index(wanted.header)
        return places if len(places) == len(self.elements[name].columns) else None

    def _row(self, name: str, places: Mapping[str, int], row: list[Cell]) -> Row:
        return {column: self._cell(name, column, row, place) for column, place in places.items()}

    def _cell(self, name: str, column: str, row: list[Cell], place: int) -> Cell | None:
        wanted = self.elements[name].columns[column]
        cell = row[place] if place < len(row) else Cell("")
        value = value_in(wanted.pattern, cell.text)
        if value is None:
            self.unreadable(name, f"has a row whose {wanted.header!r} cannot be read")
            return None
        return Cell(value, cell.link)

    def _called(self, name: str) -> str:
        element = self.elements[name]
        return f"{self.name}: {element.role} {element.label or name!r}"

    def _problem(self, cause: Cause, what: str) -> None:
        reason = Reason(cause=cause, what=what, where=self.where, do=CHANGED)
        if reason not in self.problems:
            self.problems.append(reason)


def _for_the_browser(pattern: str) -> re.Pattern[str]:
    """The driver hands the pattern to JavaScript, which has no `(?P<value>`; the name is not needed."""
    return re.compile(pattern.replace("(?P<value>", "("))
