"""Seeding: nobody's identifiers move, whatever comes after; what is seeded hangs together and stays put."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from mock_portal.clock import PortalClock, portal_date
from mock_portal.filing.applications import ApplicationState
from mock_portal.filing.filing import FilingState
from mock_portal.filing.seeding import seed_filing
from mock_portal.lookups.releases import Release
from mock_portal.lookups.revalidation_rows import clinic_groups
from mock_portal.portal import Portal, Start
from mock_portal.world.entities import EnrollmentStatus, Form, WorldState
from mock_portal.world.npi import is_npi
from mock_portal.world.nppes_seeding import seed_nppes
from mock_portal.world.seeding import FIRST, LATER, PERSONAS, build_world, days_before
from tests.mock_portal.conftest import MORNING

FIRST_OF_SEED_7 = "e812a3dd4869d73c"
"""Of the first 23 personas' identifiers, credentials and statuses, taken before any other was added."""
FIRST_LINKS = "b01706301d8cad78"
FIRST_APPLICATIONS = "d9fa2eccb41a39e5"
_OLD = 23


def digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def first_pac_ids(world: WorldState) -> list[str]:
    planned = {one.name: len(one.associates) for one in FIRST}
    return [key for one in world.accounts[:_OLD] for key in one.associates[: planned[one.name]]]


@pytest.fixture(scope="module", params=[0, 400])
def world(request: pytest.FixtureRequest) -> WorldState:
    return build_world(7, request.param, MORNING)


def portal_at(now: datetime, seed: int = 7) -> Portal:
    clock = PortalClock()
    clock.set(now, frozen=True)
    return Portal(Start(seed=seed), clock)


def test_the_first_personas_keep_identifiers_credentials_and_statuses(world: WorldState) -> None:
    kept = first_pac_ids(world)
    npi_of = {one.pac_id: one.npi for one in world.associates}
    rows = [
        f"{one.name} {one.user_id} {one.password} {one.totp_secret} "
        f"{' '.join(key for key in one.associates if key in kept)}"
        for one in world.accounts[:_OLD]
    ]
    rows += [
        f"{npi_of[key]} {key} {one.id} {one.status.value}"
        for key in kept
        for one in world.enrollments
        if one.pac_id == key
    ]
    assert digest(rows) == FIRST_OF_SEED_7


def test_the_first_personas_keep_applications_and_reassignments(world: WorldState) -> None:
    kept = set(first_pac_ids(world))
    filing = seed_filing(world, 7, MORNING)
    applications = [
        one.id + one.state.value + str(one.history[-1].at)
        for one in filing.applications
        if one.pac_id in kept
    ]
    assert digest(applications) == FIRST_APPLICATIONS
    own = {one.id for one in world.enrollments if one.pac_id in kept}
    links = [one.individual + one.group for one in filing.reassignments if one.individual in own]
    assert digest(links) == FIRST_LINKS


def test_there_are_many_personas_and_each_says_what_is_special_in_a_line() -> None:
    names = [one.name for one in PERSONAS]
    assert len(set(names)) == len(names) >= 44
    for one in PERSONAS:
        assert 15 <= len(one.note) <= 100, one.name
        assert "persona" not in one.note
    assert len({one.note for one in PERSONAS}) == len(PERSONAS)


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_a_seeded_state_refers_to_itself_only_and_can_be_put_back(seed: int) -> None:
    portal = portal_at(MORNING, seed)
    state = portal.snapshot()
    again = type(state).model_validate_json(state.model_dump_json())
    assert again.filing == state.filing
    assert again.access == state.access


def test_the_same_seed_and_moment_give_the_same_files() -> None:
    worlds = [build_world(7, 50, MORNING) for _ in range(2)]
    first, second = (seed_filing(one, 7, MORNING) for one in worlds)
    assert first == second
    assert seed_nppes(worlds[0], 7, MORNING) == seed_nppes(worlds[1], 7, MORNING)


