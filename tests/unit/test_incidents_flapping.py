"""What opens again and again is told as one incident, until it has been quiet."""

from datetime import timedelta

import pytest

from agent.incidents import end
from agent.model.finding import Finding, Severity
from agent.model.incident import Transition
from agent.model.on_call import Step
from agent.model.policy import Policy

from .builders import ACCOUNT, NOW, Book, finding, found, silence, well

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
BAD = finding(severity=Severity.CRITICAL)
RULE = BAD.rule
WELL = [(RULE, well(ACCOUNT))]


def comes(book: Book, minutes: float, said: Finding = BAD) -> None:
    book.enter([(RULE, found(said))], NOW + minutes * MINUTE)


def goes(book: Book, minutes: float) -> None:
    book.enter(WELL, NOW + minutes * MINUTE)


def flapping(book: Book | None = None) -> Book:
    """Opened at 0, 10 and 20 minutes, the third time as flapping, and found since."""
    book = book or Book()
    for minute in (0, 10):
        comes(book, minute)
        goes(book, minute + 5)
    comes(book, 20)
    return book


def test_the_third_opening_is_told_as_flapping_and_nothing_after_it() -> None:
    book = flapping()
    assert book.only.flapping
    for minute in range(25, 300, 10):
        goes(book, minute)
        comes(book, minute + 5)
    assert book.transitions == [
        Transition.OPENED,
        Transition.RESOLVED,
        Transition.OPENED,
        Transition.RESOLVED,
        Transition.FLAPPING,
    ]
    assert book.only.id == "i2"


def test_it_is_resolved_by_the_clock_once_it_was_well_for_so_long() -> None:
    book = flapping()
    goes(book, 30)
    goes(book, 60)
    assert book.only.well_since == NOW + 30 * MINUTE
    assert book.wait(NOW + 150 * MINUTE - INSTANT) == ()
    (change,) = book.wait(NOW + 150 * MINUTE)
    assert (change.transition, change.told) == (Transition.RESOLVED, True)
    assert (change.incident.resolved, change.incident.well_since) == (NOW + 150 * MINUTE, None)


def test_it_is_resolved_by_a_good_look_once_it_was_well_for_so_long() -> None:
    book = flapping()
    goes(book, 30)
    goes(book, 150)
    assert book.unresolved == {}


def test_being_found_again_begins_the_quiet_anew() -> None:
    book = flapping()
    goes(book, 30)
    comes(book, 100)
    assert book.only.well_since is None
    goes(book, 110)
    assert book.wait(NOW + 229 * MINUTE) == ()
    assert len(book.wait(NOW + 230 * MINUTE)) == 1


@pytest.mark.parametrize("look", [False, True])
def test_after_a_clock_stepped_back_the_quiet_is_counted_from_then(look: bool) -> None:
    book = flapping()
    goes(book, 600)
    if look:
        goes(book, 30)
    else:
        book.wait(NOW + 30 * MINUTE)
    assert book.wait(NOW + 149 * MINUTE) == ()
    assert len(book.wait(NOW + 150 * MINUTE)) == 1


def test_a_look_that_cannot_tell_does_not_disturb_the_quiet() -> None:
    book = flapping()
    goes(book, 30)
    book.enter([], NOW + 60 * MINUTE)
    assert book.only.well_since == NOW + 30 * MINUTE


@pytest.mark.parametrize(("hours", "flaps"), [(5.9, True), (6, False)])
def test_only_openings_within_so_many_hours_count(hours: float, flaps: bool) -> None:
    book = Book()
    for minute in (0, 60):
        comes(book, minute)
        goes(book, minute + 5)
    comes(book, hours * 60)
    assert book.only.flapping is flaps


def test_the_policy_says_how_often_how_long_and_how_quiet() -> None:
    book = Book(Policy(flap_times=2, flap_hours=1, flap_quiet_hours=1))
    comes(book, 0)
    goes(book, 5)
    comes(book, 59)
    assert book.only.flapping
    goes(book, 60)
    assert len(book.wait(NOW + 2 * HOUR)) == 1


def test_openings_of_another_subject_or_rule_do_not_count() -> None:
    book = Book()
    for minute, other in enumerate((finding(subject="south-clinic"), finding(rule="session-timeout"))):
        book.enter([(other.rule, found(other))], NOW + minute * MINUTE)
        book.enter([(other.rule, well(other.subject))], NOW + minute * MINUTE)
    comes(book, 5)
    assert book.transitions[-1] is Transition.OPENED


def test_what_flapped_and_comes_again_soon_is_flapping_at_once() -> None:
    book = flapping()
    goes(book, 30)
    book.wait(NOW + 150 * MINUTE)
    comes(book, 160)
    assert book.transitions[-1] is Transition.FLAPPING


def test_what_eases_and_worsens_while_it_flaps_is_not_told_each_time() -> None:
    book = flapping()
    for minute in range(21, 60, 2):
        comes(book, minute, finding(severity=Severity.WARNING))
        comes(book, minute + 1)
    comes(book, 61, finding(severity=Severity.CRITICAL, stage=1))
    assert book.transitions[-2:] == [Transition.FLAPPING, Transition.WORSENED]


def test_while_it_is_well_nobody_is_reminded_or_told_next() -> None:
    book = flapping(Book(Policy(remind_hours=1), steps=(Step(after=15 * MINUTE, channels=("second",)),)))
    goes(book, 30)
    assert book.wait(NOW + 120 * MINUTE) == ()
    comes(book, 121)
    assert book.transitions[-1] is Transition.ESCALATED


def test_flapping_under_a_silence_is_told_nobody() -> None:
    book = flapping(Book(silences=(silence(),)))
    assert book.told == []
    assert [transition for transition, _ in book.untold][-1] is Transition.FLAPPING


def test_a_person_may_end_what_flaps() -> None:
    book = flapping()
    change = end(book.only, NOW + HOUR)
    assert (change.transition, change.told, change.incident.resolved) == (
        Transition.RESOLVED,
        True,
        NOW + HOUR,
    )


def test_a_portal_that_flaps_holds_the_accounts_back_only_while_it_is_down() -> None:
    portal = finding(rule="portal-availability", subject="portal", severity=Severity.CRITICAL)
    blind = finding(rule="not-looked", account=ACCOUNT, severity=Severity.CRITICAL)
    book = Book(Policy(flap_times=2))
    for minute in (0, 10):
        book.enter([(portal.rule, found(portal))], NOW + minute * MINUTE)
        book.enter([(blind.rule, found(blind))], NOW + (minute + 1) * MINUTE)
        assert len(book.unresolved) == 1
        book.enter([(portal.rule, well("portal"))], NOW + (minute + 5) * MINUTE)
    assert book.only.flapping
    book.enter([(blind.rule, found(blind))], NOW + 20 * MINUTE)
    assert len(book.unresolved) == 2
