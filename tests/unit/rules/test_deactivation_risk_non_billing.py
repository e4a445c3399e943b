"""deactivation-risk-non-billing: twelve months without a claim."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.model.roster import Roster, RosterEntry
from agent.rules import deactivation_risk_non_billing as risk

from ..builders import ACCOUNT, EASTERN, ENROLLMENT, NOW, NPI, at_portal, enrollment, only, rule_on, visit
from .lives import (
    CRITICAL,
    INFORMATION,
    MINUTES,
    PORTAL_ZONES,
    READER_ZONES,
    WARNING,
    Stages,
    assert_lives,
    days_between,
)

LAST = date(2025, 3, 15)
OVER = date(2026, 3, 15)
STAGES: Stages = [
    (-90, INFORMATION, 1),
    (-60, WARNING, 2),
    (-30, CRITICAL, 3),
    (-7, CRITICAL, 4),
    (-1, CRITICAL, 5),
    (1, CRITICAL, 6),
]


def billed(last: date | None = LAST, status: str | None = "Approved", form: str = "855I") -> EnrollmentFact:
    return enrollment(status).model_copy(update={"last_claim": last, "form": form})


def roster_of(last: date | None) -> Roster:
    return Roster(account=ACCOUNT, watched_since=NOW, entries=(RosterEntry(npi=NPI, last_claim=last),))


def on(
    day: int,
    *listed: EnrollmentFact,
    expects: Roster | None = None,
    policy: Policy | None = None,
    not_read: tuple[str, ...] = (),
) -> Ruling:
    looked = visit(
        at=at_portal(OVER + timedelta(days=day)), facts=Facts(enrollments=listed, not_read=not_read)
    )
    return rule_on(risk.judge, looked, roster=expects or roster_of(None), policy=policy or Policy())


@pytest.mark.parametrize(("day", "severity", "stage"), STAGES)
def test_each_stage_begins_on_its_day_and_not_the_day_before(
    day: int, severity: Severity, stage: int
) -> None:
    found = only(on(day, billed()))
    assert (found.severity, found.stage, found.subject) == (severity, stage, ENROLLMENT)
    earlier = on(day - 1, billed()).findings
    assert [one.stage for one in earlier] == ([stage - 1] if stage > 1 else [])


@settings(max_examples=50)
@given(days=days_between(-200, 30), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_comes_early_or_is_skipped_however_looks_fall(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    seen = Facts(enrollments=(billed(),))
    assert_lives(
        risk.NAME,
        risk.judge,
        lambda _: seen,
        STAGES,
        days,
        zero=OVER,
        minute=minute,
        portal=portal,
        reader=reader,
    )


def test_twelve_months_after_a_leap_day_end_with_february() -> None:
    looked = visit(at=at_portal(date(2025, 2, 28)), facts=Facts(enrollments=(billed(date(2024, 2, 29)),)))
    assert "are over 2025-02-28, today" in only(rule_on(risk.judge, looked)).title


def test_the_later_of_portal_and_roster_counts() -> None:
    assert on(-1, billed(), expects=roster_of(date(2026, 1, 10))).findings == ()
    assert only(on(-1, billed(), expects=roster_of(date(2025, 1, 10)))).stage == 5
    assert only(on(-1, billed(None), expects=roster_of(LAST))).stage == 5


def test_the_words_say_since_when_by_when_and_what_it_costs() -> None:
    found = only(on(-35, billed()))
    assert (
        found.title == f"{ENROLLMENT}: no claim since 2025-03-15, 12 months are over 2026-03-15, 35 days left"
    )
    assert f"NPI {NPI} (855I in OH)" in found.impact
    assert "never paid" in found.impact
    assert "before the end of 2026-03-15" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == OVER
    assert found.since.astimezone(EASTERN).date() == LAST


def test_the_policy_sets_the_months_for_the_sources_disagree() -> None:
    assert only(on(-182, billed(), policy=Policy(non_billing_months=6))).severity is CRITICAL


@pytest.mark.parametrize("status", ["Deactivated", "Pending", "Opt Out", "Withdrawn"])
def test_who_cannot_bill_is_at_no_risk(status: str) -> None:
    assert on(-1, billed(status=status)) == Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)


def test_who_only_orders_bills_nothing() -> None:
    assert on(-1, billed(form="855O")).well == (ENROLLMENT,)
    assert only(on(-1, billed(status="Stay"))).severity is CRITICAL


def test_a_claim_that_the_portal_does_not_tell_is_well_and_one_that_was_not_read_is_not_judged() -> None:
    assert on(-1, billed(None)).well == (ENROLLMENT,)
    unread = on(-1, billed(None), expects=roster_of(LAST), not_read=("enrollments.last_claim",))
    assert unread == Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
    assert on(-1, billed(status=None)).unsure == (ENROLLMENT,)
    assert on(-1, billed(None), not_read=("enrollments",)) == Ruling(well=(ENROLLMENT,))
    assert rule_on(risk.judge, visit(facts=Facts())) == Ruling()


@pytest.mark.parametrize("last", [date.min, date.max])
def test_impossible_dates_are_survived(last: date) -> None:
    assert len(on(0, billed(last)).findings) == (last is date.min)
