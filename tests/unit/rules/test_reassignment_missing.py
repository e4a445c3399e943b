"""reassignment-missing: an 855I beside the group's 855B needs its link."""

from datetime import date, timedelta

import pytest

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.rules import reassignment_missing

from ..builders import ACCOUNT, ENROLLMENT, NPI, OTHER_NPI, only, rule_on, visit
from .watched import GROUP, expecting, group, link, practitioner, seen

JUDGE = reassignment_missing.judge
WELL = Ruling(else_well=ACCOUNT)
TODAY = date(2026, 3, 2)
ELSEWHERE = "1003000126"


def ended(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def test_a_link_that_either_side_names_is_a_link() -> None:
    assert rule_on(JUDGE, seen(practitioner(reassignments=(link(),)), group())) == WELL
    from_group = link(enrollment_id=ENROLLMENT, npi=NPI)
    assert rule_on(JUDGE, seen(practitioner(), group(reassignments=(from_group,)))) == WELL


def test_a_practitioner_without_a_link_beside_a_group_is_a_warning() -> None:
    found = only(rule_on(JUDGE, seen(practitioner(), group())))
    assert (found.subject, found.severity) == (ENROLLMENT, Severity.WARNING)
    assert found.title == f"{ENROLLMENT}: no link to a group (855I without its 855B)"
    assert f"NPI {NPI} (855I in OH): the group {GROUP} cannot bill" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"


@pytest.mark.parametrize(("days_ago", "missing"), [(60, True), (0, True), (-1, False)])
def test_a_link_counts_until_the_day_it_ends(days_ago: int, missing: bool) -> None:
    member = practitioner(reassignments=(link(ended=ended(days_ago)),))
    ruling = rule_on(JUDGE, seen(member, group()))
    assert bool(ruling.findings) is missing
    if missing:
        assert f"the link to its group ended on {ended(days_ago)}" in only(ruling).title


@pytest.mark.parametrize(
    "beside",
    [
        [practitioner()],
        [practitioner(), group(state="PA")],
        [practitioner(), group(status="Deactivated")],
        [practitioner(status="Pending"), group()],
        [practitioner(form="855O"), group()],
    ],
)
def test_who_has_no_group_to_link_to_or_cannot_link_is_well(beside: list[EnrollmentFact]) -> None:
    assert rule_on(JUDGE, seen(*beside)) == WELL


@pytest.mark.parametrize(
    ("member", "not_read"),
    [(practitioner(reassignments=None), ()), (practitioner(), ("enrollments.reassignments",))],
)
def test_what_was_not_read_is_neither_wrong_nor_well(
    member: EnrollmentFact, not_read: tuple[str, ...]
) -> None:
    ruling = rule_on(JUDGE, seen(member, group(), not_read=not_read))
    assert ruling == Ruling(unsure=(ENROLLMENT,), else_well=ACCOUNT)
    assert rule_on(JUDGE, visit()) == Ruling()


def test_the_roster_decides_where_it_names_groups() -> None:
    member = practitioner(reassignments=(link(),))
    both = expecting(groups=(OTHER_NPI, ELSEWHERE))
    found = only(rule_on(JUDGE, seen(member, group()), roster=both))
    assert (found.subject, found.title) == (
        NPI,
        f"NPI {NPI} has no reassignment to 1 of its groups in the roster",
    )
    assert f"NPI {ELSEWHERE} cannot bill" in found.impact
    one = rule_on(JUDGE, seen(member, group()), roster=expecting(groups=(OTHER_NPI,)))
    assert one == Ruling(well=(NPI,), else_well=ACCOUNT)
    unread = seen(practitioner(reassignments=None), group())
    assert rule_on(JUDGE, unread, roster=both) == Ruling(unsure=(NPI,), else_well=ACCOUNT)
