"""Tables that once came whole come in pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import ClassVar
from urllib.parse import urlencode

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.html_edit import replace_slices
from mock_portal.html_tables import COUNT, DataTable, data_tables

_PAGE_NUMBER = re.compile("[0-9]{1,9}")


class PagingAdded(Fault):
    """At most `size` rows of each table a page; the links go on by a field `page-1` for the first table.

    The text above a table says how many of how many it shows, and the pages say so below it.
    """

    name: ClassVar[str] = "paging-added"
    description: ClassVar[str] = "Tables come in pages with Next and Previous links and a stated total."

    size: int = Field(default=5, ge=1, le=1000)

    def alter_html(self, exchange: Exchange, turn: Turn, html: str) -> str:
        """Leave one page of each table that is longer than one."""
        if exchange.method != "GET":  # what a form has answered cannot be asked for again by a link
            return html
        tables = enumerate(data_tables(html), start=1)
        long = ((number, table) for number, table in tables if len(table.rows) > self.size)
        return replace_slices(
            html, [change for number, table in long for change in self._split(exchange, number, table, html)]
        )

    def _split(
        self, exchange: Exchange, number: int, table: DataTable, html: str
    ) -> Iterator[tuple[int, int, str]]:
        key, total = f"page-{number}", len(table.rows)
        pages = -(-total // self.size)
        page = _page(exchange.query.get(key, ""), pages)
        shown = range((page - 1) * self.size, min(page * self.size, total))
        for place, row in enumerate(table.rows):
            if place not in shown:
                yield row.element.start, row.element.end, ""
        if table.count is not None:
            said = html[table.count.start : table.count.end]
            told = str(len(shown)) if " of " in said else f"{len(shown)} of {total}"
            yield table.count.start, table.count.end, COUNT.sub(told, said, count=1)
        links = f"{_link(exchange, key, page - 1, 'Previous')} " if page > 1 else ""
        links += _link(exchange, key, page + 1, "Next") if page < pages else ""
        told = f"Page {page} of {pages}. Rows {shown.start + 1} to {shown.stop} of {total}."
        bar = f'<nav aria-label="Pages of {escape(table.caption)}"><p>{told} {links}</p></nav>'
        yield table.element.end, table.element.end, bar


def _page(asked: str, pages: int) -> int:
    """The page asked for; the first where none is, the last where there are not so many."""
    return min(max(1, int(asked)), pages) if _PAGE_NUMBER.fullmatch(asked) else 1


def _link(exchange: Exchange, key: str, page: int, word: str) -> str:
    address = f"{exchange.address}?{urlencode({**exchange.query, key: page})}"
    return f'<a rel="{word.lower()[:4]}" href="{escape(address)}">{word}</a>'
