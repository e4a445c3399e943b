"""Several runs beside each other, each with its share of the stories."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Share:
    """The `number`th of `of_all` shares, counted from 1; together they are everything, each thing once."""

    number: int
    of_all: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `2/3`. ValueError where it is no share."""
        said = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text)
        if said is None or int(said[1]) > int(said[2]):
            raise ValueError(f"{text!r} is no share: write 1/2 and 2/2 for two runs")
        return cls(int(said[1]), int(said[2]))

    def of(self, things: Sequence[T], weight: Callable[[T], int | None]) -> tuple[list[T], list[T]]:
        """What falls to this share, and the rest, in their order.

        The heaviest is dealt first, each to the share that has least so far. What has no weight (None) stays
        together, in the last share.
        """
        loads = [0] * self.of_all
        dealt: dict[int, int] = {}
        weights = {at: weight(thing) for at, thing in enumerate(things)}
        for at, heavy in sorted(weights.items(), key=lambda pair: -(pair[1] or 0)):
            share = self.of_all - 1 if heavy is None else loads.index(min(loads))
            loads[share] += heavy or 0
            dealt[at] = share
        mine = [thing for at, thing in enumerate(things) if dealt[at] == self.number - 1]
        rest = [thing for at, thing in enumerate(things) if dealt[at] != self.number - 1]
        return mine, rest