def test_identifiers_of_the_files_are_given_once() -> None:
    filing = seed_filing(build_world(7, 400, MORNING), 7, MORNING)
    for field in ("applications", "signatures", "fees", "documents", "credentials", "notices"):
        keys = [one.id for one in getattr(filing, field)]
        assert len(set(keys)) == len(keys), field
    tracked = [one.web_tracking_id for one in filing.applications if one.web_tracking_id]
    assert len(set(tracked)) == len(tracked)
    assert len({one.token for one in filing.signatures}) == len(filing.signatures)


def test_nothing_planned_lies_in_the_future_and_steps_come_in_order() -> None:
    filing = seed_filing(build_world(7, 0, MORNING), 7, MORNING)
    for one in filing.applications:
        moments = [step.at for step in one.history]
        assert moments == sorted(moments)
        if one.account is not None:
            assert moments[-1] <= MORNING
    assert all(one.sent <= MORNING for one in filing.notices)
    assert all(one.uploaded <= MORNING for one in filing.documents)


def test_no_deadline_of_an_open_matter_has_passed_at_the_start() -> None:
    """Else the office would act on the first page that is asked for, and the case would be gone."""
    filing = seed_filing(build_world(7, 0, MORNING), 7, MORNING)
    state_of = {one.id: one.state for one in filing.applications}
    waiting = [
        one.due for one in filing.signatures
        if one.signed is None and state_of[one.application_id] is ApplicationState.PENDING_E_SIGNATURE
    ]  # fmt: skip
    asked = [
        one.due for application in filing.applications for one in application.corrections
        if application.state is ApplicationState.RETURNED_FOR_CORRECTIONS
    ]  # fmt: skip
    unpaid = [
        one.due for one in filing.fees if state_of[one.application_id] is ApplicationState.FEE_REQUESTED
    ]
    assert len(waiting) == 7
    assert len(asked) == 9
    assert len(unpaid) == 3
    assert min(waiting + asked + unpaid) > MORNING


def states_of(portal: Portal) -> dict[str, str]:
    found = {one.id: one.state.value for one in portal.filing.applications.values()}
    found |= {one.id: one.status.value for one in portal.world.enrollments.values()}
    return found | {one.id: one.state.value for one in portal.access.connections.values()}


@pytest.mark.parametrize(
    "now", [MORNING, datetime(2026, 3, 15, 4, 30, tzinfo=UTC), datetime(2028, 2, 29, 23, tzinfo=UTC)]
)
def test_the_timers_change_nothing_at_the_moment_of_seeding(now: datetime) -> None:
    portal = portal_at(now)
    before = states_of(portal)
    mails = len(portal.world.mail)
    portal.run_timers()
    assert states_of(portal) == before
    assert len(portal.world.mail) == mails


def test_a_day_later_what_was_due_has_happened_to_those_who_were_due_only() -> None:
    portal = portal_at(MORNING)
    before = states_of(portal)
    portal.clock.advance(timedelta(days=1, minutes=1))
    portal.run_timers()
    after = states_of(portal)
    moved = Counter((before[key], after.get(key)) for key in before if before[key] != after.get(key))
    assert moved == {
        ("pending_e_signature", "rejected"): 1,  # asked for 19 days ago
        ("returned_for_corrections", "rejected"): 1,  # asked for 29 days ago
        ("fee_requested", "rejected"): 1,  # due tomorrow
        ("Pending", "Auto-rejected"): 1,  # a connection request 29 days old
        ("Approved", "Stay"): 1,  # revalidation due on the day of seeding
        ("Stay", "Deactivated"): 1,  # its last day
        ("Pending", None): 1,  # the first enrollment whose fee was not paid
    }


def test_calendar_days_are_counted_in_new_york_across_summer_time() -> None:
    night = datetime(2026, 3, 15, 4, 30, tzinfo=UTC)  # half past midnight, a week into summer time
    for days in (1, 14, 60, 365):
        assert portal_date(night) - portal_date(days_before(night, days)) == timedelta(days=days)


