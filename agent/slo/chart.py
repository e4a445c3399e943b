"""Availability by day as a drawing of our own: bars, the target's line, and how much was seen."""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agent.slo.availability import Availability
from agent.slo.counting import Measured
from agent.slo.wording import percent

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 8, 14, 44
_FLOORS = (0.99, 0.98, 0.95, 0.9, 0.75, 0.5, 0.0)
_STRIP = 6
_TICKS = 4


class Bar(NamedTuple):
    """A day, in the drawing's units; `state` is held, missed or unknown."""

    x: float
    y: float
    width: float
    height: float
    state: str
    label: str  # the day of the month
    title: str
    seen: float  # width of the strip below: the share that was seen


class Tick(NamedTuple):
    y: float
    label: str


class Chart(NamedTuple):
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    target: float  # y
    baseline: float  # y of the floor
    left: float
    right: float
    width: int = WIDTH
    height: int = HEIGHT
    strip: int = _STRIP


def chart(found: Availability, zone: ZoneInfo) -> Chart:
    """From the highest floor that all days stand on, to 100 percent: a day a bar."""
    wanted = found.target.availability
    floor = _floor([each.availability for each in found.by if each.availability is not None], wanted)
    baseline = HEIGHT - _BOTTOM

    def at(share: float) -> float:
        return round(baseline - (share - floor) / (1 - floor) * (baseline - _TOP), 1)

    ticks = tuple(
        Tick(at(share), percent(share, 2 if floor > 0.9 else 0))
        for share in (floor + (1 - floor) * number / _TICKS for number in range(_TICKS + 1))
    )
    step = (WIDTH - _LEFT - _RIGHT) / max(len(found.by), 1)
    bars = tuple(
        _bar(each, _LEFT + number * step, step, at(_drawn(each)), baseline, wanted, zone)
        for number, each in enumerate(found.by)
    )
    return Chart(bars, ticks, at(wanted), baseline, _LEFT, WIDTH - _RIGHT)


def _bar(
    day: Measured, x: float, step: float, top: float, baseline: float, wanted: float, zone: ZoneInfo
) -> Bar:
    begins = day.since.astimezone(zone)
    share, seen = day.availability, day.coverage or 0.0
    state = "unknown" if share is None else "held" if share >= wanted else "missed"
    told = "no number" if share is None else f"{percent(share, 3)} available"
    width = round(step * 0.72, 1)
    return Bar(
        x=round(x + step * 0.14, 1),
        y=min(top, baseline - 1),  # also what stands on the floor can be seen
        width=width,
        height=round(max(baseline - top, 1), 1),
        state=state,
        label=str(begins.day),
        title=f"{begins:%a %d %b}: {told}, {percent(seen, 1)} seen",
        seen=round(width * seen, 1),
    )


def _drawn(day: Measured) -> float:
    """Where the bar ends: one without a number fills its place, in the colour of the unknown."""
    return 1.0 if day.availability is None else day.availability


def _floor(shares: Sequence[float], wanted: float) -> float:
    """Below the worst day, and below the target."""
    least = min((*shares, wanted))
    return next(floor for floor in _FLOORS if floor < least or floor == 0)
