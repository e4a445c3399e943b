"""revalidation-too-early: what the contractor would return as unsolicited."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.facts import ApplicationFact, Facts, RevalidationFact
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import revalidation_too_early

from ..builders import ACCOUNT, ENROLLMENT, NPI, at_portal, enrollment, only, rule_on, visit
from .lives import READER_ZONES

JUDGE = revalidation_too_early.judge
DUE, OPENS = date(2026, 12, 31), date(2026, 6, 30)
DRAFT, SENT = "In Progress, not submitted", "Received by Contractor"


def begun(
    status: str | None = DRAFT, reason: str | None = "Revalidation", identifier: str | None = "T01"
) -> ApplicationFact:
    return ApplicationFact(
        id=identifier,
        npi=NPI,
        form="855I",
        state="OH",
        reason=reason,
        status=status,
        since=date(2026, 3, 1),
        enrollment_id=ENROLLMENT,
    )


def on(
    day: date,
    *applications: ApplicationFact,
    due: date | None = DUE,
    posted: bool | None = True,
    status: str | None = "Approved",
    not_read: tuple[str, ...] = (),
) -> Ruling:
    row = RevalidationFact(enrollment_id=ENROLLMENT, posted=posted, due=due)
    facts = Facts(
        enrollments=(enrollment(status),), revalidations=(row,), applications=applications, not_read=not_read
    )
    return rule_on(JUDGE, visit(at=at_portal(day), facts=facts))


@pytest.mark.parametrize(("status", "stage"), [(DRAFT, 0), ("Pending E-Signature", 0), (SENT, 1)])
def test_until_the_window_opens_it_is_too_early(status: str, stage: int) -> None:
    found = only(on(OPENS - timedelta(days=1), begun(status)))
    assert (found.subject, found.severity, found.stage) == ("T01", Severity.WARNING, stage)
    assert on(OPENS, begun(status)) == Ruling(well=("T01",), else_well=ACCOUNT)


@given(days=st.integers(-400, 400), reader=READER_ZONES)
def test_it_is_found_before_the_window_only_whatever_the_readers_zone(days: int, reader: ZoneInfo) -> None:
    day = OPENS + timedelta(days=days)
    now = at_portal(day, hour=23)
    row = RevalidationFact(enrollment_id=ENROLLMENT, posted=True, due=DUE)
    looked = visit(at=now, facts=Facts(revalidations=(row,), applications=(begun(),)))
    ruling = rule_on(JUDGE, looked, now=now.astimezone(reader))
    assert bool(ruling.findings) is (day < OPENS)
    assert ruling == rule_on(JUDGE, looked)


def test_without_a_posted_date_it_is_unsolicited() -> None:
    found = only(on(OPENS, begun(), due=None, posted=False))
    assert "no due date is posted (TBD)" in found.title
    assert "once the due date is posted" in found.next_step


def test_the_words_say_what_when_and_whom_to_ring() -> None:
    draft = only(on(date(2026, 3, 2), begun()))
    assert draft.title == "T01: revalidation begun too early, due 2026-12-31, may be sent from 2026-06-30"
    assert f"NPI {NPI}, {ENROLLMENT}" in draft.impact
    assert "unsolicited" in draft.impact
    assert "Do not submit" in draft.next_step
    assert "on 2026-06-30 or later" in draft.next_step
    assert draft.desk == "the Medicare contractor for OH, CGS (J15)"
    sent = only(on(date(2026, 3, 2), begun(SENT)))
    assert sent.title.startswith("T01: revalidation sent too early")
    assert sent.next_step.startswith("Ask the contractor")


@pytest.mark.parametrize("status", ["Approved", "Returned", "Withdrawn", "Denied", "Rejected"])
def test_one_that_has_ended_is_well(status: str) -> None:
    assert on(date(2026, 3, 2), begun(status)).well == ("T01",)


def test_any_other_application_and_any_other_enrollment_is_well() -> None:
    assert on(date(2026, 3, 2), begun(reason="Change of information")).well == ("T01",)
    for status in ("Stay", "Deactivated"):
        assert on(date(2026, 3, 2), begun(), status=status).well == ("T01",)


def test_what_was_not_read_is_not_judged() -> None:
    day = date(2026, 3, 2)
    for application in (begun(None), begun(reason=None)):
        assert on(day, application) == Ruling(unsure=("T01",), else_well=ACCOUNT)
    assert on(day, begun(), due=None, posted=None).unsure == ("T01",)
    unlisted = begun().model_copy(update={"enrollment_id": None})
    assert on(day, unlisted).unsure == ("T01",)
    assert on(day, not_read=("applications",)).else_well is None
    assert rule_on(JUDGE, visit(facts=Facts())) == Ruling()


def test_of_two_drafts_that_are_called_the_same_the_worse_counts() -> None:
    early, other = begun(identifier=None), begun(identifier=None, reason="Change of information")
    found = only(on(date(2026, 3, 2), other, early))
    assert found.subject == f"draft {NPI} 855I OH"


def test_the_policy_sets_the_window() -> None:
    facts = Facts(
        revalidations=(RevalidationFact(enrollment_id=ENROLLMENT, posted=True, due=DUE),),
        applications=(begun(),),
    )
    looked = visit(at=at_portal(date(2026, 5, 31)), facts=facts)
    assert rule_on(JUDGE, looked, policy=Policy(revalidation_window_months=7)).findings == ()
    assert only(rule_on(JUDGE, looked))
