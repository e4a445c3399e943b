"""unfinished-application: drafts, by their age."""

import pytest

from agent.model.finding import Severity
from agent.model.policy import Policy
from agent.rules import unfinished_application
from agent.rules.rule import start_of

from ..builders import POLICY, only, rule_on
from .filing import DRAFT_SUBJECT, TRACKING, ago, application, draft, reading

JUDGE = unfinished_application.judge


@pytest.mark.parametrize(("days", "severity"), [(7, "information"), (29, "information"), (30, "warning")])
def test_a_draft_is_told_after_a_week_and_again_after_thirty_days(days: int, severity: str) -> None:
    found = only(rule_on(JUDGE, reading(draft(since=ago(days)))))
    assert (found.subject, found.severity) == (DRAFT_SUBJECT, Severity(severity))
    assert found.title == f"{DRAFT_SUBJECT}: Change of information not submitted, begun {days} days ago"
    assert found.since == start_of(ago(days), POLICY)


def test_a_fresh_draft_is_well() -> None:
    assert rule_on(JUDGE, reading(draft(since=ago(6)))).well == (DRAFT_SUBJECT,)


def test_the_words_say_that_nothing_is_submitted_yet_and_to_save_often() -> None:
    found = only(rule_on(JUDGE, reading(draft(since=ago(7)))))
    assert "nothing is submitted before Complete Submission" in found.impact
    assert "save often" in found.next_step


@pytest.mark.parametrize(
    "status", ["Pending E-Signature", "Returned for Corrections", "Approved", "In Review"]
)
def test_what_was_submitted_once_is_no_draft(status: str) -> None:
    assert rule_on(JUDGE, reading(application(status, since=ago(90)))).well == (TRACKING,)


def test_an_unread_status_or_day_leaves_it_open() -> None:
    assert rule_on(JUDGE, reading(application(None, since=ago(90)))).unsure == (TRACKING,)
    assert rule_on(JUDGE, reading(draft(since=None))).unsure == (DRAFT_SUBJECT,)


def test_the_policy_moves_the_stages() -> None:
    policy = Policy(draft_age=POLICY.draft_age[1:])
    assert rule_on(JUDGE, reading(draft(since=ago(29))), policy=policy).findings == ()
    assert only(rule_on(JUDGE, reading(draft(since=ago(30))), policy=policy)).stage == 1
