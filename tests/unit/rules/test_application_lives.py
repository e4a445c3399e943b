"""The clocks of applications over whole lives: no stage comes early or is skipped however the looks fall."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model.facts import ApplicationFact
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.policy import Policy
from agent.rules import (
    application_progress,
    corrections_requested,
    fee_requested,
    signature_waiting,
    unfinished_application,
    validation_error_open,
)
from agent.rules.rule import LookRule

from ..builders import Book, roster
from .filing import application, correction, draft, fee, finding_of_check, reading, signature

I, W, C = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL  # noqa: E741 - as the domain writes them
Stages = dict[int, tuple[Severity, int]]


@dataclass(frozen=True)
class Clock:
    """A rule, an application whose clock starts on a day, and from which day on it is how bad."""

    judge: LookRule
    begun: Callable[[date], ApplicationFact]
    stages: Stages


def corrected(day: date) -> ApplicationFact:
    asked = correction(asked=day, due=day + timedelta(days=30))
    return application("Returned for Corrections", since=day, corrections=[asked])


def unsigned(day: date) -> ApplicationFact:
    asked = signature(requested=day, due=day + timedelta(days=20))
    return application("Pending E-Signature", since=day, signatures=[asked])


def unpaid(day: date) -> ApplicationFact:
    asked = fee(requested=day, due=day + timedelta(days=30))
    return application("Application Fee Requested", since=day, fees=[asked])


CLOCKS = {
    application_progress.NAME: Clock(
        application_progress.judge,
        lambda day: application("Received by Contractor", since=day),
        {16: (I, 1), 46: (W, 2), 51: (C, 3)},
    ),
    unfinished_application.NAME: Clock(
        unfinished_application.judge, lambda day: draft(since=day), {7: (I, 1), 30: (W, 2)}
    ),
    corrections_requested.NAME: Clock(
        corrections_requested.judge,
        corrected,
        {0: (C, 1), 15: (C, 2), 23: (C, 3), 27: (C, 4), 29: (C, 5), 31: (C, 6)},
    ),
    signature_waiting.NAME: Clock(
        signature_waiting.judge, unsigned, {0: (I, 1), 7: (W, 2), 15: (C, 3), 21: (C, 4)}
    ),
    fee_requested.NAME: Clock(
        fee_requested.judge, unpaid, {0: (C, 1), 23: (C, 2), 27: (C, 3), 29: (C, 4), 31: (C, 5)}
    ),
    validation_error_open.NAME: Clock(
        validation_error_open.judge,
        lambda day: draft(since=day, findings=[finding_of_check("VAL-019", "Information")]),
        {0: (I, 1), 7: (W, 2)},
    ),
}
ZONES = [
    "America/New_York",
    "America/Santiago",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
]
EACH_CLOCK = pytest.mark.parametrize("name", CLOCKS)


def at_noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def enter(book: Book, name: str, begun: date, now: datetime) -> None:
    clock = CLOCKS[name]
    looked = reading(clock.begun(begun), at=now)
    book.enter([(name, clock.judge(looked, (), roster(), book.policy, now))], now)


def stage_on(day: int, stages: Stages) -> tuple[Severity, int] | None:
    return next((stages[first] for first in sorted(stages, reverse=True) if day >= first), None)


@EACH_CLOCK
@pytest.mark.parametrize("begun", [date(2026, 2, 20), date(2026, 10, 20)])
def test_each_stage_begins_on_its_day_and_not_the_day_before(name: str, begun: date) -> None:
    clock = CLOCKS[name]
    for first in clock.stages:
        for day in {max(0, first - 1), first}:
            now = at_noon(begun + timedelta(days=day), ZoneInfo("America/New_York"))
            found = clock.judge(reading(clock.begun(begun), at=now), (), roster(), Policy(), now).findings
            seen = [(each.severity, each.stage) for each in found]
            assert seen == [one for one in [stage_on(day, clock.stages)] if one], day


@EACH_CLOCK
@settings(max_examples=40)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    begun=st.dates(date(2024, 1, 1), date(2034, 12, 31)),
    minutes=st.lists(st.integers(0, 60 * 1440), min_size=1, max_size=12, unique=True).map(sorted),
    reader=st.sampled_from([UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Pago_Pago")]),
)
def test_no_stage_comes_early_or_is_skipped_however_looks_fall(
    name: str, zone: ZoneInfo, begun: date, minutes: list[int], reader: tzinfo
) -> None:
    start = datetime.combine(begun, time.min, zone).astimezone(UTC)
    book = Book(policy=Policy(time_zone=zone.key, remind_hours=24 * 365))
    stages = []
    for now in (start + timedelta(minutes=minute) for minute in minutes):
        enter(book, name, begun, now.astimezone(reader))
        stages.append(stage_on((now.astimezone(zone).date() - begun).days, CLOCKS[name].stages))
        kept = [(each.finding.severity, each.finding.stage) for each in book.unresolved.values()]
        assert kept == ([stages[-1]] if stages[-1] else [])
    distinct = list(dict.fromkeys(stage for stage in stages if stage))
    assert [(each.finding.severity, each.finding.stage) for _, each in book.told] == distinct
    assert book.transitions == [Transition.OPENED, *[Transition.WORSENED] * len(distinct)][: len(distinct)]


@EACH_CLOCK
def test_the_same_facts_grow_old_as_if_they_were_read_again(name: str) -> None:
    clock, begun, zone = CLOCKS[name], date(2026, 2, 20), ZoneInfo("America/New_York")
    once = reading(clock.begun(begun), at=at_noon(begun, zone))
    for day in range(60):
        now = at_noon(begun + timedelta(days=day), zone)
        again = reading(clock.begun(begun), at=now)
        frozen = clock.judge(once, (), roster(), Policy(), now)
        assert frozen == clock.judge(again, (), roster(), Policy(), now)


@EACH_CLOCK
@pytest.mark.parametrize(
    "begun", [date.min, date(1999, 12, 31), date(2999, 1, 1), date.max - timedelta(days=31)]
)
def test_a_date_that_cannot_be_is_no_error(name: str, begun: date) -> None:
    now = at_noon(date(2026, 3, 2), ZoneInfo("America/New_York"))
    for found in (
        CLOCKS[name].judge(reading(CLOCKS[name].begun(begun), at=now), (), roster(), Policy(), now).findings
    ):
        assert found.since <= now
        assert found.due is None or found.due.astimezone(UTC)


@EACH_CLOCK
def test_the_life_of_one_that_is_dealt_with_ends_resolved(name: str) -> None:
    book, begun = Book(policy=Policy(remind_hours=24 * 365)), date(2026, 2, 20)
    zone = ZoneInfo("America/New_York")
    for day in (0, 10, 20, 52):
        enter(book, name, begun, at_noon(begun + timedelta(days=day), zone))
    subject = book.only.finding.subject
    now = at_noon(begun + timedelta(days=53), zone)
    approved = reading(application("Approved", since=begun), at=now)
    book.enter([(name, CLOCKS[name].judge(approved, (), roster(), book.policy, now))], now)
    assert book.told[-1][0] is Transition.RESOLVED
    assert book.told[-1][1].finding.subject == subject
