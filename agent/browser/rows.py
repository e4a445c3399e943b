"""The values of a table's rows and of a list's items, by our names of the columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.browser.contract import Column, Part, value_in
from agent.model.verdict import Cause

TIDY = "const tidy = element => element.innerText.trim().replace(/\\s+/g, ' ');"
TABLE = f"""table => {{ {TIDY}
  return [...table.querySelectorAll('tr,[role=row]')].map(row =>
    [...row.querySelectorAll('th,td,[role=cell],[role=columnheader],[role=rowheader]')].map(cell => {{
      const link = cell.querySelector('a[href]');
      return {{text: tidy(cell), link: link ? link.href : null}}; }})); }}"""
LIST = f"""list => {{ {TIDY}
  const within = (item, selector) => [...item.querySelectorAll(selector)];
  const headed = term => {{
    const value = term.nextElementSibling;
    const said = value && value.matches('dd,[role=definition]') ? value : null;
    const link = said && said.querySelector('a[href]');
    return {{part: 'headed', header: tidy(term), text: said ? tidy(said) : '',
            link: link ? link.href : null}}; }};
  return [...list.children].filter(item => item.matches('li,[role=listitem]')).map(item => [
    ...within(item, 'dt,[role=term]').map(headed),
    ...within(item, 'h1,h2,h3,h4,h5,h6,[role=heading]').map(one => ({{part: 'heading', text: tidy(one)}})),
    ...within(item, 'a[href]').map(one => ({{part: 'link', text: tidy(one), link: one.href}}))]); }}"""


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and where its link leads, if it has one."""

    text: str
    link: str | None = None


Row = Mapping[str, Cell | None]
"""One row or item by our names of the columns; None where the value cannot be read."""

Complain = Callable[[Cause, str], None]
"""Called with what is wrong and a half-sentence that says so."""


def rows_of_table(
    found: Sequence[Sequence[Mapping[str, Any]]], columns: Mapping[str, Column], complain: Complain
) -> tuple[Row, ...] | None:
    """What `TABLE` gave, the first row being the header; None when a column is not there exactly once."""
    rows = [[Cell(**cell) for cell in row] for row in found]
    places = _places([cell.text for cell in rows[0]] if rows else [], columns, complain)
    if places is None:
        return None
    return tuple(
        {name: _cell(columns[name], row, place, complain) for name, place in places.items()}
        for row in rows[1:]
    )


def _places(
    header: Sequence[str], columns: Mapping[str, Column], complain: Complain
) -> Mapping[str, int] | None:
    places = {}
    for name, column in columns.items():
        count = header.count(column.header)
        if count == 1:
            places[name] = header.index(column.header)
        elif count:
            complain(Cause.ELEMENT_DOUBLED, f"has its column {column.called} {count} times")
        else:
            complain(Cause.ELEMENT_MISSING, f"lacks its column {column.called}")
    return places if len(places) == len(columns) else None


def _cell(column: Column, row: Sequence[Cell], place: int, complain: Complain) -> Cell | None:
    cell = row[place] if place < len(row) else Cell("")
    return _readable(column, cell, complain, "row")


def rows_of_list(
    found: Sequence[Sequence[Mapping[str, Any]]], columns: Mapping[str, Column], complain: Complain
) -> tuple[Row, ...]:
    """What `LIST` gave; a value that is not in its item exactly once is None there."""
    return tuple({name: _value(item, column, complain) for name, column in columns.items()} for item in found)


def _value(item: Sequence[Mapping[str, Any]], column: Column, complain: Complain) -> Cell | None:
    there = [
        Cell(one["text"], one.get("link"))
        for one in item
        if one["part"] == column.part and one.get("header", "") == column.header
    ]
    if column.part is Part.LINK:  # an item may have more of them, which lead elsewhere
        there = [one for one in there if value_in(column.pattern, one.text) is not None]
    if len(there) == 1:
        return _readable(column, there[0], complain, "item")
    if there:
        complain(Cause.ELEMENT_DOUBLED, f"has an item with its {column.called} {len(there)} times")
    else:
        complain(Cause.ELEMENT_MISSING, f"has an item without its {column.called}")
    return None


def _readable(column: Column, cell: Cell, complain: Complain, where: str) -> Cell | None:
    value = value_in(column.pattern, cell.text)
    if value is None:
        complain(Cause.ELEMENT_UNREADABLE, f"has a {where} whose {column.called} cannot be read")
        return None
    return Cell(value, cell.link)
