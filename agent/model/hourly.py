"""What an hour comes to: due times by outcome, and how long pages took."""

import math
from collections import Counter
from collections.abc import Iterable

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.look import LookKind
from agent.model.slot import SlotOutcome
from agent.model.verdict import Verdict

_SHORTEST = 0.001
"""Seconds of the first bucket; whatever is shorter lies in it."""

GROWTH = 1.1
"""Each bucket reaches a tenth further than the one before: so exact is a percentile."""


def _bucket(seconds: float) -> int:
    return max(0, math.ceil(math.log(max(seconds, _SHORTEST) / _SHORTEST, GROWTH)))


class Spread(Frozen):
    """Durations, as counts by bucket: unlike percentiles, those of many hours can be put together.

    `seconds` is their sum, `slowest` the longest; `buckets` are pairs of a bucket's number and its count.
    """

    loads: int
    seconds: float
    slowest: float
    buckets: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, durations: Iterable[float]) -> "Spread":
        """Of seconds, in any order."""
        values = tuple(durations)
        counts = Counter(map(_bucket, values))
        return cls(
            loads=len(values),
            seconds=math.fsum(values),
            slowest=max(values, default=0.0),
            buckets=tuple(sorted(counts.items())),
        )

    @property
    def durations(self) -> tuple[tuple[float, int], ...]:
        """Seconds, a tenth too long at most, and how many took so long."""
        return tuple((min(_SHORTEST * GROWTH**number, self.slowest), count) for number, count in self.buckets)


class HourlyCount(Frozen):
    """So many due times of the hour that begins at `hour` ended so.

    `verdict` is null where nothing was looked at; `maintenance`: the look met the portal's maintenance page.
    """

    hour: AwareDatetime
    kind: LookKind
    outcome: SlotOutcome
    verdict: Verdict | None = None
    maintenance: bool = False
    count: int


class HourlyLatency(Frozen):
    """How long one page took in one step, in the looks that began in the hour that begins at `hour`."""

    hour: AwareDatetime
    kind: LookKind
    page: str
    step: str
    spread: Spread
