"""nppes-mismatch: NPPES and PECOS are not kept in step by anybody."""

from datetime import date, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.facts import LocationFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.public import RegistryAddress, RegistryRecord
from agent.rules import nppes_mismatch

from ..builders import ACCOUNT, NOW, NPI, POLICY, Book, only, rule_on
from .any_facts import ZONES
from .watched import associate, practitioner, public, record, seen

JUDGE = nppes_mismatch.judge
WELL = Ruling(well=(NPI,), else_well=ACCOUNT)
UNSURE = Ruling(unsure=(NPI,), else_well=ACCOUNT)
ELSEWHERE = RegistryAddress(address="9 Oak Ave", city="Boise", state="ID", postal_code="83702")
MOVED = record(location=ELSEWHERE)
TODAY = date(2026, 3, 2)


def test_the_same_in_other_letters_and_short_forms_is_the_same() -> None:
    assert rule_on(JUDGE, seen(public=public())) == WELL


@pytest.mark.parametrize(
    ("told", "differing"),
    [
        (record(name="HALE-HOLT, BENEDICT"), "name in NPPES"),
        (record(name="HALE, BENNET"), "name in NPPES"),
        (MOVED, "practice location in NPPES"),
        (record(location=ELSEWHERE.model_copy(update={"city": "Dayton"})), "practice location in NPPES"),
        (record(specialties=("Student in an Organized Health Care Program",)), "specialty in NPPES"),
        (record(name="X, Y", location=ELSEWHERE), "name and practice location in NPPES"),
        (record(name="X, Y", location=ELSEWHERE, specialties=("Pharmacy",)), "name, specialty and practice"),
    ],
)
def test_each_difference_is_a_warning_that_names_the_fields_and_nobody(
    told: RegistryRecord, differing: str
) -> None:
    found = only(rule_on(JUDGE, seen(public=public(registry=(told,)))))
    assert (found.subject, found.severity) == (NPI, Severity.WARNING)
    assert differing in found.title
    assert "last changed on 2020-05-01" in found.impact
    assert "NPI Registry, read on 2026-03-02" in found.impact
    assert "CGS (J15)" in found.desk
    assert "1-800-465-3203" in found.desk
    assert "HALE" not in str(found).upper()


@pytest.mark.parametrize(("told", "days"), [(MOVED, 30), (record(name="X, Y"), 90)])
def test_a_change_is_to_be_reported_within_30_days_a_name_within_90(told: RegistryRecord, days: int) -> None:
    told = told.model_copy(update={"updated": TODAY - timedelta(days=20)})
    found = only(rule_on(JUDGE, seen(public=public(registry=(told,)))))
    assert found.due is not None
    assert POLICY.today(found.due) == TODAY - timedelta(days=20) + timedelta(days=days)


@pytest.mark.parametrize(("age", "ruled"), [(13, True), (14, False)])
def test_a_change_of_the_last_fortnight_may_still_be_told_to_pecos(age: int, ruled: bool) -> None:
    told = MOVED.model_copy(update={"updated": TODAY - timedelta(days=age)})
    assert (rule_on(JUDGE, seen(public=public(registry=(told,)))) == UNSURE) is ruled


def test_a_middle_name_that_one_side_leaves_out_is_no_difference() -> None:
    looked = seen(public=public(registry=(record(name="HALE, BENEDICT JAMES"),)))
    assert rule_on(JUDGE, looked) == WELL


def test_an_organization_is_compared_by_its_whole_legal_name() -> None:
    company = associate(kind="organization", name="North Clinic Physicians, LLC")
    same = record(kind="organization", name="NORTH CLINIC PHYSICIANS LLC")
    other = same.model_copy(update={"name": "NORTH CLINIC PHYSICIANS LLC HOLDINGS"})
    assert rule_on(JUDGE, seen(associates=[company], public=public(registry=(same,)))) == WELL
    assert only(rule_on(JUDGE, seen(associates=[company], public=public(registry=(other,)))))


def test_one_of_several_locations_and_enrollments_is_enough() -> None:
    second = practitioner(
        id="I20100101000002",
        specialty="Pharmacy",
        locations=(LocationFact(address="1 A ST", city="ERIE", state="PA", postal_code="16501"),),
    )
    assert rule_on(JUDGE, seen(practitioner(), second, public=public())) == WELL


@pytest.mark.parametrize(
    "unread",
    [
        seen(practitioner(locations=None), public=public()),
        seen(practitioner(locations=()), public=public(), not_read=("enrollments.locations",)),
        seen(associates=[associate(name=None)], public=public()),
        seen(public=public(registry=(record(name=None),))),
        seen(public=public(registry=())),
        seen(public=public(registry=None)),
    ],
)
def test_what_was_not_read_is_neither_wrong_nor_well(unread: Look) -> None:
    assert rule_on(JUDGE, unread) == UNSURE


def test_what_nobody_states_is_not_compared() -> None:
    bare = record(location=None, specialties=())
    assert rule_on(JUDGE, seen(public=public(registry=(bare,)))) == WELL
    assert rule_on(JUDGE, seen(practitioner(locations=()), public=public(registry=(MOVED,)))) == WELL
    unknown = practitioner(specialty="Naturopathy")
    assert rule_on(JUDGE, seen(unknown, public=public())) == WELL


def test_enrollments_that_ended_are_not_kept_in_step() -> None:
    assert rule_on(JUDGE, seen(practitioner(status="Withdrawn"), public=public(registry=(MOVED,)))) == WELL


def test_it_is_told_once_and_resolved_when_both_agree_again() -> None:
    book = Book()
    for hours, told in ((8, MOVED), (4, MOVED), (0, record())):
        looked = seen(public=public(registry=(told,)), hours_ago=hours)
        book.enter([(nppes_mismatch.NAME, rule_on(JUDGE, looked))], looked.started)
    assert book.transitions == [Transition.OPENED, Transition.RESOLVED]


@given(age=st.integers(0, 200), zone=ZONES)
def test_it_is_found_from_its_day_on_in_every_zone(age: int, zone: tzinfo) -> None:
    told = MOVED.model_copy(update={"updated": TODAY - timedelta(days=age)})
    ruling = rule_on(JUDGE, seen(public=public(registry=(told,))), now=NOW.astimezone(zone))
    assert bool(ruling.findings) is (age >= POLICY.public_changed_after_days)
