"""Passwords, waits and the life of sessions: what counts, and when. Nothing is stored."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from agent.access.lockout import (
    FORGOTTEN_AFTER,
    FREE_BY_NAME,
    address_subject,
    after_failure,
    after_success,
    locked_until,
    name_subject,
)
from agent.access.passwords import Passwords, WeakPasswordError, refuse_weak
from agent.access.sessions import IDLE, LONGEST, lives
from agent.model.access import Session, Tries
from agent.model.person import Role

from .builders import NOW

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = SecretStr("seven small otters")
MINUTE = timedelta(minutes=1)


def test_a_later_role_may_all_that_an_earlier_one_may() -> None:
    allowed = {role: [needed for needed in Role if role.may(needed)] for role in Role}
    assert allowed == {
        Role.VIEWER: [Role.VIEWER],
        Role.OPERATOR: [Role.VIEWER, Role.OPERATOR],
        Role.ADMIN: list(Role),
    }


@pytest.mark.parametrize(
    ("password", "what"),
    [
        ("elevenchars", "shorter than 12"),
        ("x" * 300, "longer than 256"),
        ("Pat.Jones-Pat.Jones", "little more than the name"),
        ("abababababababab", "fewer than 5 different"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_and_not_repeated(password: str, what: str) -> None:
    with pytest.raises(WeakPasswordError, match=what) as caught:
        refuse_weak("pat.jones", SecretStr(password))
    assert password not in str(caught.value)


@pytest.mark.parametrize("password", ["twelve chars", "seven small otters", "パスワードは十二文字以上です"])
def test_a_long_password_is_good_of_whatever_characters(password: str) -> None:
    refuse_weak("pat", SecretStr(password))


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own_and_found_right() -> None:
    passwords = Passwords(QUICK)
    one, other = passwords.hashed(GOOD), passwords.hashed(GOOD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert passwords.check(one, GOOD) == (True, False)
    assert not passwords.check(one, SecretStr("seven small otter")).right
    assert not passwords.check("damaged", GOOD).right


def test_what_a_keyboard_composes_otherwise_is_the_same_password() -> None:
    passwords = Passwords(QUICK)
    kept = passwords.hashed(SecretStr("caf\u00e9 au lait bien"))
    assert passwords.check(kept, SecretStr("cafe\u0301 au lait bien")).right


def test_a_hash_of_other_parameters_is_right_and_stale() -> None:
    kept = Passwords(QUICK).hashed(GOOD)
    anew = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert anew.check(kept, GOOD) == (True, True)
    assert anew.check(kept, SecretStr("wrong wrong wrong")) == (False, False)


def test_where_nobody_is_a_password_is_looked_at_all_the_same() -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
            type(self).verified += 1
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    assert not passwords.check(None, GOOD).right
    assert not passwords.check(None, SecretStr("nobody has this password")).right
    assert Counting.verified == 2


def failed(times: int) -> Tries:
    return Tries(failures=times, last=NOW)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (1000, 60)]
)
def test_waits_grow_with_each_failure_up_to_an_hour(failures: int, minutes: int) -> None:
    until = locked_until(failed(failures), FREE_BY_NAME, NOW)
    assert until == (NOW + minutes * MINUTE if minutes else None)
    assert locked_until(failed(failures), FREE_BY_NAME, NOW + minutes * MINUTE) is None


def test_a_clock_that_stepped_back_locks_nobody_for_longer() -> None:
    until = locked_until(failed(5), FREE_BY_NAME, NOW - timedelta(hours=3))
    assert until == NOW - timedelta(hours=3) + MINUTE


def test_a_day_without_a_failure_forgets_them_and_a_success_takes_one_back() -> None:
    assert after_failure(failed(9), NOW + FORGOTTEN_AFTER).failures == 1
    assert after_failure(failed(9), NOW + FORGOTTEN_AFTER - MINUTE).failures == 10
    assert after_success(failed(9)).failures == 8


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("10.0.0.1", "address 10.0.0.1"),
        ("::ffff:10.0.0.1", "address 10.0.0.1"),
        ("2001:db8:1:2:3::4", "address 2001:db8:1:2::/64"),
        ("fe80::1%eth0", "address fe80::/64"),
        ("testclient", "address unknown"),
    ],
)
def test_an_address_counts_as_its_network_where_one_host_has_many(address: str, subject: str) -> None:
    assert address_subject(address) == subject


def test_what_was_typed_as_a_name_is_not_kept() -> None:
    assert "seven" not in name_subject("seven small otters")
    assert name_subject("pat") != name_subject("sam")


def session(began: timedelta, seen: timedelta) -> Session:
    return Session(digest="d", person="pat", began=NOW - began, seen=NOW - seen)


@pytest.mark.parametrize(
    ("began", "seen", "alive"),
    [
        (IDLE, IDLE - MINUTE, True),
        (IDLE, IDLE, False),
        (LONGEST - MINUTE, timedelta(0), True),
        (LONGEST, timedelta(0), False),
        (-MINUTE, -MINUTE, True),
        (-2 * MINUTE, -2 * MINUTE, False),
    ],
)
def test_a_session_ends_idle_and_ends_old_and_begins_not_in_times_to_come(
    began: timedelta, seen: timedelta, alive: bool
) -> None:
    assert lives(session(began, seen), NOW) is alive
