"""revalidation: from the day it may be sent until the contractor has it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import ApplicationFact, Facts, RevalidationFact
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.model.public import PublicFacts, RevalidationRow, Source
from agent.rules import revalidation

from ..builders import (
    ACCOUNT,
    EASTERN,
    ENROLLMENT,
    NOW,
    NPI,
    at_portal,
    enrollment,
    only,
    rule_on,
    visit,
)
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

JUDGE = revalidation.judge
DUE = date(2026, 8, 31)  # six months after the last of February
OPENS = -(DUE - date(2026, 2, 28)).days
STAGES: Stages = [
    (OPENS, INFORMATION, 1),
    (-180, INFORMATION, 2),
    (-90, WARNING, 3),
    (-60, WARNING, 4),
    (-30, CRITICAL, 5),
    (-14, CRITICAL, 6),
    (-7, CRITICAL, 7),
    (-1, CRITICAL, 8),
    (0, CRITICAL, 9),
    (1, CRITICAL, 10),
]


def row(due: date | None = DUE, response: str | None = "Response awaited") -> RevalidationFact:
    return RevalidationFact(enrollment_id=ENROLLMENT, posted=due is not None, due=due, response=response)


def center(
    *rows: RevalidationFact,
    status: str | None = "Approved",
    applications: tuple[ApplicationFact, ...] | None = (),
    public: PublicFacts | None = None,
    not_read: tuple[str, ...] = (),
) -> Facts:
    return Facts(
        enrollments=(enrollment(status),),
        revalidations=rows,
        applications=applications,
        public=public,
        not_read=not_read,
    )


def filed(status: str | None, reason: str = "Revalidation") -> ApplicationFact:
    return ApplicationFact(id="T01", npi=NPI, reason=reason, status=status, enrollment_id=ENROLLMENT)


def on(day: int, facts: Facts, policy: Policy | None = None) -> Ruling:
    """What the rule says so many days after the due date."""
    looked = visit(at=at_portal(DUE + timedelta(days=day)), facts=facts)
    return rule_on(JUDGE, looked, policy=policy or Policy())


@pytest.mark.parametrize(("day", "severity", "stage"), STAGES)
def test_each_stage_begins_on_its_day_and_not_the_day_before(
    day: int, severity: Severity, stage: int
) -> None:
    found = only(on(day, center(row())))
    assert (found.severity, found.stage, found.subject) == (severity, stage, ENROLLMENT)
    earlier = on(day - 1, center(row())).findings
    assert [one.stage for one in earlier] == ([stage - 1] if stage > 1 else [])


@settings(max_examples=60)
@given(days=days_between(-400, 40), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_comes_early_or_is_skipped_however_looks_fall(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    facts = center(row())
    assert_lives(
        revalidation.NAME,
        JUDGE,
        lambda _: facts,
        STAGES,
        days,
        zero=DUE,
        minute=minute,
        portal=portal,
        reader=reader,
    )


@pytest.mark.parametrize(
    ("due", "opens"),
    [
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2026, 9, 2), date(2026, 3, 2)),
    ],
)
def test_the_window_opens_six_calendar_months_before(due: date, opens: date) -> None:
    for day, open_ in ((opens, True), (opens - timedelta(days=1), False)):
        ruling = rule_on(JUDGE, visit(at=at_portal(day), facts=center(row(due))))
        assert bool(ruling.findings) is open_


def test_the_policy_moves_window_and_stages() -> None:
    seven = Policy(revalidation_window_months=7)
    assert only(on(-212, center(row()), seven)).stage == 1
    assert on(-213, center(row()), seven).findings == ()
    late = Policy(revalidation_window_months=1)
    found = only(on(-100, center(row()), late))
    assert "sent before 2026-07-31 it is returned as unsolicited" in found.next_step


def test_the_words_say_what_whose_when_and_whom_to_ring() -> None:
    found = only(on(-90, center(row())))
    assert found.title == f"{ENROLLMENT}: revalidation is due 2026-08-31, 90 days left"
    assert f"NPI {NPI} (855I in OH)" in found.impact
    assert "stay of up to 30 days, in which claims are rejected" in found.impact
    assert "whether or not a notice comes" in found.impact
    assert "by 2026-08-01, 30 days before it is due" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.since.astimezone(EASTERN).date() == date(2026, 2, 28)
    assert found.due is not None
    assert found.due.astimezone(EASTERN).isoformat() == "2026-08-31T23:59:00-04:00"


def test_after_the_internal_date_it_is_to_be_sent_at_once() -> None:
    assert "by 2026-08-01" in only(on(-30, center(row()))).next_step
    assert "at once: 2026-08-01" in only(on(-29, center(row()))).next_step


def test_on_its_day_and_after_it_the_title_says_so() -> None:
    assert only(on(0, center(row()))).title.endswith("revalidation is due today, 2026-08-31")
    late = only(on(1, center(row(response="Past due"))))
    assert late.title.endswith("revalidation was due 2026-08-31, 1 day past")
    assert "does not mean deactivated" in late.impact
    stayed = only(on(5, center(row(response="Past due, under a Stay"), status="Stay")))
    assert stayed.title.endswith("5 days past and it is under a Stay")


@pytest.mark.parametrize("response", ["Submitted", "Returned for Corrections", "Complete", "Deactivated"])
@pytest.mark.parametrize("day", [-200, -30, 20])
def test_what_is_sent_done_or_beyond_revalidation_is_well(response: str, day: int) -> None:
    assert on(day, center(row(response=response))) == Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)


@pytest.mark.parametrize("status", ["Received by Contractor", "In Review", "Application Fee Requested"])
def test_an_application_that_the_contractor_has_answers_it(status: str) -> None:
    assert on(-10, center(row(), applications=(filed(status),))).findings == ()
    other = filed(status, reason="Change of information")
    assert only(on(-10, center(row(), applications=(other,))))


@pytest.mark.parametrize("status", ["Approved", "Rejected", "Returned", "Withdrawn"])
def test_an_application_that_ended_answers_nothing(status: str) -> None:
    assert only(on(-10, center(row(), applications=(filed(status),))))


@pytest.mark.parametrize(
    ("response", "step"),
    [("Pending E-Signature", "Have it signed"), ("In progress, not submitted", "Send it")],
)
def test_what_is_begun_is_not_sent(response: str, step: str) -> None:
    assert only(on(-10, center(row(response=response)))).next_step.startswith(step)
    draft = filed("In Progress, not submitted")
    assert only(on(-10, center(row(), applications=(draft,)))).next_step.startswith("Finish the draft")


@pytest.mark.parametrize("status", ["Deactivated", "Withdrawn", "Revoked"])
def test_an_enrollment_that_has_ended_is_not_to_be_revalidated(status: str) -> None:
    assert on(-10, center(row(), status=status)).well == (ENROLLMENT,)


def test_a_date_that_is_not_posted_is_well_and_one_that_was_not_read_is_not_judged() -> None:
    assert on(-10, center(row(due=None))).well == (ENROLLMENT,)
    unread = RevalidationFact(enrollment_id=ENROLLMENT, posted=True, response="Response awaited")
    assert on(-10, center(unread)) == Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
    unknown = RevalidationFact(enrollment_id=ENROLLMENT)
    assert on(-10, center(unknown)).unsure == (ENROLLMENT,)


def test_without_the_response_only_a_whole_list_of_applications_says_that_nothing_was_sent() -> None:
    silent = row(response=None)
    assert only(on(-10, center(silent)))
    assert on(-10, center(silent, applications=None)).unsure == (ENROLLMENT,)
    assert on(-10, center(silent, not_read=("applications",))).unsure == (ENROLLMENT,)
    assert on(-10, center(silent, applications=(filed(None),))).unsure == (ENROLLMENT,)
    assert on(-300, center(silent, applications=None)).well == (ENROLLMENT,)


def test_only_a_whole_list_clears_what_is_no_longer_in_it() -> None:
    assert on(-300, center()).else_well == ACCOUNT
    assert on(-300, center(row(), not_read=("revalidations",))) == Ruling(well=(ENROLLMENT,))
    assert on(-10, Facts(not_read=("revalidations",))) == Ruling()
    assert rule_on(JUDGE, visit(facts=None)) == Ruling()


def test_a_differing_public_date_is_told_with_its_age_and_does_not_move_the_deadline() -> None:
    listed = RevalidationRow(enrollment_id=ENROLLMENT, npi=NPI, due=DUE, adjusted=date(2027, 2, 28))
    public = PublicFacts(read=NOW, revalidations=(listed,), released={Source.REVALIDATION: date(2026, 7, 1)})
    found = only(on(-10, center(row(), public=public)))
    assert "public list (released 2026-07-01) has the adjusted due date 2027-02-28" in found.impact
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == DUE
    same = listed.model_copy(update={"adjusted": None})
    agreed = center(row(), public=public.model_copy(update={"revalidations": (same,)}))
    assert "public list" not in only(on(-10, agreed)).impact


def test_a_dmepos_supplier_is_sent_to_its_own_contractor() -> None:
    supplier = enrollment("Approved").model_copy(update={"form": "855S"})
    facts = center(row()).model_copy(update={"enrollments": (supplier,)})
    assert "NPE" in only(on(-10, facts)).desk


@pytest.mark.parametrize("due", [date.min, date.max, date(1, 1, 3), date(9999, 6, 1)])
def test_impossible_dates_are_survived(due: date) -> None:
    assert len(on(0, center(row(due))).findings) == (due.year < 9999)
