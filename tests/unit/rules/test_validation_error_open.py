"""validation-error-open: what the portal's own check found, with the severity it gave it."""

import pytest

from agent.model.finding import Finding, Severity
from agent.rules import validation_error_open
from agent.rules.rule import start_of

from ..builders import POLICY, only, rule_on
from .filing import DRAFT_SUBJECT, TRACKING, ago, application, draft, finding_of_check, reading

JUDGE = validation_error_open.judge


def found(*findings: tuple[str, str | None], days: int = 0) -> Finding:
    checked = [finding_of_check(code, severity) for code, severity in findings]
    return only(rule_on(JUDGE, reading(draft(since=ago(days), findings=checked))))


@pytest.mark.parametrize("days", [0, 6, 7, 400])
@pytest.mark.parametrize("printed", ["Critical", "Warning"])
def test_the_severity_is_kept_however_old_the_finding_is(printed: str, days: int) -> None:
    told = found(("VAL-014", printed), days=days)
    assert (told.severity, told.stage) == (Severity(printed.lower()), 0)
    assert told.since == start_of(ago(days), POLICY)


@pytest.mark.parametrize(("days", "severity"), [(0, "information"), (6, "information"), (7, "warning")])
def test_advice_that_nobody_looks_at_for_a_week_becomes_a_warning(days: int, severity: str) -> None:
    assert found(("VAL-019", "Information"), days=days).severity == Severity(severity)


def test_the_worst_of_several_counts_and_codes_stand_once_the_worst_first() -> None:
    told = found(
        ("VAL-019", "Information"), ("VAL-006", "Warning"), ("VAL-014", "Critical"), ("VAL-001", "Critical"),
        ("VAL-001", "Critical"),
    )  # fmt: skip
    assert told.severity is Severity.CRITICAL
    assert told.title == (
        f"{DRAFT_SUBJECT}: 5 findings of the Error/Warning Check (VAL-001, VAL-014, VAL-006, VAL-019)"
    )


def test_many_codes_are_cut_short() -> None:
    told = found(*((f"VAL-{number:03}", "Critical") for number in range(1, 8)))
    assert told.title.endswith("(VAL-001, VAL-002, VAL-003, VAL-004, and 3 more)")


@pytest.mark.parametrize(
    ("severity", "words"),
    [("Critical", "cannot be submitted"), ("Warning", "delay"), ("Information", "advice only")],
)
def test_the_words_say_what_it_costs_and_that_it_is_no_system_error(severity: str, words: str) -> None:
    told = found(("VAL-001", severity))
    assert words in told.impact
    assert "no system errors" in told.next_step
    assert "CGS (J15)" in told.desk


def test_an_application_without_findings_and_one_that_has_ended_are_well() -> None:
    ended = application("Approved", findings=[finding_of_check("VAL-001", "Critical")])
    assert rule_on(JUDGE, reading(ended)).well == (TRACKING,)
    assert rule_on(JUDGE, reading(draft())).well == (DRAFT_SUBJECT,)
    assert rule_on(JUDGE, reading(application("Approved", findings=None))).well == (TRACKING,)


def test_findings_or_severities_that_were_not_read_are_not_guessed() -> None:
    assert rule_on(JUDGE, reading(draft(findings=None))).unsure == (DRAFT_SUBJECT,)
    unread = draft(findings=[finding_of_check("VAL-001", None), finding_of_check("VAL-002", "Grave")])
    ruling = rule_on(JUDGE, reading(unread))
    assert (ruling.findings, ruling.unsure) == ((), (DRAFT_SUBJECT,))
    assert found(("VAL-001", None), ("VAL-006", "Warning")).severity is Severity.WARNING


def test_without_a_day_advice_is_as_if_it_were_new() -> None:
    advised = draft(since=None, findings=[finding_of_check("VAL-019", "Information")])
    assert only(rule_on(JUDGE, reading(advised))).severity is Severity.INFORMATION
