"""A column that is gone."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import replace_slices
from mock_portal.html_tables import DataTable, data_tables


class RemovedColumn(Fault):
    """The column goes with its header and every cell, from each table that has it."""

    name: ClassVar[str] = "removed-column"
    description: ClassVar[str] = "A table's column is missing, header and cells; it is named by its header."

    column: str = Field(min_length=1)

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Remove it."""
        return replace_slices(html, [cut for table in data_tables(html) for cut in self._cuts(table)])

    def _cuts(self, table: DataTable) -> list[tuple[int, int, str]]:
        at = table.column(self.column)
        if at is None:
            return []
        rows = (table.header, *table.rows)
        return [(row.cells[at].start, row.cells[at].end, "") for row in rows if at < len(row.cells)]
