"""What the cast holds in I&A, and that nobody's identifiers moved."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from mock_portal.world.access import Access
from mock_portal.world.access_seeding import seed_access
from mock_portal.world.connections import ConnectionState
from mock_portal.world.entities import Account
from mock_portal.world.registry import World
from mock_portal.world.security_questions import inactive
from mock_portal.world.seeding import build_world
from mock_portal.world.staff import StaffState
from tests.mock_portal.conftest import MORNING

SEEDED = build_world(7, 0, MORNING)
WORLD = World(SEEDED)
ACCESS = Access(seed_access(7, MORNING, SEEDED))
FIRST_TWELVE = "3472aa52049bc6b8"
"""Of IDs, credentials and enrollment IDs of the first twelve personas at seed 7, before I&A was seeded."""


def requests(name: str) -> list[tuple[ConnectionState, int]]:
    account = WORLD.accounts[name]
    return [(one.state, (MORNING - one.requested).days) for one in ACCESS.seen_by(account)]


def test_the_first_twelve_personas_keep_ids_credentials_and_enrollments() -> None:
    parts = [
        f"{one.name} {one.user_id} {one.password} {one.totp_secret} {' '.join(one.associates)}"
        for one in SEEDED.accounts[:12]
    ]
    parts += [one.id for one in SEEDED.enrollments if one.pac_id in parts_of(SEEDED.accounts[:12])]
    assert hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16] == FIRST_TWELVE


def parts_of(accounts: tuple[Account, ...]) -> set[str]:
    return {pac_id for one in accounts for pac_id in one.associates}


@pytest.mark.parametrize("name", ["north-clinic", "riverbend-dme", "orchard-family"])
def test_the_well_personas_have_nothing_open_and_nothing_missing(name: str) -> None:
    account = WORLD.accounts[name]
    assert requests(name) == []
    assert not [one for one in ACCESS.staff.values() if one.employer == account.employer]
    recovery = ACCESS.recoveries[name]
    assert recovery.backups
    assert recovery.age_days(MORNING) == 90
    assert not recovery.failed_rounds
    assert not inactive(account, MORNING)


def test_requests_of_every_age_are_there() -> None:
    assert requests("meadow-pulmonary") == [(ConnectionState.PENDING, 1)]
    assert requests("ridgeline-ortho") == [(ConnectionState.PENDING, 10)]
    assert sorted(requests("seabrook-oncology")) == [
        (ConnectionState.APPROVED, 26), (ConnectionState.PENDING, 26),
    ]  # fmt: skip
    assert requests("thornbury-eyecare") == [(ConnectionState.AUTO_REJECTED, 31)]


def test_invitations_questions_backups_and_absence_are_there() -> None:
    employer = WORLD.accounts["juniper-nephrology"].employer
    invited = [one for one in ACCESS.staff.values() if one.employer == employer]
    states = [(one.state, (MORNING - one.invited).days) for one in invited]
    assert states == [(StaffState.INVITED, 2), (StaffState.INVITED, 28), (StaffState.EXPIRED, 45)]
    assert ACCESS.recoveries["larkspur-podiatry"].backups == ()
    assert ACCESS.recoveries["hawthorne-urology"].age_days(MORNING) == 800
    away = ("marigold-allergy", "cypress-rheuma", "driftwood-geri")
    assert [(MORNING - (WORLD.accounts[one].last_sign_in or MORNING)).days for one in away] == [300, 350, 366]
    assert [inactive(WORLD.accounts[one], MORNING) for one in away] == [False, False, True]


def test_access_is_seeded_alike_and_moves_with_the_moment_only() -> None:
    later = seed_access(7, MORNING + timedelta(days=9), build_world(7, 0, MORNING + timedelta(days=9)))
    assert seed_access(7, MORNING, SEEDED) == seed_access(7, MORNING, build_world(7, 0, MORNING))
    assert [one.id for one in later.connections] == list(ACCESS.connections)
    assert [one.birth_date for one in later.recoveries] == [
        one.birth_date for one in ACCESS.recoveries.values()
    ]


def test_every_associate_of_a_provider_has_one_owner() -> None:
    owned = [pac_id for one in SEEDED.accounts for pac_id in one.associates]
    assert set(owned) <= set(ACCESS.owner_of)
