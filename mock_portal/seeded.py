"""Repeatable chance: everything the portal draws comes from its seed, so the same calls give the same pages.

Fit for made-up data only: who knows the seed knows every session id and password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class TokenStream:
    """Session ids and form tokens: the n-th draw of a seed is always the same."""

    def __init__(self, seed: int, drawn: int = 0) -> None:
        self.seed = seed
        self.drawn = drawn

    def draw(self, purpose: str, length: int = 40) -> str:
        """The next token: `length` hexadecimal digits, at most 64."""
        self.drawn += 1
        return hashlib.sha256(f"{self.seed}:{purpose}:{self.drawn}".encode()).hexdigest()[:length]


class Draws:
    """Dice for one purpose; two purposes of one seed do not disturb each other."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._stem = f"{seed}:{purpose}:".encode()
        self._drawn = 0

    def bits(self) -> int:
        """The next 64 random bits."""
        self._drawn += 1
        return int.from_bytes(hashlib.sha256(self._stem + b"%d" % self._drawn).digest()[:8], "big")

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, not including, the limit."""
        return self.bits() % limit

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self.bits() / 2**64

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def digits(self, count: int) -> str:
        """That many decimal digits, at most 18."""
        return str(self.below(10**count)).zfill(count)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a random order."""
        return [item for _, item in sorted(((self.bits(), item) for item in items), key=lambda pair: pair[0])]
