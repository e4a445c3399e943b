"""How often something must fail before it is told, and be well before it is over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from agent.model.look import Look, LookKind
from agent.model.verdict import Verdict
from agent.rules.rule import History, in_a_row

Failing = Callable[[Look], bool]


@dataclass(frozen=True)
class Often:
    """So many looks in a row, or `of` of the last `within`; `recover` good probes in a row are well again."""

    in_a_row: int
    of: int
    within: int
    recover: int


def same_kind(look: Look, history: History) -> list[Look]:
    """Earlier looks of its kind and account, newest first."""
    return [earlier for earlier in history if earlier.kind is look.kind and earlier.account == look.account]


def fails_since(look: Look, earlier: History, failing: Failing, often: Often) -> datetime | None:
    """Since when it fails often enough to be told; null where it does not. `earlier` are of its kind.

    Own faults are passed over. Failures from before the probes had recovered belong to another incident.
    """
    run = in_a_row(look, earlier, failing)
    if len(run) >= often.in_a_row:
        return run[-1].started
    lately = [each for each in _counted((look, *earlier), failing, often) if failing(each)]
    return lately[-1].started if len(lately) >= often.of else None


def recovered(look: Look, earlier: History, failing: Failing, often: Often) -> bool:
    """Whether this good look ends it: a visit by itself, for it read everything; a probe beside others."""
    if look.kind is LookKind.VISIT:
        return True
    newest = list(_judged((look, *earlier)))[: often.recover]
    return not any(failing(each) for each in newest)


def _counted(looks: Iterable[Look], failing: Failing, often: Often) -> Iterator[Look]:
    """The newest `within`, back to where the probes had recovered."""
    good_in_a_row = 0
    for number, look in enumerate(_judged(looks)):
        good_in_a_row = 0 if failing(look) else good_in_a_row + 1
        over = look.kind is LookKind.PROBE and good_in_a_row == often.recover
        if over or number == often.within:
            return
        yield look


def _judged(looks: Iterable[Look]) -> Iterator[Look]:
    return (look for look in looks if look.verdict is not Verdict.OWN_FAULT)
