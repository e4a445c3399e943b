"""Hiccups of single looks, put where each is one look and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from agent.model.verdict import VERDICT_OF, Cause, Verdict
from tests.replay.truth import ACCOUNTS, HOUR, OF_ALL, Blip, BlipKind, Kind, Span, Truth, holding
from tests.replay.world import World

_BEFORE, _AFTER = 6, 3
"""So many looks lie between a hiccup and the next incident, and between the last incident and a hiccup."""
_OF = 5
_MOST = 2  # hiccups in any `_OF` looks, and never two in a row
_CLEAR = 5 * HOUR
_SAME_ACCOUNT = 24 * HOUR


class NoPlaceError(Exception):
    """Nothing more of a kind can be put anywhere."""


def blips_among(truth: Truth, wanted: Mapping[BlipKind, int], random: Random) -> tuple[Blip, ...]:
    """`truth` has none yet."""
    world = World(truth)
    failed, slow = _Probes(world, random), _Probes(world, random)
    found = [Blip(BlipKind.FAILED_PROBE, failed.take()) for _ in range(wanted.get(BlipKind.FAILED_PROBE, 0))]
    slow.taken_elsewhere(failed)
    found += [Blip(BlipKind.SLOW_PROBE, slow.take()) for _ in range(wanted.get(BlipKind.SLOW_PROBE, 0))]
    for kind in (BlipKind.FAILED_VISIT, BlipKind.SLOW_VISIT, BlipKind.SESSION_LOST):
        for _ in range(wanted.get(kind, 0)):
            found.append(_of_visit(kind, world, found, random))
    return tuple(found)


class _Probes:
    """The probes that are counted, in order: in no announced maintenance, and with no fault of ours."""

    def __init__(self, world: World, random: Random) -> None:
        truth = world.truth
        looks = ((at, world.probe(at)) for at in truth.minutes() if not holding(truth.announced, at))
        counted = [(at, seen) for at, seen in looks if seen.cause is not Cause.NO_REFERENCE]
        self._at = [at for at, _ in counted]
        self._number = {at: number for number, at in enumerate(self._at)}
        self._random = random
        self._taken: set[int] = set()
        self._barred: set[int] = set()
        for number, (_, seen) in enumerate(counted):
            if seen.cause:
                self._barred.update(range(number - _BEFORE + 1, number + _AFTER))

    def take(self) -> datetime:
        for _ in range(1000):
            number = self._random.randrange(_OF, len(self._at))
            if number not in self._barred and self._is_single(number):
                self._taken.add(number)
                return self._at[number]
        raise NoPlaceError("no probe is left for a hiccup")

    def taken_elsewhere(self, others: "_Probes") -> None:
        self._barred |= others._taken

    def _is_single(self, number: int) -> bool:
        if {number - 1, number, number + 1} & self._taken:
            return False
        taken = self._taken | {number}
        return all(
            len(taken & set(range(first, first + _OF))) <= _MOST
            for first in range(number - _OF + 1, number + 1)
        )


def _of_visit(kind: BlipKind, world: World, found: list[Blip], random: Random) -> Blip:
    for _ in range(1000):
        account = random.choice(ACCOUNTS)
        looks = world.looks_of(account)
        at, seen = random.choice(looks[1:-1])
        others = [each for each in found if each.account == account]
        if seen.cause or any(each.at == at for each in others):
            continue
        if kind is not BlipKind.FAILED_VISIT or _is_clear(world.truth, account, at, others):
            return Blip(kind, at, account)
    raise NoPlaceError("no visit is left for a hiccup")


def _is_clear(truth: Truth, account: str, at: datetime, others: list[Blip]) -> bool:
    near, day = Span(at - _CLEAR, at + _CLEAR), Span(at - _SAME_ACCOUNT, at + _SAME_ACCOUNT)
    of_all = [each for each in truth.troubles if each.kind in OF_ALL and each.kind is not Kind.SLOW]
    own = [each for each in truth.troubles if each.account == account]
    return not (
        any(span.meets(near) for span in truth.announced)
        or any(each.span.meets(near) for each in of_all)
        or any(each.span.meets(day) for each in own)
        or any(each.kind is BlipKind.FAILED_VISIT and day.holds(each.at) for each in others)
    )


def is_down(cause: Cause | None) -> bool:
    return cause is not None and VERDICT_OF[cause] is Verdict.PORTAL_DOWN
