"""change-before-revalidation: what differs is reported first (VAL-018)."""

from datetime import date, timedelta

import pytest

from agent.model.facts import ApplicationFact, Facts
from agent.model.finding import Ruling, Severity
from agent.model.roster import ChangeKind, Roster
from agent.rules import change_before_revalidation

from ..builders import ACCOUNT, EASTERN, ENROLLMENT, NPI, at_portal, only, rule_on, visit
from .reported import ELSEWHERE, application, expecting, provider, registry

DUE, OPENS = date(2026, 12, 31), date(2026, 6, 30)
LATE = date(2026, 12, 1)  # the practice's own date, 30 days before
MOVED = registry(location=ELSEWHERE)
DRAFT = application("In Progress, not submitted", sent=None)


def on(day: date, seen: Facts, expects: Roster | None = None) -> Ruling:
    looked = visit(at=at_portal(day), facts=seen)
    return rule_on(change_before_revalidation.judge, looked, roster=expects or expecting())


CAUSES: list[tuple[Facts, Roster, str]] = [
    (provider(MOVED, due=DUE), expecting(), "NPPES has another practice location since 2026-02-02"),
    (provider(None, due=DUE), expecting(ChangeKind.OWNERSHIP), "the roster has a change of ownership since"),
    (provider(None, DRAFT, due=DUE), expecting(), "a change of information is begun and not sent"),
]


@pytest.mark.parametrize(("seen", "expects", "why"), CAUSES)
def test_what_differs_is_told_from_the_day_the_revalidation_may_be_sent(
    seen: Facts, expects: Roster, why: str
) -> None:
    found = only(on(OPENS, seen, expects))
    assert (found.subject, found.severity) == (ENROLLMENT, Severity.WARNING)
    assert why in found.impact
    assert ENROLLMENT in on(OPENS - timedelta(days=1), seen, expects).well


def test_it_is_critical_once_the_practices_own_date_is_there() -> None:
    seen = provider(MOVED, due=DUE)
    assert only(on(LATE - timedelta(days=1), seen)).severity is Severity.WARNING
    found = only(on(LATE, seen))
    assert found.severity is Severity.CRITICAL
    assert "revalidation, at once" in found.next_step


def test_the_words_say_what_whose_when_and_whom_to_ring() -> None:
    found = only(on(OPENS, provider(MOVED, due=DUE)))
    assert found.title == f"{ENROLLMENT}: report a change before the revalidation due 2026-12-31"
    assert f"NPI {NPI} (855I in OH)" in found.impact
    assert "VAL-018" in found.impact
    assert "both before 2026-12-01" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == DUE


@pytest.mark.parametrize("response", ["Submitted", "Returned for Corrections", "Complete"])
def test_a_revalidation_that_is_sent_is_beyond_it(response: str) -> None:
    assert on(OPENS, provider(MOVED, due=DUE, response=response)).well == (ENROLLMENT,)


@pytest.mark.parametrize("sent", [application("In Review"), application("Approved")])
def test_a_change_that_is_reported_is_well(sent: ApplicationFact) -> None:
    assert on(OPENS, provider(MOVED, sent, due=DUE)) == Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)


def test_nothing_that_differs_is_well_and_so_is_a_change_to_come() -> None:
    assert on(OPENS, provider(due=DUE)).well == (ENROLLMENT,)
    to_come = expecting(ChangeKind.OWNERSHIP, OPENS + timedelta(days=1))
    assert on(OPENS, provider(due=DUE), to_come).well == (ENROLLMENT,)


def test_a_draft_for_another_enrollment_is_another_matter() -> None:
    other = DRAFT.model_copy(update={"enrollment_id": "I20200101000009"})
    assert on(OPENS, provider(None, other, due=DUE)).well == (ENROLLMENT,)


@pytest.mark.parametrize(
    "seen",
    [
        provider(MOVED, due=DUE, response=None, not_read=("applications",)),
        provider(MOVED, due=DUE, locations=None),
        provider(due=DUE, not_read=("applications",)),
        provider(registry().model_copy(update={"registry": None}), due=DUE),
        provider(MOVED, application(None), due=DUE),
    ],
)
def test_what_was_not_read_is_not_judged(seen: Facts) -> None:
    assert on(OPENS, seen) == Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)


def test_a_date_that_is_not_posted_is_well() -> None:
    assert on(OPENS, provider(MOVED)).well == (ENROLLMENT,)
    assert on(OPENS, provider(MOVED, not_read=("revalidations",))).else_well is None
    assert on(OPENS, Facts()) == Ruling()
    assert rule_on(change_before_revalidation.judge, visit(facts=None)) == Ruling()


def test_where_no_public_source_is_asked_the_rest_is_judged() -> None:
    seen = provider(due=DUE).model_copy(update={"public": None})
    assert on(OPENS, seen).well == (ENROLLMENT,)
    drafted = provider(None, DRAFT, due=DUE).model_copy(update={"public": None})
    assert only(on(OPENS, drafted))
