"""location-missing: every location that the practice bills from is on file."""

from typing import Any

import pytest

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling, Severity
from agent.rules import location_missing

from ..builders import ACCOUNT, ENROLLMENT, NPI, OTHER_NPI, only, rule_on, visit
from .watched import GROUP, expecting, group, link, practitioner, seen

JUDGE = location_missing.judge
DAYTON = {"address": "12 Main Street, Suite 4", "city": "Dayton", "state": "oh", "postal_code": "45402"}
ERIE = {"address": "1 River Rd", "city": "Erie", "state": "PA", "postal_code": "16501"}
WELL = Ruling(well=(NPI,), else_well=ACCOUNT)


def ruled(*wanted: dict[str, str], of: EnrollmentFact | None = None, **fields: Any) -> Ruling:
    return rule_on(JUDGE, seen(of or practitioner(), **fields), roster=expecting(locations=wanted))


@pytest.mark.parametrize("wanted", [DAYTON, {"city": "Dayton"}, {"postal_code": "454029999"}])
def test_a_location_that_is_on_file_in_other_letters_is_well(wanted: dict[str, str]) -> None:
    assert ruled(wanted) == WELL


@pytest.mark.parametrize("field", ["address", "city", "state", "postal_code"])
def test_each_part_of_a_location_counts(field: str) -> None:
    assert only(ruled({**DAYTON, field: ERIE[field]}))


def test_a_location_that_is_missing_is_a_warning_by_its_place_in_the_roster() -> None:
    found = only(ruled(DAYTON, ERIE))
    assert (found.subject, found.severity) == (NPI, Severity.WARNING)
    assert found.title == f"NPI {NPI}: 1 practice location of the roster not in PECOS"
    assert "location 2 of 2" in found.impact
    assert "within 30 days" in found.impact
    assert "Erie" not in str(found)


def test_any_of_the_enrollments_may_have_it() -> None:
    second = practitioner(id="I20100101000002", locations=())
    looked = seen(second, practitioner())
    assert rule_on(JUDGE, looked, roster=expecting(locations=(DAYTON,))) == WELL


def test_who_reassigns_works_at_the_locations_of_the_group() -> None:
    member = practitioner(locations=(), reassignments=(link(),))
    looked = seen(member, group())
    assert rule_on(JUDGE, looked, roster=expecting(locations=(DAYTON,))).findings == ()
    assert [one.subject for one in rule_on(JUDGE, looked, roster=expecting(locations=(ERIE,))).findings] == [
        NPI
    ]
    unseen_group = seen(member)
    assert rule_on(JUDGE, unseen_group, roster=expecting(locations=(ERIE,))).unsure == (NPI,)


@pytest.mark.parametrize(
    ("of", "not_read"),
    [
        (practitioner(locations=None), ()),
        (practitioner(), ("enrollments.locations",)),
        (practitioner(), ("enrollments",)),
    ],
)
def test_what_was_not_read_is_neither_wrong_nor_well(of: EnrollmentFact, not_read: tuple[str, ...]) -> None:
    ruling = ruled(ERIE, of=of, not_read=not_read)
    assert (ruling.findings, ruling.unsure) == ((), (NPI,))


def test_an_organization_without_any_location_is_told_without_a_roster() -> None:
    found = only(rule_on(JUDGE, seen(group(locations=()))))
    assert (found.subject, found.severity) == (GROUP, Severity.WARNING)
    assert found.title == f"{GROUP}: no practice location is on file"
    assert f"NPI {OTHER_NPI} (855B in OH)" in found.impact


@pytest.mark.parametrize(
    "of",
    [
        group(),
        group(locations=(), status="Deactivated"),
        practitioner(locations=()),
        practitioner(form="855O", locations=()),
    ],
)
def test_who_needs_no_location_of_their_own_is_well(of: EnrollmentFact) -> None:
    assert rule_on(JUDGE, seen(of)) == Ruling(else_well=ACCOUNT)


def test_an_organization_whose_record_was_not_read_is_unsure() -> None:
    assert rule_on(JUDGE, seen(group(locations=None))).unsure == (GROUP,)
    assert rule_on(JUDGE, visit()) == Ruling()
    assert ENROLLMENT not in rule_on(JUDGE, seen()).unsure
