"""Steps on call: who is told next of what nobody takes."""

from datetime import timedelta

import pytest

from agent.model.finding import Finding, Severity
from agent.model.incident import Change, Transition
from agent.model.on_call import Step

from .builders import NOW, Book, finding, found, silence

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECOND_LINE = Step(after=15 * MINUTE, channels=("second",))
OWNER = Step(after=60 * MINUTE, channels=("owner", "mail"))
STEPS = (SECOND_LINE, OWNER)
CRITICAL = finding(severity=Severity.CRITICAL)
RULE = CRITICAL.rule


def opened(said: Finding = CRITICAL, steps: tuple[Step, ...] = STEPS) -> Book:
    book = Book(steps=steps)
    book.enter([(RULE, found(said))], NOW)
    return book


def waited(book: Book, minutes: int, after: int = 0) -> list[Change]:
    """What the clock did, asked each minute since the incident opened, or since so many minutes later."""
    return [change for minute in range(after + 1, minutes + 1) for change in book.wait(NOW + minute * MINUTE)]


def test_after_a_clock_stepped_back_the_steps_are_counted_from_then() -> None:
    book = Book(steps=STEPS)
    book.enter([(RULE, found(CRITICAL))], NOW + 5 * HOUR)
    book.wait(NOW)
    assert [change.at - NOW for change in waited(book, 120)] == [15 * MINUTE, 60 * MINUTE]


def test_nor_are_they_counted_from_a_worsening_that_is_still_to_come() -> None:
    book = Book(steps=STEPS)
    book.enter([(RULE, found(finding()))], NOW)
    book.enter([(RULE, found(CRITICAL))], NOW + 5 * HOUR)
    book.wait(NOW)
    assert [change.at - NOW for change in waited(book, 120)] == [15 * MINUTE, 60 * MINUTE]


def test_each_step_is_reached_once_in_its_time_and_told_to_its_channels_alone() -> None:
    changes = waited(opened(), 120)
    assert [(change.transition, change.at - NOW, change.channels) for change in changes] == [
        (Transition.ESCALATED, 15 * MINUTE, ("second",)),
        (Transition.ESCALATED, 60 * MINUTE, ("owner", "mail")),
    ]
    assert [change.incident.step for change in changes] == [1, 2]
    assert all(change.told for change in changes)


def test_the_first_notice_goes_to_every_channel() -> None:
    (change,) = Book(steps=STEPS).enter([(RULE, found(CRITICAL))], NOW)
    assert (change.transition, change.channels, change.incident.step) == (Transition.OPENED, None, 0)


def test_steps_are_reached_by_their_time_in_whatever_order_they_are_given() -> None:
    changes = waited(opened(steps=(OWNER, SECOND_LINE)), 60)
    assert [change.channels for change in changes] == [("second",), ("owner", "mail")]


def test_several_that_are_overdue_at_once_are_one_the_last() -> None:
    book = opened()
    (change,) = book.wait(NOW + 61 * MINUTE)
    assert (change.transition, change.channels) == (Transition.ESCALATED, ("owner", "mail"))
    assert book.wait(NOW + 62 * MINUTE) == ()


def test_a_look_that_finds_it_again_reaches_a_step_too() -> None:
    book = opened()
    (change,) = book.enter([(RULE, found(CRITICAL))], NOW + 15 * MINUTE)
    assert (change.transition, change.channels) == (Transition.ESCALATED, ("second",))


def test_nobody_is_told_next_of_what_somebody_took() -> None:
    book = opened()
    book.take("i0", NOW + 14 * MINUTE)
    assert waited(book, 120, after=14) == []


def test_taking_it_after_the_first_step_stops_the_second() -> None:
    book = opened()
    assert len(waited(book, 20)) == 1
    book.take("i0", NOW + 20 * MINUTE)
    assert waited(book, 120, after=20) == []


def test_no_step_is_reached_while_it_is_silenced_and_its_time_begins_when_the_silence_ends() -> None:
    book = opened()
    book.silences = (silence(made=NOW, lasting=40 * MINUTE),)
    changes = [change for change in waited(book, 70) if change.transition]
    assert [(change.transition, change.at - NOW) for change in changes] == [
        (Transition.REMINDED, 40 * MINUTE),
        (Transition.ESCALATED, 55 * MINUTE),
    ]


@pytest.mark.parametrize(
    ("least", "severity", "reached"),
    [
        (Severity.CRITICAL, Severity.WARNING, 0),
        (Severity.WARNING, Severity.WARNING, 1),
        (Severity.WARNING, Severity.CRITICAL, 1),
        (Severity.WARNING, Severity.INFORMATION, 0),
    ],
)
def test_a_step_is_for_at_least_its_severity(least: Severity, severity: Severity, reached: int) -> None:
    step = Step(after=MINUTE, severity=least, channels=("second",))
    assert len(waited(opened(finding(severity=severity), (step,)), 5)) == reached


def test_a_later_step_for_less_is_reached_where_an_earlier_one_is_for_more() -> None:
    mild = Step(after=30 * MINUTE, severity=Severity.WARNING, channels=("mild",))
    book = opened(finding(severity=Severity.WARNING), (SECOND_LINE, mild))
    assert [change.channels for change in waited(book, 60)] == [("mild",)]


def test_worsening_begins_the_steps_again_also_of_what_somebody_took() -> None:
    book = opened()
    waited(book, 15)
    book.take("i0", NOW + 16 * MINUTE)
    worse = finding(severity=Severity.CRITICAL, stage=1)
    book.enter([(RULE, found(worse))], NOW + 20 * MINUTE)
    changes = [book.wait(NOW + minute * MINUTE) for minute in range(21, 36)]
    assert [change.at - NOW for (change,) in filter(None, changes)] == [35 * MINUTE]
    assert book.only.step == 1


def test_an_escalation_does_not_put_off_the_reminder() -> None:
    book = opened()
    book.wait(NOW + 60 * MINUTE)
    (change,) = book.wait(NOW + timedelta(hours=24))
    assert (change.transition, change.channels) == (Transition.REMINDED, None)
