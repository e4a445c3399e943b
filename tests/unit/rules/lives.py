"""Lets a deadline pass, however the looks fall: what the rules with a calendar are held to."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from agent.model.facts import Facts
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.rule import LookRule

from ..builders import Book, roster, visit

Stages = Sequence[tuple[int, Severity, int]]
"""From which day on, counted from the day that matters, it is how bad and at which stage; in order."""

INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL
PORTAL_ZONES = st.sampled_from(
    [
        "America/New_York",
        "America/Havana",  # clocks change at midnight
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",  # by half an hour
        "Pacific/Kiritimati",  # UTC+14
        "Pacific/Pago_Pago",  # UTC-11
    ]
).map(ZoneInfo)
READER_ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "Pacific/Honolulu", "Europe/Berlin"]).map(ZoneInfo)
MINUTES = st.integers(0, 24 * 60 - 1)


def days_between(first: int, last: int) -> st.SearchStrategy[list[int]]:
    """Days on which somebody looks."""
    return st.lists(st.integers(first, last), min_size=1, max_size=10, unique=True).map(sorted)


def stage_on(stages: Stages, day: int, over: int | None) -> tuple[Severity, int] | None:
    reached = [(severity, stage) for first, severity, stage in stages if day >= first]
    return reached[-1] if reached and (over is None or day < over) else None


def assert_lives(
    rule: str,
    judge: LookRule,
    facts_of: Callable[[date], Facts],
    stages: Stages,
    days: Sequence[int],
    *,
    zero: date,
    minute: int,
    portal: ZoneInfo,
    reader: ZoneInfo,
    over: int | None = None,
    expects: Roster | None = None,
) -> None:
    """A look on each of the days finds the stage of its day, and nobody is told of one twice.

    `zero` is the day that matters, `over` the first day on which it does not any more. Facts are those of
    the day of the look.
    """
    policy = Policy(time_zone=portal.key, remind_hours=24 * 3650)
    book, whose = Book(policy=policy), expects or roster()
    told: list[tuple[Severity, int]] = []
    for day in days:
        local = datetime.combine(zero + timedelta(days=day), time(minute // 60, minute % 60), portal)
        now = local.astimezone(UTC)
        looked = visit(at=now, facts=facts_of(zero + timedelta(days=day)))
        ruling = judge(looked, (), whose, policy, now)
        assert ruling == judge(looked, (), whose, policy, now.astimezone(reader))
        book.enter([(rule, ruling)], now)
        expected = stage_on(stages, day, over)
        kept = [(each.finding.severity, each.finding.stage) for each in book.unresolved.values()]
        assert kept == ([expected] if expected else []), day
        if expected and expected not in told:
            told.append(expected)
    worse = [each for each in book.transitions if each is not Transition.RESOLVED]
    assert worse == [Transition.OPENED, *[Transition.WORSENED] * len(told)][: len(told)]
