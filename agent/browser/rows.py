"""The values of a table's rows and of a list's items, by our names of the columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.browser.elements import Column, Element, Part, Role
from agent.model.verdict import Cause


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and where its link leads, if it has one; empty where it may be and is."""

    text: str
    link: str | None = None


Row = Mapping[str, Cell | None]
"""One row or item by our names of the columns; None where the value cannot be read."""

Complain = Callable[[Cause, str], None]
"""Called with what is wrong and a half-sentence that says so."""

Found = Sequence[Sequence[Mapping[str, Any]]]
"""The rows of a table as cells {text, links}; the items of a list as values {part, header, text, link}."""


def rows_of(element: Element, found: Found, complain: Complain) -> tuple[Row, ...] | None:
    """The rows of a table, whose first is the header, or the items of a list.

    None when a column of a table is not there exactly once; a value that is not in its item exactly once is
    None there.
    """
    if element.role is Role.LIST:
        return tuple(
            {name: _value(item, column, complain) for name, column in element.columns.items()}
            for item in found
        )
    header = [cell["text"] for cell in found[0]] if found else []
    places = _places(header, element.columns, complain)
    if places is None:
        return None
    return tuple(
        {name: _cell(column, row, places.get(name), complain) for name, column in element.columns.items()}
        for row in found[1:]
    )


def _places(
    header: Sequence[str], columns: Mapping[str, Column], complain: Complain
) -> Mapping[str, int] | None:
    places = {}
    headed = {name: column for name, column in columns.items() if column.part is Part.HEADED}
    for name, column in headed.items():
        count = header.count(column.header)
        if count == 1:
            places[name] = header.index(column.header)
        elif count:
            complain(Cause.ELEMENT_DOUBLED, f"has its column {column.called} {count} times")
        else:
            complain(Cause.ELEMENT_MISSING, f"lacks its column {column.called}")
    return places if len(places) == len(headed) else None


def _cell(
    column: Column, row: Sequence[Mapping[str, Any]], place: int | None, complain: Complain
) -> Cell | None:
    if place is None:
        links = [Cell(link["text"], link["link"]) for cell in row for link in cell["links"]]
        return _only(_matching(links, column), column, complain, "row")
    if place >= len(row):
        return _readable(column, Cell(""), complain, "row")
    link = next((link["link"] for link in row[place]["links"]), None)
    return _readable(column, Cell(row[place]["text"], link), complain, "row")


def _value(item: Sequence[Mapping[str, Any]], column: Column, complain: Complain) -> Cell | None:
    there = [
        Cell(one["text"], one.get("link"))
        for one in item
        if one["part"] == column.part and one.get("header", "") == column.header
    ]
    if column.part is Part.LINK:  # an item may have more of them, which lead elsewhere
        there = _matching(there, column)
    return _only(there, column, complain, "item")


def _matching(links: Sequence[Cell], column: Column) -> list[Cell]:
    return [one for one in links if column.value_in(one.text) is not None]


def _only(there: Sequence[Cell], column: Column, complain: Complain, where: str) -> Cell | None:
    article = "an" if where == "item" else "a"
    if len(there) == 1:
        return _readable(column, there[0], complain, where)
    if there:
        complain(Cause.ELEMENT_DOUBLED, f"has {article} {where} with its {column.called} {len(there)} times")
    elif column.part is Part.LINK and column.blank is not None:
        return Cell("")
    else:
        complain(Cause.ELEMENT_MISSING, f"has {article} {where} without its {column.called}")
    return None


def _readable(column: Column, cell: Cell, complain: Complain, where: str) -> Cell | None:
    value = column.value_in(cell.text)
    if value is None:
        complain(Cause.ELEMENT_UNREADABLE, f"has a {where} whose {column.called} cannot be read")
        return None
    return Cell(value, cell.link)
