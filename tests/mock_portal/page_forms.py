"""A page's markup as the tests look at it: parse errors and references to nothing, links, and forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

import html5lib

_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
_TICKED = frozenset({"checkbox", "radio", "file"})
_NOT_TYPED = frozenset({"hidden", "submit", "button", "image", "reset"})


@dataclass
class Form:
    """A form: where and how it sends, what it sends when nobody fills anything in, and whether one can."""

    method: str
    action: str
    multipart: bool = False
    fillable: bool = False
    empty: dict[str, str] = field(default_factory=dict)
    has_button: bool = False


class Markup(HTMLParser):
    """The links and forms of a page, in its order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._html = html
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.feed(html)

    @cached_property
    def errors(self) -> list[str]:
        """What the HTML standard calls parse errors, doubled ids, and references to nothing."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        root = parser.parse(self._html)
        syntax = [f"{place}: {code} {what}" for place, code, what in parser.errors]
        return [*syntax, *_wrong_references([(one.tag, dict(one.attrib)) for one in root.iter()])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form, or a field of the form that is open."""
        known = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        elif tag == "form":
            multipart = known.get("enctype") == "multipart/form-data"
            self.forms.append(Form(known.get("method", "get").lower(), known.get("action", ""), multipart))
        elif self.forms:
            self._note_field(self.forms[-1], tag, known)

    def _note_field(self, form: Form, tag: str, known: dict[str, str]) -> None:
        kind, name = known.get("type", "text"), known.get("name", "")
        if tag == "button" and kind != "button" and not form.has_button:
            form.has_button = True
            form.empty |= {name: known.get("value", "")} if name else {}
        elif tag == "input" and kind == "hidden":
            form.empty[name] = known.get("value", "")
        elif (tag == "input" and kind not in _NOT_TYPED) or tag in ("select", "textarea"):
            form.fillable = True
            form.empty |= {} if kind in _TICKED else {name: ""}


def _wrong_references(elements: list[tuple[str, dict[str, str]]]) -> Iterator[str]:
    ids = Counter(known["id"] for _, known in elements if "id" in known)
    yield from (f"the id {name} is there {count} times" for name, count in ids.items() if count > 1)
    for tag, known in elements:
        for attribute in _REFERRING:
            missing = [name for name in known.get(attribute, "").split() if name not in ids]
            yield from (f"{tag} {attribute}={name} refers to nothing" for name in missing)
