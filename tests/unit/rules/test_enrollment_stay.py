"""enrollment-stay: days left of a pause, counted from the day it began."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import EnrollmentFact, Facts, RevalidationFact
from agent.model.finding import Ruling
from agent.model.policy import Policy
from agent.rules import enrollment_stay

from ..builders import ACCOUNT, EASTERN, ENROLLMENT, NPI, at_portal, enrollment, only, rule_on, visit
from .lives import CRITICAL, MINUTES, PORTAL_ZONES, READER_ZONES, Stages, assert_lives, days_between

JUDGE = enrollment_stay.judge
BEGAN = date(2026, 3, 1)
MISSED: Stages = [
    (0, CRITICAL, 2),
    (16, CRITICAL, 3),
    (23, CRITICAL, 4),
    (27, CRITICAL, 5),
    (29, CRITICAL, 6),
]
"""30 days for a missed revalidation."""
OTHER: Stages = [(0, CRITICAL, 1), (30, CRITICAL, 2), (46, CRITICAL, 3), (53, CRITICAL, 4), (57, CRITICAL, 5)]
"""60 days for anything else."""


def stayed(since: date | None = BEGAN, status: str | None = "Stay") -> EnrollmentFact:
    return enrollment(status).model_copy(update={"status_since": since})


def facts(
    one: EnrollmentFact, due: date | None = BEGAN - timedelta(days=1), not_read: tuple[str, ...] = ()
) -> Facts:
    row = RevalidationFact(enrollment_id=ENROLLMENT, posted=due is not None, due=due)
    return Facts(enrollments=(one,), revalidations=(row,), not_read=not_read)


def on(day: int, seen: Facts, policy: Policy | None = None) -> Ruling:
    looked = visit(at=at_portal(BEGAN + timedelta(days=day)), facts=seen)
    return rule_on(JUDGE, looked, policy=policy or Policy())


@pytest.mark.parametrize(("day", "left"), [(0, "30 days left"), (19, "11 days left"), (29, "1 day left")])
def test_a_stay_for_a_missed_revalidation_lasts_thirty_days_at_most(day: int, left: str) -> None:
    found = only(on(day, facts(stayed())))
    assert found.title == f"{ENROLLMENT}: under a Stay, {left}, ends 2026-03-31"
    assert found.severity is CRITICAL
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == date(2026, 3, 30)  # its last day


def test_another_stay_lasts_sixty_days_at_most() -> None:
    assert "60 days left, ends 2026-04-30" in only(on(0, facts(stayed(), due=None))).title
    assert "60 days left" in only(on(0, facts(stayed(), due=date(2027, 3, 31)))).title


def test_where_the_cause_was_not_read_the_shorter_period_counts() -> None:
    unread = facts(stayed(), due=None, not_read=("revalidations",))
    assert "30 days left" in only(on(0, unread)).title


def test_without_a_day_of_its_own_it_began_the_day_after_the_due_date() -> None:
    assert only(on(0, facts(stayed(None)))) == only(on(0, facts(stayed())))


def test_a_stay_of_unknown_age_is_told_without_a_day() -> None:
    found = only(on(0, facts(stayed(None), due=None)))
    assert found.due is None
    assert "at most 60 days long; the portal does not say since when" in found.title


@settings(max_examples=50)
@given(days=days_between(0, 29), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_of_a_missed_revalidation_is_skipped(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    seen = facts(stayed())
    assert_lives(
        enrollment_stay.NAME,
        JUDGE,
        lambda _: seen,
        MISSED,
        days,
        zero=BEGAN,
        minute=minute,
        portal=portal,
        reader=reader,
    )


@settings(max_examples=50)
@given(days=days_between(0, 58), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_of_another_stay_is_skipped(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    seen = facts(stayed(), due=None)
    assert_lives(
        enrollment_stay.NAME,
        JUDGE,
        lambda _: seen,
        OTHER,
        days,
        zero=BEGAN,
        minute=minute,
        portal=portal,
        reader=reader,
    )


def test_the_words_say_rejected_and_what_to_do() -> None:
    found = only(on(3, facts(stayed())))
    assert f"NPI {NPI} (855I in OH): claims for dates within the stay are rejected" in found.impact
    assert "held" not in found.impact
    assert "Send the revalidation that was due 2026-02-28" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert "Read the stay letter" in only(on(3, facts(stayed(), due=None))).next_step


def test_a_stay_past_its_end_is_still_told() -> None:
    found = only(on(31, facts(stayed())))
    assert (found.stage, found.title) == (7, f"{ENROLLMENT}: under a Stay, which was to end 2026-03-31")


def test_the_policy_sets_the_periods() -> None:
    policy = Policy(stay_missed_days=20, stay_days=40)
    assert "20 days left" in only(on(0, facts(stayed()), policy)).title
    assert "40 days left" in only(on(0, facts(stayed(), due=None), policy)).title


@pytest.mark.parametrize("status", ["Approved", "Deactivated"])
def test_any_other_status_is_well(status: str) -> None:
    ruling = on(3, facts(stayed(status=status)))
    assert ruling == Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)


def test_what_was_not_read_is_not_judged() -> None:
    assert on(3, facts(stayed(status=None))) == Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
    assert on(3, facts(stayed(status="Approved"), not_read=("enrollments",))).else_well is None
    assert on(3, Facts()) == Ruling()
    assert rule_on(JUDGE, visit(facts=None)) == Ruling()
