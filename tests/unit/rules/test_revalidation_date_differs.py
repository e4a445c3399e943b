"""revalidation-date-differs: the public due date against the portal's; the public list lags behind."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.facts import RevalidationFact
from agent.model.finding import Ruling, Severity
from agent.model.public import PublicFacts, RevalidationRow, Source
from agent.rules import revalidation_date_differs

from ..builders import ACCOUNT, ENROLLMENT, NPI, POLICY, only, rule_on
from .watched import public, seen

JUDGE = revalidation_date_differs.judge
WELL = Ruling(well=(ENROLLMENT,), else_well=ACCOUNT)
JULY, AUGUST = date(2026, 7, 31), date(2026, 8, 31)


def listed(due: date | None, adjusted: date | None = None, **fields: Any) -> PublicFacts:
    row = RevalidationRow(enrollment_id=ENROLLMENT, npi=NPI, due=due, adjusted=adjusted)
    return public(revalidations=(row,), **fields)


def ruled(due: date | None, known: PublicFacts, *, response: str = "Not due yet", **fields: Any) -> Ruling:
    fact = RevalidationFact(enrollment_id=ENROLLMENT, posted=due is not None, due=due, response=response)
    return rule_on(JUDGE, seen(revalidations=(fact,), public=known, **fields))


@pytest.mark.parametrize("due", [JULY, None])
def test_the_same_date_or_tbd_on_both_sides_is_well(due: date | None) -> None:
    assert ruled(due, listed(due)) == WELL


def test_another_date_is_a_warning_due_on_the_earlier_one() -> None:
    found = only(ruled(AUGUST, listed(JULY)))
    assert (found.subject, found.severity) == (ENROLLMENT, Severity.WARNING)
    assert found.title == f"{ENROLLMENT}: due 2026-07-31 on the public list, 2026-08-31 in the portal"
    assert found.due is not None
    assert POLICY.today(found.due) == JULY
    assert "Revalidation Due Date List released on 2026-02-27, read on 2026-03-02" in found.impact
    assert f"NPI {NPI} (855I in OH)" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"


def test_a_public_date_where_the_portal_says_tbd_is_a_warning() -> None:
    assert only(ruled(None, listed(JULY))).title.endswith(
        "due 2026-07-31 on the public list, TBD in the portal"
    )


@pytest.mark.parametrize("due", [JULY, AUGUST])
def test_a_date_that_was_put_off_stands_beside_the_first(due: date) -> None:
    assert ruled(due, listed(JULY, AUGUST)) == WELL
    third = only(ruled(date(2026, 9, 30), listed(JULY, AUGUST)))
    assert "due 2026-07-31, adjusted to 2026-08-31 on the public list" in third.title


def test_tbd_on_the_public_list_says_nothing() -> None:
    assert ruled(JULY, listed(None)) == WELL


@pytest.mark.parametrize(("due", "found"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_a_public_date_that_has_passed_is_an_old_one(due: date, found: bool) -> None:
    assert bool(ruled(AUGUST, listed(due)).findings) is found


def test_a_revalidation_that_was_just_approved_shows_with_the_next_release() -> None:
    assert ruled(None, listed(JULY), response="Complete") == WELL
    assert ruled(date(2031, 7, 31), listed(JULY)) == WELL
    assert only(ruled(date(2027, 7, 31), listed(JULY)))


def test_what_is_not_on_the_list_or_was_not_read_is_neither_wrong_nor_well() -> None:
    unsure = Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
    assert ruled(JULY, public()) == unsure
    fact = RevalidationFact(enrollment_id=ENROLLMENT)
    assert rule_on(JUDGE, seen(revalidations=(fact,), public=listed(JULY))) == unsure
    failed = public(revalidations=None, problems={Source.REVALIDATION: "timed out"})
    assert ruled(JULY, failed) == Ruling(unsure=(ENROLLMENT,))


def test_without_public_data_it_says_nothing() -> None:
    assert rule_on(JUDGE, seen()) == Ruling()


@given(st.dates(), st.dates(), st.one_of(st.none(), st.dates()))
def test_no_date_is_too_strange(portal: date, public_due: date, adjusted: date | None) -> None:
    ruling = ruled(portal, listed(public_due, adjusted))
    if portal in (public_due, adjusted):
        assert ruling.findings == ()
