"""What a new password must be, one message a breach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mock_portal.policy import PasswordPolicy
from mock_portal.seeded import Draws
from mock_portal.sign_in import reset_password
from mock_portal.world.entities import Account, Role
from mock_portal.world.seeding import new_password

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
POLICY = PasswordPolicy()
ACCOUNT = Account(
    name="a-clinic",
    user_id="jdoe@12345",
    first_name="Jane",
    last_name="Doering",
    email="jane@a-clinic.example",
    employer="A Clinic",
    roles=(Role.STAFF_END_USER,),
    password="curr@nt1",
    old_passwords=("old@ne01", "old@ne02", "old@ne03", "old@ne04", "old@ne05", "old@ne06"),
    password_changed=NOW - timedelta(days=10),
    totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("a1@b2c3", "too short"),
        ("a1@b2c3d4e5f6", "too long"),
        ("@1234567", "at least one letter"),
        ("abcdefg@", "at least one number"),
        ("abcdefg1", "at least one special character"),
        ("abc@efg1!", "not allowed"),
        ("1abc@efg", "must not start with a number"),
        ("jdoe@12345", "same as your User ID"),
        ("xJANE@1234", "first or last name"),
        ("curr@nt1", "last 6 passwords"),
        ("old@ne05", "last 6 passwords"),
    ],
)
def test_each_breach_has_its_own_message(new: str, words: str) -> None:
    breaches = POLICY.breaches(ACCOUNT, new, NOW)
    assert len(breaches) == 1
    assert words in breaches[0]


def test_all_breaches_are_told_at_once() -> None:
    assert len(POLICY.breaches(ACCOUNT, "", NOW)) == 4


@pytest.mark.parametrize("new", ["good@pw1", "a1@b2c3d4e5f", "old@ne06", "a1'\".,*;:/"])
def test_a_password_within_the_rules_may_be_used(new: str) -> None:
    assert POLICY.breaches(ACCOUNT, new, NOW) == []


def test_a_password_changes_only_once_in_24_hours() -> None:
    changed = reset_password(ACCOUNT, "good@pw1", POLICY, NOW)
    assert (
        "once in 24 hours" in POLICY.breaches(changed, "good@pw2", NOW + timedelta(hours=23, minutes=59))[0]
    )
    assert POLICY.breaches(changed, "good@pw2", NOW + timedelta(hours=24)) == []


def test_days_left_count_calendar_days_of_new_york() -> None:
    changed = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert POLICY.days_left(changed, changed) == 60
    assert POLICY.days_left(changed, datetime(2026, 3, 3, 4, 59, tzinfo=UTC)) == 60
    assert POLICY.days_left(changed, datetime(2026, 3, 3, 5, 1, tzinfo=UTC)) == 59
    assert POLICY.days_left(changed, datetime(2026, 4, 30, 16, 0, tzinfo=UTC)) == 1
    assert POLICY.days_left(changed, datetime(2026, 5, 1, 16, 0, tzinfo=UTC)) == 0
    assert POLICY.days_left(changed, datetime(2027, 5, 1, 16, 0, tzinfo=UTC)) == 0


def test_every_seeded_password_keeps_the_rules() -> None:
    for number in range(200):
        password = new_password(Draws(number, "any"))
        assert POLICY.breaches(ACCOUNT, password, NOW) == []
