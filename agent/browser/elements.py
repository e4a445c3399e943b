"""The elements of a page contract: how each is found on a page, and what its text must match."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field, field_validator, model_validator

from agent.model.base import Frozen


class Role(StrEnum):
    """How an element is found: by ARIA role and accessible name, where it has them."""

    TEXTBOX = "textbox"
    PASSWORD = "password"  # noqa: S105 - a kind of field: it has no ARIA role, so its label finds it
    BUTTON = "button"
    LINK = "link"
    TABLE = "table"  # its rows are what is read
    LIST = "list"  # its items are what is read
    ROWHEADER = "rowheader"  # the cell beside it is the value
    TERM = "term"  # of a definition list: the definition after it is the value
    TEXT = "text"  # a sentence, found by its pattern


def compiled(pattern: str) -> str:
    """The same pattern; `ValueError` where it is not a regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def value_in(pattern: str, text: str) -> str | None:
    """The group `value`, or all of the text, when all of it matches; None when it does not."""
    match = re.fullmatch(pattern, text.strip())
    if match is None:
        return None
    return (match["value"] if "value" in match.re.groupindex else match.group()) or ""


class Part(StrEnum):
    """Where in a row of a table, or in an item of a list, a value stands."""

    HEADED = "headed"  # in the cell below the column's header, or after the term, of this name
    HEADING = "heading"  # the item's heading is the value
    LINK = "link"  # the row's or item's link whose text matches


ONE_ROW_EACH = frozenset({Role.TABLE, Role.LIST})
"""What is read row by row, or item by item."""

VALUED = frozenset({Role.ROWHEADER, Role.TERM})
"""What has its value beside it."""


class Column(Frozen):
    """One value of every row or item: where it stands, and what its text must match.

    `blank` matches the texts that mean that there is nothing, such as "None" or no text at all; `items`
    matches each of several values in one cell.
    """

    header: str = ""
    part: Part = Part.HEADED
    pattern: str = r"\S.*"
    blank: str | None = None
    items: str = r"[^,]+"

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if (self.part is Part.HEADED) != bool(self.header):
            raise ValueError("a column needs either a `header` or a `part` that is a heading or a link")
        return self

    @property
    def called(self) -> str:
        """How a person would name it."""
        return repr(self.header) if self.header else f"{self.part}"

    @field_validator("pattern", "blank", "items")
    @classmethod
    def _is_pattern(cls, pattern: str | None) -> str | None:
        return None if pattern is None else compiled(pattern)

    def value_in(self, text: str) -> str | None:
        """What a text says; empty where it says that there is nothing, None where it cannot be read."""
        return _value_or_blank(self.pattern, self.blank, text)


class Element(Frozen):
    """One thing on a page that the agent uses or reads; a table and a list have `columns`.

    `label` is the accessible name, `named` a pattern for one that varies. `absent` is the sentence that
    stands in place of an element that has nothing to show, and `optional` says that then nothing stands
    there. A table that has either of them, or is `filled`, is never there without rows.
    """

    role: Role
    label: str = ""
    named: str = ""
    pattern: str = r"\S.*"
    columns: Mapping[str, Column] = {}
    times: int = Field(1, ge=0)  # 0: any number
    absent: str = ""
    optional: bool = False
    filled: bool = False
    blank: str | None = None  # as of a column, for a row header and a term

    @field_validator("pattern", "named", "absent", "blank")
    @classmethod
    def _is_pattern(cls, pattern: str | None) -> str | None:
        return None if pattern is None else compiled(pattern)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.role is not Role.TEXT and bool(self.label) == bool(self.named):
            raise ValueError(f"a {self.role} needs a `label`, or a pattern `named`")
        if self.named and self.role not in ONE_ROW_EACH:
            raise ValueError(f"a {self.role} is found by its `label`, not by a pattern `named`")
        if self.role is Role.TEXT and "(?P<value>" not in self.pattern:
            raise ValueError("a text needs a `pattern` with a group named `value`")
        if self.role in ONE_ROW_EACH and not self.columns:
            raise ValueError(f"a {self.role} needs `columns`")
        if self.role is Role.TABLE and any(one.part is Part.HEADING for one in self.columns.values()):
            raise ValueError("a column of a table needs a `header`, or to be a link")
        return self

    @property
    def may_be_empty(self) -> bool:
        """Whether it may be there without rows."""
        return not (self.filled or self.absent or self.optional)

    def value_in(self, text: str) -> str | None:
        """As of a column."""
        return _value_or_blank(self.pattern, self.blank, text)

    def is_named(self, name: str) -> bool:
        """Whether this accessible name is its own."""
        return bool(re.fullmatch(self.named, name)) if self.named else name == self.label


def _value_or_blank(pattern: str, blank: str | None, text: str) -> str | None:
    value = value_in(pattern, text)
    return "" if value is None and blank is not None and re.fullmatch(blank, text.strip()) else value


def patterns_of(elements: Mapping[str, Element]) -> tuple[str, ...]:
    """Those of the sentences that are looked for on a page with these elements, each once."""
    texts = [one.pattern for one in elements.values() if one.role is Role.TEXT]
    return tuple(dict.fromkeys(texts + [one.absent for one in elements.values() if one.absent]))
