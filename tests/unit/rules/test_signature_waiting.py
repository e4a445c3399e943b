"""signature-waiting: 20 calendar days, one revision at a time, and only the signer signs."""

from typing import Any

import pytest

from agent.model.facts import ApplicationFact, SignatureFact
from agent.model.finding import Finding, Severity
from agent.rules import signature_waiting
from agent.rules.rule import end_of, start_of

from ..builders import POLICY, only, rule_on
from .filing import TRACKING, ago, application, reading, signature

JUDGE = signature_waiting.judge
UNSIGNED = "Pending E-Signature"
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL


def waiting(days: int, standing: str | None = "Waiting", revision: int | None = 1) -> SignatureFact:
    """Asked for so many days ago."""
    return signature(standing, requested=ago(days), due=ago(days - 20), revision=revision)


def found(*signatures: SignatureFact, **fields: Any) -> Finding:
    return only(rule_on(JUDGE, reading(application(UNSIGNED, signatures=signatures, **fields))))


def unsure(application: ApplicationFact) -> tuple[str, ...]:
    ruling = rule_on(JUDGE, reading(application))
    assert (ruling.findings, ruling.well) == ((), ())
    return ruling.unsure


@pytest.mark.parametrize(
    ("days", "severity", "stage", "left"),
    [
        (0, INFORMATION, 1, "20 days left"),
        (6, INFORMATION, 1, "14 days left"),
        (7, WARNING, 2, "13 days left"),
        (14, WARNING, 2, "6 days left"),
        (15, CRITICAL, 3, "5 days left"),
        (19, CRITICAL, 3, "1 day left"),
        (20, CRITICAL, 3, "today"),
        (21, CRITICAL, 4, "1 day past"),
    ],
)
def test_it_is_told_at_once_after_seven_days_and_with_five_left(
    days: int, severity: Severity, stage: int, left: str
) -> None:
    told = found(waiting(days))
    assert (told.severity, told.stage) == (severity, stage)
    assert told.title == f"{TRACKING}: 1 signature not given, {left}"
    assert (told.since, told.due) == (start_of(ago(days), POLICY), end_of(ago(days - 20), POLICY))


@pytest.mark.parametrize("standing", ["Expired", "Lapsed"])
def test_one_that_lapsed_is_critical_before_its_day_has_passed(standing: str) -> None:
    told = found(waiting(20, standing))
    assert (told.severity, told.stage) == (CRITICAL, 4)
    assert told.title.endswith("1 signature not given, lapsed")


def test_of_several_signers_the_first_that_runs_out_counts() -> None:
    told = found(waiting(2), waiting(16), waiting(18, "Signed"))
    assert told.severity is CRITICAL
    assert told.title == f"{TRACKING}: 2 signatures not given, 4 days left"


def test_a_new_revision_is_signed_anew_and_the_old_signature_counts_no_more() -> None:
    old = waiting(19, "Waiting", revision=1)
    fresh = waiting(0, "Waiting", revision=2)
    assert found(old, fresh, revision=2).severity is INFORMATION
    assert found(old, fresh, revision=None).severity is INFORMATION


def test_a_standing_with_its_days_printed_behind_it_is_understood() -> None:
    assert found(waiting(16, "Waiting, 4 days left")).severity is CRITICAL


@pytest.mark.parametrize("standing", ["Signed", "Signed 03/02/2026 09:00 AM", "No longer wanted"])
def test_one_that_is_given_or_no_longer_wanted_is_well(standing: str) -> None:
    submitted = application("Submitted", signatures=[waiting(19, standing)])
    assert rule_on(JUDGE, reading(submitted)).well == (TRACKING,)


@pytest.mark.parametrize("status", ["Rejected", "Approved", "Withdrawn", "In Progress, not submitted"])
def test_of_one_that_ended_or_was_never_submitted_no_signature_is_wanted(status: str) -> None:
    """Of a rejection for want of it application-progress tells."""
    ended = application(status, signatures=[waiting(20, "Expired")])
    assert rule_on(JUDGE, reading(ended)).well == (TRACKING,)


@pytest.mark.parametrize("signatures", [None, (), (signature(None, requested=None),)])
def test_the_status_alone_says_that_it_waits_since_then(signatures: tuple[SignatureFact, ...] | None) -> None:
    told = only(rule_on(JUDGE, reading(application(UNSIGNED, since=ago(16), signatures=signatures))))
    assert (told.severity, told.due) == (CRITICAL, end_of(ago(-4), POLICY))


def test_a_day_that_was_not_read_is_counted_from_the_other() -> None:
    assert found(signature(requested=ago(16), due=None)).due == end_of(ago(-4), POLICY)
    assert found(signature(requested=None, due=ago(-4)), since=None).severity is CRITICAL


def test_what_was_not_read_is_neither_wrong_nor_well() -> None:
    assert unsure(application(None, signatures=[waiting(19)])) == (TRACKING,)
    assert unsure(application("In Review", signatures=None)) == (TRACKING,)
    assert unsure(application("In Review", signatures=[waiting(3, None)])) == (TRACKING,)
    assert unsure(application(UNSIGNED, since=None, signatures=None)) == (TRACKING,)


def test_the_words_send_the_signer_and_nobody_else() -> None:
    told = found(waiting(7))
    assert "Tell the signer (Individual Practitioner)" in told.next_step
    assert "Nobody else may sign, nor this agent" in told.next_step
    assert "rejected" in told.impact
