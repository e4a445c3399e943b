"""corrections-requested: a clock of 30 days, by the earliest that is not answered."""

from typing import Any

import pytest

from agent.model.facts import ApplicationFact, CorrectionFact
from agent.model.finding import Finding, Severity
from agent.rules import corrections_requested
from agent.rules.rule import end_of, start_of

from ..builders import POLICY, only, rule_on
from .filing import TRACKING, ago, application, correction, reading

JUDGE = corrections_requested.judge
RETURNED = "Returned for Corrections"


def found(*corrections: CorrectionFact, status: str = RETURNED, **fields: Any) -> Finding:
    return only(rule_on(JUDGE, reading(application(status, corrections=corrections, **fields))))


def unsure(application: ApplicationFact) -> tuple[str, ...]:
    ruling = rule_on(JUDGE, reading(application))
    assert (ruling.findings, ruling.well) == ((), ())
    return ruling.unsure


@pytest.mark.parametrize(
    ("days", "stage", "left"),
    [
        (31, 1, "31 days left"),
        (30, 1, "30 days left"),
        (16, 1, "16 days left"),
        (15, 2, "15 days left"),
        (8, 2, "8 days left"),
        (7, 3, "7 days left"),
        (4, 3, "4 days left"),
        (3, 4, "3 days left"),
        (2, 4, "2 days left"),
        (1, 5, "1 day left"),
        (0, 5, "today"),
        (-1, 6, "1 day past"),
    ],
)
def test_it_is_critical_at_once_and_told_again_at_15_7_3_and_1_days(days: int, stage: int, left: str) -> None:
    told = found(correction(asked=ago(30 - days), due=ago(-days)))
    assert (told.severity, told.stage) == (Severity.CRITICAL, stage)
    assert told.title == f"{TRACKING}: corrections of 1 topic to be answered, {left}"
    assert told.due == end_of(ago(-days), POLICY)


def test_it_is_open_since_the_day_it_was_asked_for() -> None:
    assert found(correction(asked=ago(12), due=ago(-18)), since=ago(3)).since == start_of(ago(12), POLICY)
    assert found(correction(asked=None, due=ago(-18)), since=ago(3)).since == start_of(ago(3), POLICY)


def test_the_earliest_of_several_counts_and_topics_are_counted_not_named() -> None:
    told = found(correction(asked=ago(10), due=ago(-20)), correction(asked=ago(25), due=ago(-5)))
    assert told.title == f"{TRACKING}: corrections of 2 topics to be answered, 5 days left"
    assert "Electronic Funds" not in told.title + told.impact + told.next_step
    assert told.since == start_of(ago(25), POLICY)


def test_an_answered_one_counts_no_more() -> None:
    told = found(correction(due=ago(-2), answered=ago(1)), correction(due=ago(-9)))
    assert told.title == f"{TRACKING}: corrections of 1 topic to be answered, 9 days left"
    sent = application("Received by Contractor", corrections=[correction(due=ago(-2), answered=ago(1))])
    assert rule_on(JUDGE, reading(sent)).well == (TRACKING,)


def test_what_is_open_counts_whatever_the_status_is_called() -> None:
    assert found(correction(due=ago(-5)), status="In Review").stage == 3


@pytest.mark.parametrize("status", ["Approved", "Rejected", "Withdrawn", "In Progress, not submitted"])
def test_what_was_asked_of_one_that_has_ended_is_past(status: str) -> None:
    assert rule_on(JUDGE, reading(application(status, corrections=[correction(due=ago(5))]))).well == (
        TRACKING,
    )
    assert rule_on(JUDGE, reading(application(status, corrections=None))).well == (TRACKING,)


def test_a_due_day_that_was_not_read_is_thirty_days_after_it_was_asked_for() -> None:
    assert found(correction(asked=ago(20), due=None)).due == end_of(ago(-10), POLICY)


@pytest.mark.parametrize("corrections", [None, (), (correction(asked=None, due=None),)])
def test_the_status_alone_says_that_it_waits_since_then(
    corrections: tuple[CorrectionFact, ...] | None,
) -> None:
    told = only(rule_on(JUDGE, reading(application(RETURNED, since=ago(20), corrections=corrections))))
    assert told.due == end_of(ago(-10), POLICY)
    assert told.stage == 2
    assert told.title.startswith(
        f"{TRACKING}: corrections {'of 1 topic ' if corrections else ''}to be answered"
    )


def test_what_cannot_be_dated_or_was_not_read_is_neither_wrong_nor_well() -> None:
    assert unsure(application(None, corrections=[correction(due=ago(-5))])) == (TRACKING,)
    assert unsure(application("In Review", corrections=None)) == (TRACKING,)
    assert unsure(application("In Review", corrections=[correction(asked=None)])) == (TRACKING,)
    assert unsure(application(RETURNED, since=None, corrections=[correction(asked=None)])) == (TRACKING,)


def test_an_answer_that_may_not_have_been_read_is_not_taken_for_none() -> None:
    late = correction(asked=ago(29), due=ago(-1))
    unread = ["applications.corrections"]
    sent = reading(application("In Review", corrections=[late]), not_read=unread)
    assert rule_on(JUDGE, sent).unsure == (TRACKING,)
    asked_anew = reading(application(RETURNED, since=ago(2), corrections=[late]), not_read=unread)
    told = only(rule_on(JUDGE, asked_anew))
    assert (told.stage, told.due) == (1, end_of(ago(-28), POLICY))


def test_the_words_say_what_it_costs_and_what_to_do() -> None:
    told = found(correction(due=ago(-5)))
    assert "it is rejected: there is no appeal, it starts again" in told.impact
    assert "Correct and Resubmit" in told.next_step
    assert "signed anew" in told.next_step
    assert "deactivated" not in told.impact
    assert "deactivated" in found(correction(due=ago(-5)), reason="Revalidation").impact
