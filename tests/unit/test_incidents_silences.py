"""Silences: followed, told nobody, and told once the silence ends if it is still there."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.silence import Silence

from .builders import ACCOUNT, NOW, Book, finding, found, silence, well

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
MILD, BAD = finding(account=ACCOUNT), finding(account=ACCOUNT, severity=Severity.CRITICAL)
RULE = MILD.rule
FOUND, WORSE, WELL = [(RULE, found(MILD))], [(RULE, found(BAD))], [(RULE, well(ACCOUNT))]


def silenced() -> Book:
    """Opened and told at NOW, silenced at once for eight hours."""
    book = Book()
    book.enter(FOUND, NOW)
    book.silences = (silence(),)
    book.wait(NOW)
    return book


def test_a_silence_of_what_is_open_is_not_told() -> None:
    book = silenced()
    assert book.only.state is IncidentState.SILENCED
    assert book.transitions == [Transition.OPENED]
    assert book.untold == []


def test_what_opens_under_a_silence_is_kept_and_told_nobody() -> None:
    book = Book(silences=(silence(),))
    (change,) = book.enter(FOUND, NOW)
    assert (change.transition, change.told) == (Transition.OPENED, False)
    assert book.only.state is IncidentState.SILENCED


def test_it_is_followed_and_told_nobody_not_even_when_it_worsens() -> None:
    book = silenced()
    (change,) = book.enter(WORSE, NOW + HOUR)
    assert (change.transition, change.told) == (Transition.WORSENED, False)
    assert (book.only.finding.severity, book.only.state) == (Severity.CRITICAL, IncidentState.SILENCED)
    book.enter(WORSE, NOW + 2 * HOUR)
    assert [transition for transition, _ in book.untold] == [Transition.WORSENED]
    assert book.transitions == [Transition.OPENED]


def test_what_is_still_there_when_the_silence_ends_is_told_again_once() -> None:
    book = silenced()
    assert book.wait(NOW + 8 * HOUR - INSTANT) == ()
    (change,) = book.wait(NOW + 8 * HOUR)
    assert (change.transition, change.told, change.incident.state) == (
        Transition.REMINDED,
        True,
        IncidentState.OPEN,
    )
    assert book.wait(NOW + 9 * HOUR) == ()


@pytest.mark.parametrize("by_look", [False, True])
def test_what_got_worse_meanwhile_is_told_as_worsened(by_look: bool) -> None:
    book = silenced()
    book.enter(WORSE, NOW + HOUR)
    after = book.enter(WORSE, NOW + 8 * HOUR) if by_look else book.wait(NOW + 8 * HOUR)
    assert [(change.transition, change.told) for change in after] == [(Transition.WORSENED, True)]
    assert (book.only.state, book.only.heard) == (IncidentState.OPEN, None)
    assert book.wait(NOW + 9 * HOUR) == ()


def test_what_got_worse_and_better_again_meanwhile_did_not_get_worse() -> None:
    book = silenced()
    book.enter(WORSE, NOW + HOUR)
    book.enter(FOUND, NOW + 2 * HOUR)
    (change,) = book.wait(NOW + 8 * HOUR)
    assert change.transition is Transition.REMINDED


def test_a_stage_that_was_reached_and_left_again_meanwhile_did_not_get_worse() -> None:
    book = Book()
    heard, next_stage = (finding(account=ACCOUNT, stage=stage) for stage in (1, 2))
    book.enter([(RULE, found(heard))], NOW)
    book.silences = (silence(),)
    book.enter([(RULE, found(next_stage))], NOW + HOUR)
    book.enter([(RULE, found(heard))], NOW + 2 * HOUR)
    (change,) = book.wait(NOW + 8 * HOUR)
    assert change.transition is Transition.REMINDED


def test_what_got_much_worse_and_somewhat_better_is_still_worse_than_people_heard() -> None:
    book = Book()
    book.enter([(RULE, found(finding(severity=Severity.INFORMATION)))], NOW)
    book.silences = (silence(),)
    book.enter(WORSE, NOW + HOUR)
    book.enter(FOUND, NOW + 2 * HOUR)
    (change,) = book.wait(NOW + 8 * HOUR)
    assert (change.transition, change.incident.finding.severity) == (Transition.WORSENED, Severity.WARNING)


def test_what_ended_meanwhile_is_owed_to_nobody() -> None:
    book = silenced()
    (change,) = book.enter(WELL, NOW + HOUR)
    assert (change.transition, change.told) == (Transition.RESOLVED, False)
    assert book.wait(NOW + 9 * HOUR) == ()


def test_what_is_well_at_the_moment_its_silence_ends_is_owed_to_nobody() -> None:
    book = silenced()
    book.silences = ()
    (change,) = book.enter(WELL, NOW + HOUR)
    assert (change.transition, change.told) == (Transition.RESOLVED, False)


def test_what_is_well_at_the_moment_its_silence_begins_is_told_nobody() -> None:
    book = Book()
    book.enter(FOUND, NOW)
    book.silences = (silence(),)
    (change,) = book.enter(WELL, NOW)
    assert (change.transition, change.told) == (Transition.RESOLVED, False)


def test_a_silence_that_is_ended_before_its_time_ends_then() -> None:
    book = silenced()
    book.silences = (silence(ended=NOW + HOUR),)
    (change,) = book.wait(NOW + HOUR)
    assert change.transition is Transition.REMINDED


def test_it_stays_silenced_while_another_silence_lasts() -> None:
    book = silenced()
    book.silences = (silence(), silence(lasting=10 * HOUR))
    assert book.wait(NOW + 9 * HOUR) == ()
    assert len(book.wait(NOW + 10 * HOUR)) == 1


def test_who_had_taken_it_has_it_again_after_the_silence() -> None:
    book = Book()
    book.enter(FOUND, NOW)
    book.take("i0", NOW)
    book.silences = (silence(),)
    book.wait(NOW + HOUR)
    assert book.only.state is IncidentState.SILENCED
    book.wait(NOW + 8 * HOUR)
    assert (book.only.state, book.only.taken_by) == (IncidentState.ACKNOWLEDGED, "ada")


def test_taking_what_is_silenced_tells_nobody_and_lasts_beyond_the_silence() -> None:
    book = silenced()
    book.take("i0", NOW + HOUR)
    assert (book.only.state, book.transitions) == (IncidentState.SILENCED, [Transition.OPENED])
    book.wait(NOW + 8 * HOUR)
    assert book.only.state is IncidentState.ACKNOWLEDGED


def test_a_silence_of_warnings_does_not_hide_that_it_became_critical() -> None:
    book = Book()
    book.enter(FOUND, NOW)
    book.silences = (silence(severity="warning"),)
    book.wait(NOW)
    (change,) = book.enter(WORSE, NOW + HOUR)
    assert (change.transition, change.told) == (Transition.WORSENED, True)


PORTAL = finding(rule="portal-availability", subject="portal", severity=Severity.CRITICAL)
OPEN = Incident(id="i0", state=IncidentState.OPEN, finding=BAD, opened=NOW, told=NOW)
PORTALS = OPEN.model_copy(update={"finding": PORTAL})


@pytest.mark.parametrize(
    ("given", "incident", "matches"),
    [
        (silence(rule="password-expiry"), OPEN, True),
        (silence(rule="password-*"), OPEN, True),
        (silence(rule="PASSWORD-*"), OPEN, False),
        (silence(rule="password"), OPEN, False),
        (silence(rule=None, account="north-*"), OPEN, True),
        (silence(rule=None, account="south-*"), OPEN, False),
        (silence(rule=None, account="*"), PORTALS, False),
        (silence(rule=None, subject="portal"), PORTALS, True),
        (silence(rule=None, severity="critical"), OPEN, True),
        (silence(rule=None, severity="[wi]*"), OPEN, False),
        (silence(rule="password-*", account="north-*", severity="warning"), OPEN, False),
        (silence(rule="*"), PORTALS, True),
    ],
)
def test_every_matcher_must_match(given: Silence, incident: Incident, matches: bool) -> None:
    assert given.matches(incident) is matches


@pytest.mark.parametrize(
    ("after", "lasts"),
    [(-INSTANT, False), (timedelta(0), True), (8 * HOUR - INSTANT, True), (8 * HOUR, False)],
)
def test_it_lasts_from_when_it_was_made_until_before_its_end(after: timedelta, lasts: bool) -> None:
    assert silence().lasts(NOW + after) is lasts


def test_ending_it_late_does_not_make_it_longer() -> None:
    assert not silence(ended=NOW + 9 * HOUR).lasts(NOW + 8 * HOUR)


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_silence_of_everything_is_refused(nothing: str | None) -> None:
    with pytest.raises(ValidationError, match="must say of what"):
        silence(rule=nothing)


def test_a_silence_that_ends_as_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="must end after"):
        silence(lasting=timedelta(0))
