"""The tables of a page as a reader with another parser sees them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib


def table(html: str, caption: str) -> list[list[str]]:
    """The rows of the only table with that caption, its column headers first."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    (found,) = (one for one in page.iter("table") if _text(one.find("caption")) == caption)
    return [[_text(cell) for cell in row if cell.tag in ("td", "th")] for row in found.iter("tr")]


def order(html: str, *names: str) -> list[str]:
    """Those form fields in the order of the page."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    return [name for field in page.iter("input") if (name := field.get("name", "")) in names]


def links(html: str) -> dict[str, str]:
    """The addresses of the page's links by their texts."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    return {_text(one): one.get("href", "") for one in page.iter("a")}


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
