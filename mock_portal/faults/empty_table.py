"""A table without its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import replace_slices
from mock_portal.html_tables import COUNT, DataTable, data_tables


class EmptyTable(Fault):
    """Every table with column headers, or the one of that caption, has none of its rows.

    The count above it stays as it was, and so contradicts it, unless `recount` makes it 0.
    """

    name: ClassVar[str] = "empty-table"
    description: ClassVar[str] = "Tables have their headers and no rows; with recount the page also says 0."

    table: str | None = Field(default=None, min_length=1)
    recount: bool = False

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Take the rows out."""
        meant = [one for one in data_tables(html) if self.table in (None, one.caption)]
        return replace_slices(html, [change for table in meant for change in self._changes(table, html)])

    def _changes(self, table: DataTable, html: str) -> Iterator[tuple[int, int, str]]:
        for row in table.rows:
            yield row.element.start, row.element.end, ""
        if self.recount and table.count is not None:
            said = html[table.count.start : table.count.end]
            yield table.count.start, table.count.end, COUNT.sub("0", said)
