"""The tables of a finished page: those with column headers, their rows, and the count that stands above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mock_portal.html_edit import Element, outline

_CELL_TAGS = frozenset({"td", "th"})
_SPANNING = re.compile(r"colspan=")
COUNT = re.compile(r"\d[\d,]*")
"""The first of these in the text above a table is how many rows it shows."""


@dataclass(frozen=True)
class Row:
    """A row with its cells from left to right."""

    element: Element
    cells: tuple[Element, ...]


@dataclass(frozen=True)
class DataTable:
    """A table with column headers; `count` is the text that says how many rows there are."""

    element: Element
    caption: str
    header: Row
    rows: tuple[Row, ...]
    count: Element | None

    def column(self, name: str) -> int | None:
        """Which column is headed so, from 0."""
        names = [cell.text for cell in self.header.cells]
        return names.index(name) if name in names else None


def data_tables(html: str) -> list[DataTable]:
    """The page's tables with a head; a table of details, whose rows have the headers, is none."""
    elements = outline(html)
    counts = [one for one in elements if one.tag == "p" and "count" in one.classes]
    found: list[DataTable] = []
    last_end = 0
    for table in (one for one in elements if one.tag == "table"):
        inside = [one for one in elements if table.contains(one)]
        above = [one for one in counts if last_end <= one.start and one.end <= table.start]
        found += _table(html, table, inside, above[-1] if above else None)
        last_end = table.end
    return found


def _table(html: str, table: Element, inside: list[Element], count: Element | None) -> Iterator[DataTable]:
    head = next((one for one in inside if one.tag == "thead"), None)
    rows = list(_rows(html, inside))
    headers = [row for row in rows if head is not None and head.contains(row.element)]
    if head is None or not headers:
        return
    caption = next((one.text for one in inside if one.tag == "caption"), "")
    below = tuple(row for row in rows if row.element.start >= head.end)
    yield DataTable(table, caption, headers[-1], below, count)


def _rows(html: str, inside: list[Element]) -> Iterator[Row]:
    """Rows whose cells are one column wide; one that spans columns is no row of data."""
    row: Element | None = None
    cells: list[Element] = []
    for one in [*inside, None]:
        if one is None or one.tag == "tr":
            if row is not None and not _SPANNING.search(html, row.start, row.end):
                yield Row(row, tuple(cells))
            row, cells = one, []
        elif one.tag in _CELL_TAGS:
            cells.append(one)
