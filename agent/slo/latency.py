"""Percentiles of how long pages and steps took, and whether they are within what is wanted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.look import Loads
from agent.settings import LatencyTarget

_HUNDREDTH = 0.01


class Speed(Frozen):
    """Of one page or step, in seconds to the nearest hundredth: so many percent took no longer.

    `wanted` is its target, null without; `at_target` what the target's percentile is.
    """

    name: str
    loads: int
    p50: float
    p90: float
    p95: float
    p99: float
    wanted: LatencyTarget | None = None
    at_target: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether it is within its target; None without one."""
        if self.wanted is None or self.at_target is None:
            return None
        return self.at_target <= self.wanted.within.total_seconds()


class Latencies(Frozen):
    """Of looks begun from `since` until before `until`."""

    since: AwareDatetime
    until: AwareDatetime
    pages: tuple[Speed, ...]
    steps: tuple[Speed, ...]
    never_loaded: tuple[str, ...]  # what targets name and nothing was loaded of


def speeds(loads: Iterable[Loads], targets: Sequence[LatencyTarget] = ()) -> tuple[Speed, ...]:
    """By name. Of several targets that match a page the first counts."""
    by_name: dict[str, dict[int, int]] = defaultdict(dict)
    for each in loads:
        by_name[each.name][each.hundredths] = by_name[each.name].get(each.hundredths, 0) + each.times
    return tuple(_speed(name, found, _target(name, targets)) for name, found in sorted(by_name.items()))


def never_loaded(pages: Iterable[Speed], targets: Iterable[LatencyTarget]) -> tuple[str, ...]:
    names = [page.name for page in pages]
    return tuple(
        target.page for target in targets if not any(fnmatchcase(name, target.page) for name in names)
    )


def percentile(found: Mapping[int, int], percent: float) -> float:
    """The least time, in seconds, that at least so many percent of them took no longer than."""
    wanted, reached = sum(found.values()) * percent / 100, 0
    for hundredths in sorted(found):
        reached += found[hundredths]
        if reached >= wanted:
            return round(hundredths * _HUNDREDTH, 2)
    raise ValueError("there is no percentile of nothing")


def _speed(name: str, found: Mapping[int, int], wanted: LatencyTarget | None) -> Speed:
    return Speed(
        name=name,
        loads=sum(found.values()),
        p50=percentile(found, 50),
        p90=percentile(found, 90),
        p95=percentile(found, 95),
        p99=percentile(found, 99),
        wanted=wanted,
        at_target=percentile(found, wanted.percentile) if wanted else None,
    )


def _target(page: str, targets: Sequence[LatencyTarget]) -> LatencyTarget | None:
    return next((target for target in targets if fnmatchcase(page, target.page)), None)
