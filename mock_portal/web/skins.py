"""What a skin is: other addresses, other templates and other words for the same pages.

Handlers, templates and faults know one address for each page, the classic one. A skin's own addresses are
put in its place only where the portal meets the visitor: the address asked for on the way in; links, form
actions and redirects on the way out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

NOT_SERVED = "/not-served"
"""In place of an address at which the skin has no page; no page has this one."""

_PATH_IN_ATTRIBUTE = re.compile(r'(\s(?:href|action|formaction|data-[a-z-]+)=")(/[^"?#]*)')
_PATH = re.compile(r"[^?#]*")


class SkinName(StrEnum):
    """The skins there are."""

    CLASSIC = "classic"
    TWO = "2.0"


@dataclass(frozen=True)
class Skin:
    """`addresses` maps the classic address of each page of the skin to its own, below `root`.

    On these pages the templates in the folder `templates` replace the classic ones of the same name, and
    `words` what a handler says (a heading, an alert, the label of a link). All other pages are classic.
    """

    name: SkinName
    root: str | None = None
    templates: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, asked: str) -> str:
        """The classic address of what is asked for; NOT_SERVED where the skin has no page at that address."""
        if found := self._canonical.get(asked):
            return found
        invented = self.root is not None and asked.startswith(self.root)
        return NOT_SERVED if invented or asked in self.addresses else asked

    def covers(self, path: str) -> bool:
        """Whether the page at a classic address is one of this skin; of what is not there it is."""
        return path in self.addresses or path == NOT_SERVED

    def own(self, location: str) -> str:
        """A classic address, with its query, as this skin has it."""
        return _PATH.sub(lambda path: self.addresses.get(path[0], path[0]), location, count=1)

    def readdressed(self, html: str) -> str:
        """A page whose links, form actions and data attributes lead to this skin's addresses."""
        return _PATH_IN_ATTRIBUTE.sub(lambda found: found[1] + self.addresses.get(found[2], found[2]), html)

    def say(self, text: str) -> str:
        """What this skin says for a text of a handler: the same, unless it has words of its own."""
        return self.words.get(text, text)

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {own: classic for classic, own in self.addresses.items()}


CLASSIC = Skin(SkinName.CLASSIC)
