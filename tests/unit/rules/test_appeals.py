"""rebuttal, corrective-action and reconsideration: three clocks that start with a letter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import ApplicationFact, Facts, StatusStep
from agent.model.finding import Ruling
from agent.model.policy import Policy
from agent.rules import corrective_action, rebuttal, reconsideration
from agent.rules.rule import LookRule

from ..builders import ACCOUNT, EASTERN, ENROLLMENT, NPI, at_portal, enrollment, only, rule_on, visit
from .lives import CRITICAL, MINUTES, PORTAL_ZONES, READER_ZONES, Stages, assert_lives, days_between

LETTER = date(2026, 3, 2)


@dataclass(frozen=True)
class Clock:
    name: str
    judge: LookRule
    status: str
    days: int
    stages: Stages
    called: str


CLOCKS = (
    Clock(
        rebuttal.NAME,
        rebuttal.judge,
        "Deactivated",
        15,
        [(0, CRITICAL, 2), (1, CRITICAL, 3), (8, CRITICAL, 4), (12, CRITICAL, 5), (14, CRITICAL, 6)],
        "rebuttal",
    ),
    Clock(
        corrective_action.NAME,
        corrective_action.judge,
        "Denied",
        35,
        [
            (0, CRITICAL, 1),
            (5, CRITICAL, 2),
            (21, CRITICAL, 3),
            (28, CRITICAL, 4),
            (32, CRITICAL, 5),
            (34, CRITICAL, 6),
        ],
        "corrective action plan",
    ),
    Clock(
        reconsideration.NAME,
        reconsideration.judge,
        "Revoked",
        65,
        [
            (0, CRITICAL, 1),
            (35, CRITICAL, 2),
            (51, CRITICAL, 3),
            (58, CRITICAL, 4),
            (62, CRITICAL, 5),
            (64, CRITICAL, 6),
        ],
        "reconsideration",
    ),
)
EACH = pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.name)
OF_DENIALS = pytest.mark.parametrize("clock", CLOCKS[1:], ids=lambda clock: clock.name)


def decided(status: str | None, since: date | None = LETTER) -> Facts:
    one = enrollment(status).model_copy(update={"status_since": since})
    return Facts(enrollments=(one,), applications=())


def on(day: int, clock: Clock, facts: Facts, policy: Policy | None = None) -> Ruling:
    looked = visit(at=at_portal(LETTER + timedelta(days=day)), facts=facts)
    return rule_on(clock.judge, looked, policy=policy or Policy())


def denied(
    status: str | None = "Denied",
    *,
    history: tuple[StatusStep, ...] | None = None,
    since: date | None = LETTER,
    of: str | None = ENROLLMENT,
) -> ApplicationFact:
    return ApplicationFact(
        id="T01",
        npi=NPI,
        reason="Reassignment",
        status=status,
        since=since,
        history=history,
        enrollment_id=of,
    )


@EACH
def test_the_last_day_is_so_many_days_after_the_letter_and_the_next_day_it_is_over(clock: Clock) -> None:
    facts = decided(clock.status)
    last = LETTER + timedelta(days=clock.days)
    found = only(on(clock.days, clock, facts))
    assert found.title == f"{ENROLLMENT}: {clock.status} 2026-03-02, {clock.called} ends today"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == last
    assert f"The last day is {last}" in found.next_step
    assert on(clock.days + 1, clock, facts) == Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)


@EACH
def test_the_words_say_what_whose_when_and_whom_to_ring(clock: Clock) -> None:
    found = only(on(0, clock, decided(clock.status)))
    assert found.title.endswith(f"{clock.days} days left")
    assert found.impact.startswith(f"NPI {NPI}: ")
    assert "the day of the letter (2026-03-02) not counted" in found.next_step
    assert "send the contractor a signed" in found.next_step
    assert "acknowledge this" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.since.astimezone(EASTERN).date() == LETTER


@EACH
@settings(max_examples=30)
@given(data=days_between(0, 75), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_is_skipped_however_looks_fall(
    clock: Clock, data: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    facts = decided(clock.status)
    assert_lives(
        clock.name,
        clock.judge,
        lambda _: facts,
        clock.stages,
        data,
        zero=LETTER,
        minute=minute,
        portal=portal,
        reader=reader,
        over=clock.days + 1,
    )


@EACH
def test_the_policy_sets_the_period(clock: Clock) -> None:
    policy = Policy(rebuttal_days=20, corrective_action_days=20, reconsideration_days=20)
    assert "until 2026-03-22, 20 days left" in only(on(0, clock, decided(clock.status), policy)).title
    assert on(21, clock, decided(clock.status), policy).findings == ()


@EACH
@pytest.mark.parametrize("status", ["Approved", "Pending", "Stay", "Withdrawn"])
def test_what_was_not_refused_is_well(clock: Clock, status: str) -> None:
    assert on(3, clock, decided(status)) == Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)


def test_each_appeal_belongs_to_its_kind_of_decision() -> None:
    opened = {
        status: [clock.name for clock in CLOCKS if on(3, clock, decided(status)).findings]
        for status in ("Deactivated", "Denied", "Revoked")
    }
    refused = ["corrective-action", "reconsideration"]
    assert opened == {"Deactivated": ["rebuttal"], "Denied": refused, "Revoked": refused}


@EACH
def test_without_the_day_of_the_letter_nothing_is_judged(clock: Clock) -> None:
    assert on(3, clock, decided(clock.status, None)).unsure == (ENROLLMENT,)
    assert on(3, clock, decided(None)).unsure == (ENROLLMENT,)
    tomorrow = LETTER + timedelta(days=4)
    assert on(3, clock, decided(clock.status, tomorrow)).unsure == (ENROLLMENT,)
    assert on(3, clock, Facts()) == Ruling()
    assert rule_on(clock.judge, visit(facts=None)) == Ruling()


@OF_DENIALS
def test_the_step_denied_of_the_application_dates_a_letter_that_the_record_does_not(clock: Clock) -> None:
    step = StatusStep(status="Denied", at=datetime(2026, 3, 2, 23, 30, tzinfo=EASTERN))
    facts = decided("Denied", None).model_copy(update={"applications": (denied(history=(step,)),)})
    found = only(on(3, clock, facts))
    assert found.subject == ENROLLMENT
    assert "Denied 2026-03-02" in found.title


@OF_DENIALS
def test_an_application_that_was_denied_while_its_enrollment_goes_on_is_a_subject_of_its_own(
    clock: Clock,
) -> None:
    facts = decided("Approved").model_copy(update={"applications": (denied(),)})
    found = only(on(3, clock, facts))
    assert found.subject == "T01"
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert on(clock.days + 1, clock, facts).findings == ()


@OF_DENIALS
def test_an_application_whose_end_was_not_read_is_not_judged(clock: Clock) -> None:
    for application in (denied(None), denied(since=None)):
        facts = decided("Approved").model_copy(update={"applications": (application,)})
        assert on(3, clock, facts).unsure == ("T01",)
    listed = decided("Approved").model_copy(update={"not_read": ("applications",)})
    assert on(3, clock, listed).else_well is None


def test_an_application_opens_no_rebuttal() -> None:
    facts = decided("Approved").model_copy(update={"applications": (denied(),)})
    assert on(3, CLOCKS[0], facts).findings == ()


def test_each_enrollment_has_its_own_clock() -> None:
    rows = tuple(
        enrollment(status, identifier=f"O2003110500012{n}").model_copy(update={"status_since": LETTER})
        for n, status in enumerate(("Denied", "Approved", "Revoked"))
    )
    ruling = on(3, CLOCKS[1], Facts(enrollments=rows, applications=()))
    assert [found.subject[-1] for found in ruling.findings] == ["0", "2"]
    assert ruling.well == ("O20031105000121",)
