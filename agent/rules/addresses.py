"""Street addresses as two systems spell them."""

import re

_SHORT = {
    "avenue": "ave", "boulevard": "blvd", "circle": "cir", "court": "ct", "drive": "dr", "east": "e",
    "floor": "fl", "highway": "hwy", "lane": "ln", "north": "n", "parkway": "pkwy", "place": "pl",
    "road": "rd", "south": "s", "square": "sq", "street": "st", "suite": "ste", "west": "w",
}  # fmt: skip
"""Words of addresses as the Postal Service shortens them."""
_WORD = re.compile(r"\w+")


def same_street(one: str, other: str) -> bool:
    """Whether two lines are one address: case, punctuation and usual short forms do not count."""
    return one.casefold() == other.casefold() or _words(one) == _words(other)


def _words(address: str) -> list[str]:
    return [_SHORT.get(word, word) for word in _WORD.findall(address.casefold())]
