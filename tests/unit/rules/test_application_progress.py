"""application-progress: how long it lies with the contractor, and what an ending without approval means."""

import pytest

from agent.model.facts import ApplicationFact
from agent.model.finding import Finding, Ruling, Severity
from agent.model.policy import Policy
from agent.model.roster import Status
from agent.rules import application_progress
from agent.rules.rule import start_of

from ..builders import POLICY, only, rule_on
from .filing import OTHER_TRACKING, TRACKING, ago, application, correction, fee, reading, signature

JUDGE = application_progress.judge


def found(*applications: ApplicationFact) -> Finding:
    return only(rule_on(JUDGE, reading(*applications)))


def quiet(*applications: ApplicationFact, policy: Policy = POLICY) -> Ruling:
    ruling = rule_on(JUDGE, reading(*applications), policy=policy)
    assert ruling.findings == ()
    return ruling


@pytest.mark.parametrize(
    "status",
    [
        "Submitted",
        "Received by Contractor",
        "In Review",
        "Site Visit Ordered",
        "Approval Recommended",
        "At Work",
    ],
)
def test_whatever_the_contractor_does_with_it_ages(status: str) -> None:
    assert quiet(application(status, since=ago(15))).well == (TRACKING,)
    late = found(application(status, since=ago(16)))
    assert late.severity is Severity.INFORMATION
    assert late.title == f"{TRACKING}: {status} for 16 days without a change"
    assert late.since == start_of(ago(16), POLICY)
    assert late.due is None


@pytest.mark.parametrize(
    "status",
    [
        "In Progress, not submitted",
        "Pending E-Signature",
        "Returned for Corrections",
        "Application Fee Requested",
    ],
)
def test_what_waits_for_the_provider_has_clocks_of_its_own(status: str) -> None:
    assert quiet(application(status, since=ago(90))).well == (TRACKING,)


@pytest.mark.parametrize("status", ["Approved", "Withdrawn"])
def test_an_ending_that_was_wanted_is_well(status: str) -> None:
    assert quiet(application(status, since=ago(1))).well == (TRACKING,)


def test_who_is_not_enrolled_yet_cannot_bill_meanwhile() -> None:
    first = found(application(since=ago(46), reason="Initial enrollment"))
    assert "cannot bill until it is approved" in first.impact
    assert "by what it has on file" in found(application(since=ago(46))).impact


@pytest.mark.parametrize(
    ("status", "severity", "words"),
    [
        ("Denied", Severity.CRITICAL, "corrective action plan"),
        ("Rejected", Severity.CRITICAL, "no appeal: it starts again"),
        ("Returned", Severity.WARNING, "not processed"),
    ],
)
def test_an_ending_without_approval_is_told_with_what_it_means(
    status: str, severity: Severity, words: str
) -> None:
    told = found(application(status, since=ago(4)))
    assert told.severity is severity
    assert told.title == f"{TRACKING}: Change of information {status} on 2026-02-26"
    assert words in told.impact
    assert told.since == start_of(ago(4), POLICY)


@pytest.mark.parametrize("status", ["Denied", "Rejected", "Returned"])
def test_an_ending_is_told_for_thirty_days(status: str) -> None:
    assert found(application(status, since=ago(30)))
    assert quiet(application(status, since=ago(31))).well == (TRACKING,)
    assert quiet(application(status, since=ago(8)), policy=Policy(outcome_days=7)).well == (TRACKING,)


def test_a_rejection_worsens_what_was_told_of_its_age() -> None:
    late, rejected = found(application(since=ago(60))), found(application("Rejected", since=ago(0)))
    assert late.severity is rejected.severity is Severity.CRITICAL
    assert rejected.stage > late.stage


@pytest.mark.parametrize(
    ("left_open", "why"),
    [
        ({"signatures": [signature("Expired")]}, ": it was not signed in time"),
        ({"corrections": [correction()]}, ": its corrections were not answered"),
        ({"fees": [fee()]}, ": its fee was not paid"),
        ({"fees": [fee("Paid")], "signatures": [signature("Signed")]}, ""),
        ({"fees": None, "signatures": None, "corrections": None}, ""),
    ],
)
def test_a_rejection_says_what_was_left_open(left_open: dict[str, object], why: str) -> None:
    rejected = found(application("Rejected", since=ago(0), **left_open))
    assert rejected.title == f"{TRACKING}: Change of information Rejected on 2026-03-02{why}"


@pytest.mark.parametrize("status", ["Submitted", "In Review", Status.APPROVED])
def test_one_that_was_filed_again_since_takes_its_place(status: str) -> None:
    again = application(status, since=ago(2), id=OTHER_TRACKING)
    assert quiet(application("Rejected", since=ago(9)), again).well == (TRACKING, OTHER_TRACKING)


@pytest.mark.parametrize(
    "other",
    [
        application("Approved", since=ago(10), id=OTHER_TRACKING),
        application("Approved", since=ago(2), id=OTHER_TRACKING, reason="Revalidation"),
        application("Approved", since=ago(2), id=OTHER_TRACKING, state="KY"),
        application("Withdrawn", since=ago(2), id=OTHER_TRACKING),
        application(None, since=ago(2), id=OTHER_TRACKING),
        application("In Progress, not submitted", since=ago(2), id=None),
    ],
    ids=["before it", "for another reason", "in another State", "withdrawn", "unread", "not submitted"],
)
def test_another_application_does_not_take_its_place(other: ApplicationFact) -> None:
    assert found(application("Rejected", since=ago(9)), other).subject == TRACKING


@pytest.mark.parametrize(
    "unread", [application(None), application("In Review", since=None), application("Rejected", since=None)]
)
def test_what_was_not_read_is_neither_wrong_nor_well(unread: ApplicationFact) -> None:
    assert quiet(unread).unsure == (TRACKING,)
