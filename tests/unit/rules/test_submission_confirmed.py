"""submission-confirmed: a new Web Tracking ID is told on its day, and is well the next."""

from datetime import timedelta

from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import submission_confirmed

from ..builders import NOW, Book, before, only, probe, roster, rule_on, visit
from .filing import DRAFT_SUBJECT, OTHER_TRACKING, TRACKING, application, draft, reading

JUDGE = submission_confirmed.judge
SENT = application("Submitted", since=NOW.date())
OLD = application("Approved", id=OTHER_TRACKING)


def earlier(hours: float, *, sent: bool = False) -> Look:
    return reading(*([SENT] if sent else []), OLD, at=before(hours=hours))


def test_a_tracking_id_that_the_look_before_did_not_have_is_told() -> None:
    ruling = rule_on(JUDGE, reading(SENT, OLD), earlier(4))
    (found,) = ruling.findings
    assert (found.subject, found.severity) == (TRACKING, Severity.INFORMATION)
    assert found.title == f"{TRACKING}: Change of information submitted (855I, OH)"
    assert "Keep the number" in found.next_step
    assert ruling.well == (OTHER_TRACKING,)


def test_on_the_first_look_nothing_is_new() -> None:
    first = rule_on(JUDGE, reading(SENT, OLD))
    assert (first.findings, first.well) == ((), (TRACKING, OTHER_TRACKING))
    between = [visit(Cause.VAULT, at=before(hours=1)), probe(), visit(at=before(hours=2))]
    assert rule_on(JUDGE, reading(SENT), *between).findings == ()


def test_a_list_read_in_part_does_not_make_new_what_it_lacks() -> None:
    part = reading(OLD, at=before(hours=4), not_read=["applications"])
    assert rule_on(JUDGE, reading(SENT, OLD), part).findings == ()
    assert only(rule_on(JUDGE, reading(SENT), part, earlier(8))).subject == TRACKING


def test_an_old_application_of_a_provider_who_is_new_here_was_not_submitted_now() -> None:
    old = application("Approved", since=before(days=2).date())
    assert rule_on(JUDGE, reading(old, OLD), earlier(4)).well == (TRACKING, OTHER_TRACKING)
    of_the_same_day = application("Submitted", since=before(hours=4).date())
    assert only(rule_on(JUDGE, reading(of_the_same_day), earlier(4))).subject == TRACKING
    undated = application("Submitted", since=None)
    assert rule_on(JUDGE, reading(undated), earlier(4)).unsure == (TRACKING,)


def test_a_draft_is_no_submission() -> None:
    assert rule_on(JUDGE, reading(draft()), earlier(4)).well == (DRAFT_SUBJECT,)


def test_it_stays_for_the_rest_of_the_day_and_is_well_on_the_next() -> None:
    seen_twice = [earlier(1, sent=True), earlier(2, sent=True), earlier(3)]
    assert only(rule_on(JUDGE, reading(SENT, OLD).model_copy(), *seen_twice)).subject == TRACKING
    yesterday = [earlier(12, sent=True), earlier(24)]
    assert rule_on(JUDGE, reading(SENT, OLD), *yesterday).findings == ()
    later = rule_on(JUDGE, reading(SENT, OLD), earlier(4), now=NOW + timedelta(days=1))
    assert (later.findings, later.well) == ((), (TRACKING, OTHER_TRACKING))


def test_it_is_told_once_and_resolved_once() -> None:
    book, looks = Book(), list[Look]()
    for hours, sent in ((0, False), (4, True), (8, True), (24, True), (28, True)):
        now = NOW + timedelta(hours=hours)
        looked = reading(*([SENT] if sent else []), OLD, at=now)
        book.enter([(submission_confirmed.NAME, rule_on(JUDGE, looked, *looks, roster=roster()))], now)
        looks.insert(0, looked)
    assert book.transitions == [Transition.OPENED, Transition.RESOLVED]
