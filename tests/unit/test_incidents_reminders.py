"""Reminders: ever longer apart, less of what somebody took, by elapsed time in every zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.policy import Policy

from .builders import NOW, Book, finding, found, well

HOUR = timedelta(hours=1)
CRITICAL = finding(severity=Severity.CRITICAL)
RULE = CRITICAL.rule


def opened(policy: Policy, at: datetime = NOW) -> Book:
    book = Book(policy)
    book.enter([(RULE, found(CRITICAL))], at)
    return book


def reminded(book: Book, *, hours: int, since: datetime = NOW) -> list[int]:
    """The hours after which the clock alone reminded, asked once an hour."""
    return [
        hour
        for hour in range(1, hours + 1)
        for change in book.wait(since + hour * HOUR)
        if change.transition is Transition.REMINDED
    ]


def test_each_gap_is_twice_the_one_before_up_to_the_longest() -> None:
    policy = Policy(remind_hours=1, remind_longest_hours=6)
    assert reminded(opened(policy), hours=26) == [1, 3, 7, 13, 19, 25]


def test_by_default_it_is_a_day_then_two_then_four_then_a_week() -> None:
    day = 24
    assert reminded(opened(Policy()), hours=22 * day) == [day, 3 * day, 7 * day, 14 * day, 21 * day]


@pytest.mark.parametrize("look", [False, True])
def test_after_a_clock_stepped_back_the_gap_begins_anew_and_is_no_longer(look: bool) -> None:
    """Opened by a clock a year ahead: nobody waits for a year."""
    book = opened(Policy(remind_hours=2), NOW + 365 * 24 * HOUR)
    if look:
        book.enter([(RULE, found(CRITICAL))], NOW)
    else:
        book.wait(NOW)
    assert reminded(book, hours=9) == [2, 6]


def test_a_longest_gap_below_the_first_does_not_shorten_the_first() -> None:
    policy = Policy(remind_hours=5, remind_longest_hours=2)
    assert reminded(opened(policy), hours=16) == [5, 10, 15]


def test_what_somebody_took_is_reminded_later_and_its_gaps_grow_too() -> None:
    policy = Policy(remind_hours=1, remind_longest_hours=20, acknowledged_remind_hours=4)
    book = opened(policy)
    book.take("i0", NOW)
    assert reminded(book, hours=33) == [4, 12, 28]


def test_taking_it_after_reminders_makes_none_of_the_gaps_shorter() -> None:
    policy = Policy(remind_hours=1, remind_longest_hours=64, acknowledged_remind_hours=2)
    book = opened(policy)
    assert reminded(book, hours=15) == [1, 3, 7, 15]
    book.take("i0", NOW + 16 * HOUR)
    assert reminded(book, hours=64, since=NOW + 16 * HOUR) == [32]


@pytest.mark.parametrize("hours", [1, 4])
def test_taken_is_never_reminded_sooner_than_not_taken(hours: int) -> None:
    book = opened(Policy(remind_hours=4, acknowledged_remind_hours=hours))
    book.take("i0", NOW)
    assert reminded(book, hours=11) == [4]


def test_worsening_begins_the_gaps_again() -> None:
    book = opened(Policy(remind_hours=1))
    assert reminded(book, hours=8) == [1, 3, 7]
    worse = finding(severity=Severity.CRITICAL, stage=1)
    book.enter([(RULE, found(worse))], NOW + 8 * HOUR)
    assert reminded(book, hours=4, since=NOW + 8 * HOUR) == [1, 3]


def test_what_is_told_by_the_clock_is_not_told_again_by_the_next_look() -> None:
    book = opened(Policy(remind_hours=1))
    book.wait(NOW + HOUR)
    (change,) = book.enter([(RULE, found(CRITICAL))], NOW + HOUR)
    assert change.transition is None
    assert book.transitions == [Transition.OPENED, Transition.REMINDED]


def test_the_clock_says_nothing_of_what_does_not_change() -> None:
    book = opened(Policy())
    assert book.wait(NOW + HOUR) == ()
    book.enter([(RULE, well(CRITICAL.subject))], NOW + 2 * HOUR)
    assert book.wait(NOW + 999 * HOUR) == ()


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "opens",
    ["2026-03-07T12:00", "2026-03-06T12:00", "2026-03-27T12:00", "2026-10-30T12:00", "2026-04-03T12:00"],
)
@pytest.mark.parametrize("by_look", [False, True])
def test_gaps_are_elapsed_time_also_on_days_of_23_and_25_hours(zone: str, opens: str, by_look: bool) -> None:
    local = datetime.fromisoformat(opens).replace(tzinfo=ZoneInfo(zone))
    first = local.timestamp()
    book = opened(Policy(remind_hours=24), local)
    for minute in range(0, 73 * 60, 30):
        now = datetime.fromtimestamp(first + minute * 60, ZoneInfo(zone))
        if by_look:
            book.enter([(RULE, found(CRITICAL))], now)
        else:
            book.wait(now)
    passed = [(incident.told.timestamp() - first) / 3600 for _, incident in book.told]
    assert passed == [0, 24, 72]
