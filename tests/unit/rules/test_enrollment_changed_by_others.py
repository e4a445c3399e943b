"""enrollment-changed-by-others: what changed since the last look and no application of ours explains."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.facts import ApplicationFact, EnrollmentFact, LocationFact, OwnerFact, ReassignmentFact
from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.public import PublicFacts, RegistryAddress, RegistryRecord
from agent.model.verdict import Cause
from agent.rules import enrollment_changed_by_others

from ..builders import (
    ACCOUNT,
    EASTERN,
    ENROLLMENT,
    NOW,
    NPI,
    OTHER_NPI,
    Book,
    before,
    enrollment,
    only,
    roster,
    rule_on,
    visit,
)
from .filing import ago, application, draft, reading

JUDGE = enrollment_changed_by_others.judge
GROUP = "O20110620000324"
MAIN = LocationFact(address="1 Main St", city="Dayton", state="OH", postal_code="45402")
SIDE = LocationFact(address="9 Side St", city="Dayton", state="OH", postal_code="45402")
OWNER = OwnerFact(name="Xanthippe Vale", percent=60)
LINK = ReassignmentFact(enrollment_id=GROUP, npi=OTHER_NPI)
RECORD: dict[str, Any] = {
    "specialty": "Internal Medicine",
    "contractor": "CGS (J15)",
    "effective": date(2020, 1, 1),
    "locations": (MAIN, SIDE),
    "owners": (OWNER,),
    "reassignments": (),
}
NPPES = RegistryRecord(
    npi=NPI, active=True, kind="individual", name="VALE, XANTHIPPE", specialties=("Internal Medicine",),
    location=RegistryAddress(address="1 Main St", city="Dayton", state="OH", postal_code="45402"),
    updated=date(2020, 1, 1),
)  # fmt: skip
ELSEWHERE = RegistryAddress(address="9 Side St", city="Dayton", state="OH", postal_code="45402")


def row(status: str = "Approved", **changed: Any) -> EnrollmentFact:
    return enrollment(status).model_copy(update=RECORD | changed)


def saw(
    *filed: ApplicationFact, at: datetime = NOW, record: EnrollmentFact | None = None, **more: Any
) -> Look:
    return reading(*filed, at=at, enrollments=[record or row()], **more)


def nppes(at: datetime = NOW, **changed: Any) -> Look:
    registry = (NPPES.model_copy(update=changed),)
    return saw(at=at, public=PublicFacts(read=at, registry=registry))


YESTERDAY = saw(at=before(days=1))


@pytest.mark.parametrize(
    ("field", "now", "words"),
    [
        ("specialty", "Dermatology", "specialty was Internal Medicine, is Dermatology"),
        ("contractor", "WPS (J8)", "contractor is another"),
        ("effective", date(2021, 1, 1), "effective was 2020-01-01, is 2021-01-01"),
        ("locations", (MAIN,), "locations: 0 new, 1 gone"),
        ("owners", (OWNER, OwnerFact(name="Zoe Xu", percent=40)), "owners: 1 new, 0 gone"),
        ("reassignments", (LINK,), "reassignments: 1 new, 0 gone"),
    ],
)
def test_each_field_that_changes_is_told_once_named_and_names_nobody(
    field: str, now: Any, words: str
) -> None:
    found = only(rule_on(JUDGE, saw(record=row(**{field: now})), YESTERDAY))
    assert (found.subject, found.account, found.severity) == (ENROLLMENT, ACCOUNT, Severity.WARNING)
    assert found.title == f"{ENROLLMENT} changed by others: {field}"
    assert words in found.impact
    assert "Xanthippe" not in found.impact + found.title
    assert (found.desk.startswith("the Medicare contractor for OH"), found.since) == (True, NOW)


def test_several_changes_of_one_enrollment_are_one_finding() -> None:
    found = only(rule_on(JUDGE, saw(record=row(specialty="Dermatology", locations=(MAIN,))), YESTERDAY))
    assert found.title == f"{ENROLLMENT} changed by others: specialty, locations"


def test_a_withdrawal_that_nobody_filed_is_critical_and_other_statuses_are_enrollment_statuss() -> None:
    found = only(rule_on(JUDGE, saw(record=row("Withdrawn")), YESTERDAY))
    assert (found.severity, found.title) == (
        Severity.CRITICAL,
        f"{ENROLLMENT} changed by others: Withdrawn",
    )
    assert rule_on(JUDGE, saw(record=row("Deactivated")), YESTERDAY).findings == ()
    assert rule_on(JUDGE, saw(record=row("Approved")), saw(at=before(days=1), record=row("Withdrawn"))).well


def test_on_the_first_look_nothing_has_changed() -> None:
    assert rule_on(JUDGE, saw()) == Ruling()
    assert rule_on(JUDGE, saw(), visit(Cause.VAULT, at=before(hours=4))) == Ruling()


def test_what_was_not_read_is_compared_with_what_was_last_read() -> None:
    unread = saw(at=before(hours=4), record=row(specialty=None, locations=None))
    assert rule_on(JUDGE, saw(record=row(specialty=None)), YESTERDAY).findings == ()
    found = only(rule_on(JUDGE, saw(record=row(specialty="Dermatology")), unread, YESTERDAY))
    assert found.title.endswith("specialty")
    assert rule_on(JUDGE, saw(), unread, YESTERDAY).findings == ()


def test_another_order_of_the_same_rows_is_no_change() -> None:
    assert rule_on(JUDGE, saw(record=row(locations=(SIDE, MAIN))), YESTERDAY).findings == ()


def test_an_enrollment_that_is_new_in_the_list_is_the_baseline() -> None:
    none_yet = reading(at=before(days=1), enrollments=())
    assert rule_on(JUDGE, saw(record=row(specialty="Dermatology")), none_yet).findings == ()


CHANGED = row(specialty="Dermatology")


@pytest.mark.parametrize(
    "ours",
    [
        application("Approved", since=ago(0)),
        application("Approved", since=ago(1)),
        application("Received by Contractor", since=ago(0)),
    ],
)
def test_an_application_of_ours_that_moved_since_explains_it(ours: ApplicationFact) -> None:
    assert rule_on(JUDGE, saw(ours, record=CHANGED), YESTERDAY).well == (ENROLLMENT,)


@pytest.mark.parametrize(
    "other",
    [
        application("Approved", since=ago(2)),
        application("Approved", since=ago(0), enrollment_id=GROUP),
        application("Approved", since=None),
        application(None, since=ago(0)),
        draft(since=ago(0)),
    ],
    ids=["before the look", "of another enrollment", "undated", "unread", "not submitted"],
)
def test_any_other_application_does_not_explain_it(other: ApplicationFact) -> None:
    assert only(rule_on(JUDGE, saw(other, record=CHANGED), YESTERDAY)).subject == ENROLLMENT


def test_the_groups_application_explains_a_reassignment_and_nothing_else() -> None:
    ours = application("Approved", since=ago(0), enrollment_id=GROUP)
    assert rule_on(JUDGE, saw(ours, record=row(reassignments=(LINK,))), YESTERDAY).findings == ()
    both = rule_on(JUDGE, saw(ours, record=row(reassignments=(LINK,), specialty="Dermatology")), YESTERDAY)
    assert only(both).title.endswith("others: specialty")


@pytest.mark.parametrize("how", [{"not_read": ["applications"]}, {"applications": None}])
def test_without_all_applications_nobody_can_say_that_it_was_not_us(how: dict[str, Any]) -> None:
    ruling = rule_on(JUDGE, saw(record=CHANGED, **how), YESTERDAY)
    assert ruling.findings == ()
    assert ENROLLMENT in ruling.unsure


def test_it_stays_found_on_its_day_and_is_well_on_the_first_look_of_the_next() -> None:
    changed = saw(at=before(hours=1), record=CHANGED)
    same_day = rule_on(JUDGE, saw(record=CHANGED), changed, YESTERDAY)
    assert only(same_day).subject == ENROLLMENT
    forgotten = [saw(at=before(minutes=minutes), record=CHANGED) for minutes in (10, 20, 30)]
    still = rule_on(JUDGE, saw(record=CHANGED), *forgotten)
    assert (still.findings, still.well, still.else_well) == ((), (), None)
    tomorrow = NOW + timedelta(days=1)
    assert rule_on(JUDGE, saw(at=tomorrow, record=CHANGED), changed).well == (ENROLLMENT,)
    assert rule_on(JUDGE, changed, YESTERDAY, now=tomorrow).well == (ENROLLMENT,)


def test_it_is_told_once_and_resolved_once_over_the_looks_of_two_days() -> None:
    book, looks = Book(), list[Look]()
    for hours in (0, 4, 8, 9, 10, 11, 20, 24):
        now = NOW + timedelta(hours=hours)
        looked = saw(at=now, record=row() if hours < 4 else CHANGED)
        ruling = rule_on(JUDGE, looked, *looks[:3], roster=roster())
        book.enter([(enrollment_changed_by_others.NAME, ruling)], now)
        looks.insert(0, looked)
    assert book.transitions == [Transition.OPENED, Transition.RESOLVED]


def test_a_whole_list_clears_what_is_no_longer_there_and_a_part_does_not() -> None:
    assert rule_on(JUDGE, saw(), YESTERDAY).else_well == ACCOUNT
    assert rule_on(JUDGE, saw(not_read=["enrollments"]), YESTERDAY).else_well is None


@pytest.mark.parametrize(
    ("changed", "severity"),
    [
        ({"name": "OTHER, NAME"}, Severity.WARNING),
        ({"active": False}, Severity.WARNING),
        ({"specialties": ("Dermatology",)}, Severity.WARNING),
        (
            {"location": RegistryAddress(address="X", city="Y", state="OH", postal_code="45402")},
            Severity.WARNING,
        ),
        ({"name": "OTHER, NAME", "updated": date(2026, 3, 1)}, Severity.WARNING),
        ({"updated": date(2026, 3, 1)}, Severity.INFORMATION),
    ],
)
def test_a_change_in_nppes_is_told_of_the_npi(changed: dict[str, Any], severity: Severity) -> None:
    found = only(rule_on(JUDGE, nppes(**changed), nppes(at=before(days=1))))
    assert (found.subject, found.severity) == (NPI, severity)
    assert found.title == f"NPI {NPI}: its NPPES record was changed ({', '.join(changed)})"
    assert "without the provider's knowledge" in found.impact
    assert found.desk.startswith("NPI Enumerator")


def test_nppes_that_was_not_read_or_stayed_the_same_is_not_found() -> None:
    same = rule_on(JUDGE, nppes(), nppes(at=before(days=1)))
    assert (same.findings, same.well) == ((), (ENROLLMENT, NPI))
    unread = rule_on(JUDGE, saw(), nppes(at=before(days=1)))
    assert (unread.findings, unread.unsure) == ((), (NPI,))
    assert rule_on(JUDGE, nppes(active=False), saw(at=before(days=1))).findings == ()


@given(
    minutes=st.integers(0, 3 * 1440),
    reader=st.sampled_from([UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Pago_Pago")]),
)
def test_it_is_found_exactly_until_the_portals_midnight(minutes: int, reader: ZoneInfo) -> None:
    now = NOW + timedelta(minutes=minutes)
    ruling = rule_on(JUDGE, saw(record=CHANGED), YESTERDAY, now=now.astimezone(reader))
    same_day = now.astimezone(EASTERN).date() == NOW.astimezone(EASTERN).date()
    assert bool(ruling.findings) is same_day