def crowd_of(scale: int) -> WorldState:
    whole, cast = build_world(7, scale, MORNING), build_world(7, 0, MORNING)
    count = len(cast.enrollments)
    return whole.model_copy(update={"enrollments": whole.enrollments[count:]})


def test_the_crowd_is_mixed_like_life() -> None:
    crowd = crowd_of(3000).enrollments
    forms = Counter(one.form for one in crowd)
    assert 0.78 < forms[Form.PRACTITIONER] / 3000 < 0.86
    assert set(forms) == set(Form)
    approved = sum(one.status is EnrollmentStatus.APPROVED for one in crowd)
    assert 0.97 <= approved / 3000 <= 0.99
    states = Counter(one.state for one in crowd)
    assert len(states) > 45
    assert states["CA"] > 5 * states["WY"]
    for one in crowd:
        assert one.id[0] == ("I" if one.form in (Form.PRACTITIONER, Form.ORDERING) else "O")
    kinds = {form: {one.specialty for one in crowd if one.form is form} for form in Form}
    assert kinds[Form.INSTITUTION] == {
        "Hospital",
        "Hospice",
        "Home Health Agency",
        "Skilled Nursing Facility",
    }
    assert not kinds[Form.GROUP] & kinds[Form.PRACTITIONER]


def test_a_larger_crowd_begins_with_the_smaller_one() -> None:
    small, large = crowd_of(50), crowd_of(200)
    assert large.enrollments[:50] == small.enrollments


def test_of_the_crowd_only_the_first_approvals_have_an_application() -> None:
    world = build_world(7, 1000, MORNING)
    filing = seed_filing(world, 7, MORNING)
    assert isinstance(filing, FilingState)
    cast = {one.id for one in build_world(7, 0, MORNING).enrollments}
    status_of = {one.id: one.status for one in world.enrollments if one.id not in cast}
    applied = Counter(
        status_of[one.enrollment_id] for one in filing.applications if one.enrollment_id in status_of
    )
    every = Counter(status_of.values())
    assert 200 < applied.pop(EnrollmentStatus.APPROVED) <= 300 < every.pop(EnrollmentStatus.APPROVED)
    assert applied == every


def test_all_npis_of_people_without_an_enrollment_are_valid_too() -> None:
    portal = portal_at(MORNING)
    enrolled = {one.pac_id for one in portal.world.enrollments.values()}
    strangers = [one for one in portal.world.associates.values() if one.pac_id not in enrolled]
    assert [one.name for one in strangers] == ["Gorse, Henrietta", "Hollins, Ambrose"]
    assert all(is_npi(one.npi) and portal.public.nppes.record(one.npi) for one in strangers)
    assert {one.name for one in LATER} >= {"gorse-newcomer", "hollins-veteran"}


def test_the_first_personas_have_papers_that_nobody_need_look_at() -> None:
    world = build_world(7, 0, MORNING)
    kept, filing = set(first_pac_ids(world)), seed_filing(world, 7, MORNING)
    licences = [one for one in filing.credentials if one.pac_id in kept]
    people = {one.pac_id for one in world.associates if one.pac_id in kept and one.tin_type == "SSN"}
    assert {one.pac_id for one in licences} == people
    assert min(one.expires for one in licences) > portal_date(MORNING) + timedelta(days=730)
    papers = [one for one in filing.documents if one.pac_id in kept]
    assert {one.pac_id for one in papers} == kept
    assert all(one.expires is None for one in papers)


def test_an_ended_reassignment_is_on_no_public_list() -> None:
    portal = portal_at(MORNING)
    ended = [one for one in portal.filing.reassignments if one.ended]
    release = Release(portal_date(MORNING), portal.world.enrollments.values(), portal.world.associates)
    listed = {row["Individual Enrollment ID"] for row in clinic_groups(release, portal.filing.reassignments)}
    assert len(ended) == 1
    assert ended[0].individual not in listed
    assert listed
