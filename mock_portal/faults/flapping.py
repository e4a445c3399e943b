"""Bad, good, bad, good."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Exchange
from mock_portal.faults.base import Turn
from mock_portal.faults.wrapping import Wrapping


class Flapping(Wrapping):
    """`good` requests pass, then the next `bad` ones meet the other fault, and so on without end."""

    name: ClassVar[str] = "flapping"
    description: ClassVar[str] = "Another fault comes and goes: some requests are good, the next ones bad."

    good: int = Field(default=1, ge=1)
    bad: int = Field(default=1, ge=1)

    def is_bad(self, exchange: Exchange, turn: Turn) -> bool:
        """By the number of requests before it."""
        return turn.number % (self.good + self.bad) >= self.good
