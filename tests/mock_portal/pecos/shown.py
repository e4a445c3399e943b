"""Reading what a page shows, as a person would: tables by their captions, links by their texts."""

from __future__ import annotations

import re
from html import unescape

from tests.mock_portal.visitor import Visitor

_LINK = re.compile(r'<a[^>]* href="([^"]+)"[^>]*>([^<]+)')
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_DETAIL = re.compile(r'<th scope="row">(.*?)</th><td>(.*?)</td>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def links(visitor: Visitor) -> dict[str, str]:
    """The addresses of the page's links by their visible texts."""
    return {text.strip(): unescape(address) for address, text in _LINK.findall(visitor.page.text)}


def rows(visitor: Visitor, caption: str) -> list[list[str]]:
    """The texts of a table's cells, row by row; none where there is no such table."""
    if f"<caption>{caption}</caption>" not in visitor.page.text:
        return []
    table = visitor.page.text.split(f"<caption>{caption}</caption>")[1].split("</table>")[0]
    return [[_text(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table.split("<tbody>")[1])]


def details(visitor: Visitor) -> dict[str, str]:
    """What stands beside each row header."""
    return {_text(name): _text(value) for name, value in _DETAIL.findall(visitor.page.text)}


def _text(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())
