"""Finding the elements of a page contract on the page that is open, and reading their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from playwright.async_api import Locator, Page

from agent.browser.contract import Element, Role, value_in
from agent.browser.failures import CHANGED
from agent.browser.rows import LIST, TABLE, TIDY, Row, rows_of_list, rows_of_table
from agent.model.look import Reason
from agent.model.verdict import Cause

VALUE_BESIDE = f"""named => {{ {TIDY}
  const value = named.matches('dt,[role=term]') ? named.nextElementSibling
    : named.parentElement.querySelector('td,[role=cell]');
  return value && value.matches('td,dd,[role=cell],[role=definition]') ? tidy(value) : ''; }}"""


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
            case Role.LIST:
                return self.page.get_by_role("list", name=element.label, exact=True)
            case Role.ROWHEADER:
                return self.page.get_by_role("rowheader", name=element.label, exact=True)
            case Role.TERM:  # a term has no accessible name: its text is what it is called
                whole = re.compile(rf"^\s*{re.escape(element.label)}\s*$")
                return self.page.get_by_role("term").filter(has_text=whole)

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
        """What stands beside a row header or a term, when it matches the contract."""
        element = self.elements[name]
        found = await self.one(name)
        if found is None:
            return None
        value = value_in(element.pattern, await found.evaluate(VALUE_BESIDE))
        if value is None:
            self.unreadable(name, "does not show what it should")
        return value

    async def number(self, name: str) -> int | None:
        """The value of a row header or a term as a number."""
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

    async def rows(self, name: str) -> tuple[Row, ...] | None:
        """The rows of a table or the items of a list; None when it is not there as it should be."""
        found = await self.one(name)
        if found is None:
            return None
        element = self.elements[name]
        complain = partial(self._complain, name)
        if element.role is Role.LIST:
            return rows_of_list(await found.evaluate(LIST), element.columns, complain)
        return rows_of_table(await found.evaluate(TABLE), element.columns, complain)

    def unreadable(self, name: str, how: str) -> None:
        self._complain(name, Cause.ELEMENT_UNREADABLE, how)

    def _complain(self, name: str, cause: Cause, how: str) -> None:
        self._problem(cause, f"{self._called(name)} {how}")

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
