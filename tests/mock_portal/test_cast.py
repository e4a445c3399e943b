"""The personas and the made-up world."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mock_portal.policy import PasswordPolicy
from mock_portal.world.entities import Account, EnrollmentStatus, Form
from mock_portal.world.npi import is_npi
from mock_portal.world.registry import World
from mock_portal.world.seeding import build_world
from tests.mock_portal.conftest import MORNING


@pytest.fixture(scope="module")
def world() -> World:
    return World(build_world(7, 0, MORNING))


def statuses(world: World, name: str) -> list[EnrollmentStatus]:
    account = world.accounts[name]
    return [one.status for pac_id in account.associates for one in world.enrollments_of(pac_id)]


def days_left(account: Account) -> int:
    return PasswordPolicy().days_left(account.password_changed, MORNING)


@pytest.mark.parametrize("name", ["north-clinic", "riverbend-dme", "orchard-family"])
def test_the_well_personas_have_nothing_wrong(world: World, name: str) -> None:
    account = world.accounts[name]
    assert set(statuses(world, name)) == {EnrollmentStatus.APPROVED}
    assert days_left(account) > 50
    assert not account.locked
    assert not account.mfa_locked


def test_north_clinic_is_first_and_is_a_group_with_two_practitioners(world: World) -> None:
    assert next(iter(world.accounts)) == "north-clinic"
    forms = [
        one.form
        for pac_id in world.accounts["north-clinic"].associates
        for one in world.enrollments_of(pac_id)
    ]
    assert forms == [Form.GROUP, Form.PRACTITIONER, Form.PRACTITIONER]


def test_the_other_personas_are_what_their_note_says(world: World) -> None:
    assert EnrollmentStatus.PENDING in statuses(world, "lakeside-therapy")
    assert EnrollmentStatus.DEACTIVATED in statuses(world, "harbor-imaging")
    assert EnrollmentStatus.STAY in statuses(world, "granite-hospice")
    assert days_left(world.accounts["summit-cardiology"]) == 10
    assert days_left(world.accounts["valley-pediatrics"]) == 0
    assert world.accounts["prairie-dental"].locked
    assert world.accounts["cedar-surgical"].mfa_locked
    assert len(statuses(world, "riverbend-dme")) == 24
    assert statuses(world, "willow-behavioral") == []


def test_identifiers_have_the_shapes_that_pecos_uses(world: World) -> None:
    for associate in world.associates.values():
        assert is_npi(associate.npi)
        assert re.fullmatch(r"[1-9]\d{9}", associate.pac_id)
    for enrollment in world.enrollments.values():
        assert re.fullmatch(r"[IO]\d{14}", enrollment.id)
        assert enrollment.id[1:9] == f"{enrollment.effective:%Y%m%d}"


def test_no_user_id_is_the_alias(world: World) -> None:
    users = [account.user_id for account in world.accounts.values()]
    assert len(set(users)) == len(users)
    assert not set(users) & set(world.accounts)


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    assert build_world(7, 50, MORNING) == build_world(7, 50, MORNING)
    assert build_world(7, 0, MORNING).accounts[0].password != build_world(8, 0, MORNING).accounts[0].password


def test_the_moment_of_seeding_moves_relative_dates_only() -> None:
    early, late = build_world(7, 0, MORNING), build_world(7, 0, MORNING + timedelta(days=400))
    assert early.associates == late.associates
    assert [one.id for one in early.enrollments] == [one.id for one in late.enrollments]
    assert late.accounts[0].password_changed - early.accounts[0].password_changed == timedelta(days=400)


def test_scale_adds_enrollments_and_leaves_the_cast_as_it_was() -> None:
    small, large = build_world(7, 0, MORNING), build_world(7, 300, MORNING)
    assert large.enrollments[: len(small.enrollments)] == small.enrollments
    assert len(large.enrollments) == len(small.enrollments) + 300
    assert all(is_npi(associate.npi) for associate in large.associates)
    by_name = {account.name: account for account in large.accounts}
    assert by_name["north-clinic"] == small.accounts[0]
    assert len(by_name["continental-billing"].associates) == 302
