"""What a rule is: a pure function from what was seen to what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from agent.model.facts import Facts
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


def facts_before(look: Look, history: History) -> Iterator[tuple[Look, Facts]]:
    """The account's earlier visits that read anything, newest first; none on the first look.

    The recorder keeps the facts of the newest three, so that what one could not read another may have.
    """
    for earlier in visits_of(look.account, history):
        if earlier.facts is not None:
            yield earlier, earlier.facts


def end_of(day: date, policy: Policy) -> datetime:
    """The last minute of a calendar day at the portal: when something due on that day is due."""
    return datetime.combine(day, time(23, 59), policy.zone)


def start_of(day: date, policy: Policy) -> datetime:
    """Midnight at the portal."""
    return datetime.combine(day, time.min, policy.zone)


def spelled(days: int, *, past: str = "past") -> str:
    """`12 days left`, `1 day left`, `today`, `3 days past`."""
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit} left" if days > 0 else f"{-days} {unit} {past}"
