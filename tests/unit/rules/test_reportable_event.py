"""reportable-event: 30 or 90 days to tell the contractor, from the day it happened or NPPES was told."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import ApplicationFact, Facts
from agent.model.finding import Ruling, Severity
from agent.model.public import RegistryAddress
from agent.model.roster import ChangeKind, Roster
from agent.rules import reportable_event

from ..builders import ACCOUNT, EASTERN, NPI, at_portal, only, rule_on, visit
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
from .reported import CHANGED, ELSEWHERE, HERE, application, expecting, provider, registry

JUDGE = reportable_event.judge
SHORT: Stages = [(0, INFORMATION, 1), (20, WARNING, 2), (27, CRITICAL, 3), (31, CRITICAL, 4)]
LONG: Stages = [(0, INFORMATION, 1), (75, WARNING, 2), (85, CRITICAL, 3), (91, CRITICAL, 4)]
PLACE, NAME = f"{NPI} practice location", f"{NPI} legal name"
MOVED = registry(location=ELSEWHERE)
RENAMED = registry(name="HALE-HOLT, BENEDICT")


def on(day: int, seen: Facts, expects: Roster | None = None) -> Ruling:
    looked = visit(at=at_portal(CHANGED + timedelta(days=day)), facts=seen)
    return rule_on(JUDGE, looked, roster=expects or expecting())


def stages_of(seen: Facts, expects: Roster | None = None) -> Stages:
    """The days on which its stage rises, in a hundred days."""
    found: dict[int, tuple[int, Severity, int]] = {}
    for day in range(-5, 100):
        for one in on(day, seen, expects).findings:
            found.setdefault(one.stage, (day, one.severity, one.stage))
    return list(found.values())


@pytest.mark.parametrize(
    "kind", [ChangeKind.OWNERSHIP, ChangeKind.ADVERSE_ACTION, ChangeKind.PRACTICE_LOCATION]
)
def test_ownership_adverse_actions_and_locations_have_thirty_days(kind: ChangeKind) -> None:
    assert stages_of(provider(), expecting(kind)) == SHORT


def test_everything_else_has_ninety_days_but_for_dmepos_suppliers() -> None:
    assert stages_of(provider(), expecting(ChangeKind.OTHER)) == LONG
    assert stages_of(provider(form="855S"), expecting(ChangeKind.OTHER)) == SHORT


def test_what_nppes_was_told_and_pecos_was_not_starts_the_clock_too() -> None:
    assert stages_of(provider(MOVED)) == SHORT
    assert stages_of(provider(RENAMED)) == LONG
    assert stages_of(provider(RENAMED, form="855S")) == SHORT


@settings(max_examples=50)
@given(days=days_between(-20, 60), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_comes_early_or_is_skipped_however_looks_fall(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    seen = provider()
    assert_lives(
        reportable_event.NAME,
        JUDGE,
        lambda _: seen,
        SHORT,
        days,
        zero=CHANGED,
        minute=minute,
        portal=portal,
        reader=reader,
        expects=expecting(ChangeKind.OWNERSHIP),
    )


def test_the_words_say_what_whose_when_and_whom_to_ring() -> None:
    found = only(on(20, provider(MOVED)))
    assert found.subject == PLACE
    assert found.title == (
        f"NPI {NPI}: practice location changed 2026-02-02 in NPPES, report by 2026-03-04, 10 days left"
    )
    assert "within 30 days" in found.impact
    assert "claims are rejected" in found.impact
    assert "File a change of information" in found.next_step
    assert "correct NPPES instead" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == date(2026, 3, 4)
    assert only(on(30, provider(MOVED))).title.endswith("the last day")
    assert only(on(31, provider(MOVED))).title.endswith("1 day past")
    by_roster = only(on(3, provider(), expecting(ChangeKind.ADVERSE_ACTION)))
    assert by_roster.subject == f"{NPI} adverse action"
    assert "NPPES" not in by_roster.title + by_roster.next_step


@pytest.mark.parametrize("sent", [0, 5])
@pytest.mark.parametrize("status", ["Submitted", "In Review", "Approved", "Denied"])
def test_a_change_of_information_sent_since_then_ends_it(status: str, sent: int) -> None:
    reported = provider(MOVED, application(status, sent=sent))
    assert PLACE in on(20, reported).well
    ruling = on(20, provider(None, application(status, sent=sent)), expecting(ChangeKind.OWNERSHIP))
    assert f"{NPI} ownership" in ruling.well


@pytest.mark.parametrize(
    "other",
    [
        application("Approved", sent=-1),
        application("In Review", reason="Revalidation"),
        application("Returned"),
        application("Rejected"),
        application("Withdrawn"),
        application("In Progress, not submitted", sent=None),
        application("Pending E-Signature", sent=None),
    ],
)
def test_what_was_sent_before_or_never_reached_the_contractor_does_not(other: ApplicationFact) -> None:
    assert only(on(20, provider(MOVED, other))).subject == PLACE
    assert only(on(20, provider(None, other), expecting(ChangeKind.OWNERSHIP)))


def test_one_that_is_begun_is_to_be_finished() -> None:
    draft = application("In Progress, not submitted", sent=None)
    assert only(on(20, provider(MOVED, draft))).next_step.startswith("Finish and sign")


def test_a_change_that_the_contractor_is_working_on_may_be_older_than_nppes() -> None:
    older = application("In Review", sent=-3)
    assert PLACE in on(20, provider(MOVED, older)).well
    assert only(on(20, provider(None, older), expecting(ChangeKind.OWNERSHIP)))


def test_one_event_that_both_tell_of_is_one_subject_from_the_earlier_day() -> None:
    earlier = expecting(ChangeKind.PRACTICE_LOCATION, CHANGED - timedelta(days=10))
    found = only(on(10, provider(MOVED), earlier))
    assert (found.subject, found.severity) == (PLACE, WARNING)


@pytest.mark.parametrize(
    "seen",
    [
        provider(),
        provider(MOVED, effective=date(2026, 2, 2)),  # PECOS was told after NPPES
        provider(MOVED, status="Deactivated"),
        provider(registry(name="hale, benedict")),
        provider(
            registry(
                location=RegistryAddress(address="12 Canal St", city="?", state="OH", postal_code="43004")
            )
        ),
    ],
)
def test_what_agrees_or_is_older_is_no_event(seen: Facts) -> None:
    assert on(20, seen).findings == ()
    assert on(20, seen).else_well == ACCOUNT


@pytest.mark.parametrize(
    ("seen", "subject"),
    [
        (provider(registry(location=ELSEWHERE, updated=None)), PLACE),
        (provider(MOVED, effective=None), PLACE),
        (provider(MOVED, locations=None), PLACE),
        (provider(registry(location=None)), PLACE),
        (provider(registry(name=None)), NAME),
        (provider(RENAMED, name=None), NAME),
        (provider(MOVED, not_read=("applications",)), PLACE),
        (provider(MOVED, application(None)), PLACE),
        (provider(MOVED, application("Approved", listed_only=True)), PLACE),
        (provider(status=None), PLACE),
        (provider(registry().model_copy(update={"registry": ()})), PLACE),
        (provider(registry().model_copy(update={"registry": None})), PLACE),
    ],
)
def test_what_was_not_read_is_not_judged(seen: Facts, subject: str) -> None:
    ruling = on(20, seen)
    assert ruling.findings == ()
    assert subject in ruling.unsure


def test_a_change_of_unknown_day_is_not_judged_and_one_to_come_is_well() -> None:
    ruling = on(20, provider(), expecting(ChangeKind.OTHER, None))
    assert f"{NPI} other" in ruling.unsure
    assert f"{NPI} other" in on(-1, provider(), expecting(ChangeKind.OTHER)).well


def test_only_who_saw_everything_clears_what_is_gone() -> None:
    for name in ("enrollments", "applications", "associates"):
        assert on(20, provider(not_read=(name,))).else_well is None
    assert on(20, Facts()) == Ruling()
    assert rule_on(JUDGE, visit(facts=None)) == Ruling()


def test_another_of_its_locations_may_be_the_one_that_nppes_has() -> None:
    there = HERE.model_copy(update={"address": "900 Mill Rd", "postal_code": "97301"})
    assert on(20, provider(MOVED, locations=(HERE, there))).findings == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_impossible_dates_are_survived(day: date) -> None:
    assert len(on(0, provider(), expecting(ChangeKind.OTHER, day)).findings) == (day is date.min)
