"""owner-incomplete: who owns 5 % or more, who is in control, and all that is asked about them."""

import pytest

from agent.model.facts import EnrollmentFact, OwnerFact
from agent.model.finding import Ruling, Severity
from agent.rules import owner_incomplete

from ..builders import ACCOUNT, OTHER_NPI, only, rule_on, visit
from .watched import GROUP, OWNER, group, practitioner, seen

JUDGE = owner_incomplete.judge
WELL = Ruling(else_well=ACCOUNT)
HALF = OWNER.model_copy(update={"percent": 60})


def test_owners_with_all_their_fields_are_well() -> None:
    assert rule_on(JUDGE, seen(group())) == WELL


@pytest.mark.parametrize(
    ("owners", "gap"),
    [
        ((), "no owner or person in control is on file"),
        ((OWNER.model_copy(update={"missing": ("Date of birth",)}),), "1 owner with fields missing"),
        ((HALF, HALF), "the shares add up to more than 100 %"),
        ((OWNER.model_copy(update={"role": "Owner"}),), "no managing employee is on file"),
    ],
)
@pytest.mark.parametrize("form", ["855A", "855B", "855S"])
def test_each_gap_is_a_warning_that_names_nobody(owners: tuple[OwnerFact, ...], gap: str, form: str) -> None:
    found = only(rule_on(JUDGE, seen(group(owners=owners, form=form))))
    assert (found.subject, found.severity) == (GROUP, Severity.WARNING)
    assert found.title == f"{GROUP}: {gap}"
    assert f"NPI {OTHER_NPI} ({form} in OH)" in found.impact
    assert "VAL-012" in found.impact
    assert found.desk.startswith("the Medicare contractor for OH, ")
    assert "Ada" not in str(found)


def test_several_gaps_are_one_finding() -> None:
    owner = OwnerFact(name="Ada North", role="Owner", percent=101, missing=("SSN",))
    found = only(rule_on(JUDGE, seen(group(owners=(owner,)))))
    assert found.title.endswith("1 owner with fields missing, and 2 more")
    assert "no managing employee" in found.impact


def test_shares_below_all_are_no_gap_for_small_owners_are_not_reported() -> None:
    assert rule_on(JUDGE, seen(group(owners=(HALF,)))) == WELL


@pytest.mark.parametrize(
    "other",
    [practitioner(owners=None), group(owners=(), status="Deactivated"), group(form="855O", owners=())],
)
def test_who_has_no_owners_to_tell_is_well(other: EnrollmentFact) -> None:
    assert rule_on(JUDGE, seen(other)) == WELL


def test_what_was_not_read_is_neither_wrong_nor_well() -> None:
    unsure = Ruling(unsure=(GROUP,), else_well=ACCOUNT)
    assert rule_on(JUDGE, seen(group(owners=None))) == unsure
    assert rule_on(JUDGE, seen(group(owners=()), not_read=("enrollments.owners",))) == unsure
    assert rule_on(JUDGE, visit()) == Ruling()


def test_a_gap_that_was_read_stands_whatever_else_was_not() -> None:
    owner = OWNER.model_copy(update={"missing": ("SSN",)})
    assert only(rule_on(JUDGE, seen(group(owners=(owner,)), not_read=("enrollments.owners.percent",))))
