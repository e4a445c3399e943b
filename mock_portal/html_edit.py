"""Small changes to a finished page: its words, or one element of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_WORDY_ATTRIBUTE = re.compile(r'\b(aria-label|value|title|placeholder)="([^"]*)"')
_VERBATIM = ("script", "style")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def map_text(html: str, change: Callable[[str], str]) -> str:
    """Apply a change to every visible text and to button and ARIA labels; hidden fields stay as they are."""
    pieces: list[str] = []
    verbatim = False
    for piece in _PIECE.findall(html):
        if piece.startswith("<"):
            verbatim = _opens(piece, verbatim)
            pieces.append(_map_attributes(piece, change))
        else:
            pieces.append(piece if verbatim else _map_one(piece, change))
    return "".join(pieces)


def _opens(tag: str, verbatim: bool) -> bool:
    if any(tag.startswith(f"<{name}") for name in _VERBATIM):
        return True
    return verbatim and not any(tag.startswith(f"</{name}") for name in _VERBATIM)


def _map_attributes(tag: str, change: Callable[[str], str]) -> str:
    if 'type="hidden"' in tag or tag.startswith(("</", "<!")):
        return tag
    return _WORDY_ATTRIBUTE.sub(lambda found: f'{found[1]}="{_map_one(found[2], change)}"', tag)


def _map_one(text: str, change: Callable[[str], str]) -> str:
    return escape(change(unescape(text))) if text.strip() else text


@dataclass
class _Open:
    tag: str
    start: int
    depth: int
    classes: frozenset[str]
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Element:
    """A slice of the page: the tag, its classes, where it begins and ends, how deep it lies, and its text."""

    tag: str
    classes: frozenset[str]
    start: int
    end: int
    depth: int
    text: str

    def contains(self, other: Element) -> bool:
        """Whether the other one lies within this one, or is this one."""
        return self.start <= other.start and other.end <= self.end


class _Outline(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[_Open] = []
        self._starts = [0]
        for line in html.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            classes = frozenset((dict(attrs).get("class") or "").split())
            self._open.append(_Open(tag, self._offset(), len(self._open), classes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<path/>` holds nothing: there is nothing to find in it."""

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self._open):
            return
        while (one := self._open.pop()).tag != tag:
            continue
        text = " ".join("".join(one.text).split())
        end = self._offset() + len(f"</{tag}>")
        self.elements.append(Element(tag, one.classes, one.start, end, one.depth, text))


def outline(html: str) -> list[Element]:
    """Every element that is closed, in the order in which they begin."""
    return sorted(_Outline(html).elements, key=lambda one: one.start)


_WHOLE = {"label": "div", "caption": "table"}
"""A label stands for its whole field, a caption for its table, a row header for its row."""


def find_element(html: str, text: str) -> Element | None:
    """The innermost element with exactly that text, widened to what a person would call the thing."""
    elements = outline(html)
    named = [one for one in elements if one.text == text and one.tag not in ("title", "option")]
    if not named:
        return None
    inner = max(named, key=lambda one: one.depth)
    wanted = _WHOLE.get(inner.tag)
    if inner.tag == "th" and 'scope="row"' in html[inner.start : inner.start + 40]:
        wanted = "tr"
    around = [one for one in elements if one.tag == wanted and one.contains(inner)]
    return max(around, key=lambda one: one.depth) if around else inner


def remove_element(html: str, text: str) -> str:
    """The page without that element; the same page where it is not there."""
    found = find_element(html, text)
    return html if found is None else html[: found.start] + html[found.end :]


def double_element(html: str, text: str) -> str:
    """The page with that element twice in a row; the same page where it is not there."""
    found = find_element(html, text)
    return html if found is None else html[: found.end] + html[found.start : found.end] + html[found.end :]


def move_element(html: str, text: str, below: str | None) -> str:
    """The page with that element below another, or last among its siblings, or first where it was last.

    The same page where one of the two is not there, or lies within the other.
    """
    found = find_element(html, text)
    if found is None:
        return html
    place = _other_place(html, found) if below is None else _end_of(html, found, below)
    if place is None:
        return html
    return replace_slices(html, [(found.start, found.end, ""), (place, place, html[found.start : found.end])])


def _end_of(html: str, moved: Element, text: str) -> int | None:
    other = find_element(html, text)
    return None if other is None or other.contains(moved) or moved.contains(other) else other.end


def _other_place(html: str, moved: Element) -> int | None:
    elements = outline(html)
    parents = [one for one in elements if one.depth < moved.depth and one.contains(moved)]
    parent = max(parents, key=lambda one: one.depth)
    siblings = [one for one in elements if one.depth == moved.depth and parent.contains(one)]
    if len(siblings) == 1:
        return None
    return siblings[0].start if siblings[-1] == moved else siblings[-1].end


def replace_slices(html: str, changes: list[tuple[int, int, str]]) -> str:
    """The page with each slice (begin, end) replaced; the slices must not overlap."""
    for begin, end, text in sorted(changes, reverse=True):
        html = html[:begin] + text + html[end:]
    return html


def append_to_body(html: str, addition: str) -> str:
    """The page with some markup before the end of its body."""
    return html.replace("</body>", f"{addition}</body>")
