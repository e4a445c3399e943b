"""What a rule is: a pure function from what was seen to what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.model.finding import Ruling
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Verdict

History = Sequence[Look]
"""Earlier looks, newest first, of this account and of the portal; the newest visit has its facts."""

LookRule = Callable[[Look, History, Roster, Policy, datetime], Ruling]
"""Judges one look. The first look is the baseline: a rule about change is silent on it."""


@dataclass(frozen=True)
class Rule:
    name: str
    kinds: frozenset[LookKind]
    judge: LookRule


def visits_of(account: str | None, history: History) -> list[Look]:
    return [look for look in history if look.kind is LookKind.VISIT and look.account == account]


def in_a_row(look: Look, history: History, failing: Callable[[Look], bool]) -> list[Look]:
    """The unbroken run of failing looks that ends in `look`, newest first; own faults are passed over."""
    run: list[Look] = []
    for candidate in (look, *history):
        if candidate.verdict is Verdict.OWN_FAULT:
            continue
        if not failing(candidate):
            break
        run.append(candidate)
    return run
