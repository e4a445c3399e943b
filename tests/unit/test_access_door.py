"""In by password, session and token, and out again: who is let in, who waits, and what is on record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from agent.access import Door, Passwords, Refusal, Refused, Register, SignedIn
from agent.access.lockout import FREE_BY_ADDRESS, FREE_BY_NAME, FREE_TO_RECORD
from agent.access.sessions import IDLE
from agent.model.access import Tries
from agent.model.person import Role
from agent.store import Store

from .builders import NOW
from .test_access_policy import GOOD, MINUTE, QUICK

HERE, THERE = "10.0.0.1", "10.0.0.2"
WRONG = SecretStr("seven small beavers")


@pytest.fixture
def register(store: Store) -> Register:
    made = Register(store, "root", Passwords(QUICK))
    made.add("pat", Role.ADMIN, GOOD, NOW)
    made.add("sam", Role.VIEWER, GOOD, NOW)
    return made


@pytest.fixture
def door(register: Register) -> Door:
    return Door(register.store, register.passwords)


def signed_in(door: Door, name: str = "pat", now: datetime = NOW) -> str:
    result = door.sign_in(name, GOOD, HERE, now)
    assert isinstance(result, SignedIn)
    return result.secret.get_secret_value()


def refusal(door: Door, name: str, password: SecretStr, now: datetime = NOW, address: str = HERE) -> Refusal:
    result = door.sign_in(name, password, address, now)
    assert isinstance(result, Refused)
    return result.why


def audited(door: Door, *actions: str) -> list[tuple[str, str, str]]:
    return [(e.who, e.action, e.detail) for e in door.store.audited() if e.action in actions]


def fail(door: Door, name: str, times: int, now: datetime = NOW, address: str = HERE) -> None:
    for _ in range(times):
        assert refusal(door, name, WRONG, now, address) is Refusal.WRONG


def test_the_right_password_lets_in_under_the_name_in_any_case_and_is_on_record(door: Door) -> None:
    secret = signed_in(door, " Pat ")
    known = door.by_session(secret, NOW)
    assert known is not None
    assert (known.who, known.role) == ("pat", Role.ADMIN)
    assert audited(door, "sign-in") == [("pat", "sign-in", f"from {HERE}")]


def test_who_is_not_there_is_told_what_a_wrong_password_is_told(door: Door, register: Register) -> None:
    register.disable("sam", NOW)
    said = {refusal(door, name, WRONG) for name in ("pat", "nobody-of-us")}
    assert said | {refusal(door, "sam", GOOD)} == {Refusal.WRONG}
    assert audited(door, "sign-in refused") == [
        ("pat", "sign-in refused", f"from {HERE}"),
        ("nobody", "sign-in refused", f"from {HERE}"),
        ("sam", "sign-in refused", f"disabled; from {HERE}"),
    ]


def test_only_a_digest_of_the_session_is_stored(door: Door) -> None:
    secret = signed_in(door)
    with door.store._reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM sessions").all())
    assert "pat" in rows
    assert secret not in rows


@pytest.mark.parametrize("name", ["pat", "nobody-of-us"])
def test_after_some_failures_even_the_right_password_waits_whoever_is_named(door: Door, name: str) -> None:
    fail(door, name, FREE_BY_NAME)
    assert refusal(door, name, GOOD, address=THERE) is Refusal.WAIT
    assert refusal(door, name, WRONG, NOW + MINUTE, THERE) is Refusal.WRONG
    assert refusal(door, name, GOOD, NOW + 2 * MINUTE, THERE) is Refusal.WAIT


def test_a_lock_out_is_on_record_and_the_wait_is_over_in_its_time(door: Door) -> None:
    fail(door, "pat", FREE_BY_NAME)
    refusal(door, "pat", GOOD)
    ((who, _, detail),) = audited(door, "lock-out")
    assert (who, detail) == ("pat", f"until 2026-03-02 14:01:00 UTC; from {HERE}")
    assert audited(door, "sign-in refused")[-1][2] == f"locked out; from {HERE}"
    signed_in(door, now=NOW + MINUTE)
    fail(door, "pat", 1, NOW + MINUTE)  # the count began anew


def test_an_address_that_tries_many_names_waits_and_no_other_does(door: Door) -> None:
    for number in range(FREE_BY_ADDRESS):
        fail(door, f"name-{number}", 1)
    before = len(door.store.audited())
    assert refusal(door, "pat", GOOD) is Refusal.WAIT
    assert len(door.store.audited()) == before  # its lock-out is on record: no line a try
    assert audited(door, "lock-out")[-1][0] == "nobody"
    assert isinstance(door.sign_in("pat", GOOD, THERE, NOW), SignedIn)


def test_tries_at_a_name_that_is_locked_out_lock_out_their_address_and_fill_no_audit(door: Door) -> None:
    for _ in range(10 * FREE_BY_ADDRESS):
        refusal(door, "ghost", WRONG)
    assert len(audited(door, "sign-in refused")) == FREE_BY_ADDRESS
    assert len(audited(door, "lock-out")) == 1
    assert refusal(door, "pat", GOOD) is Refusal.WAIT
    assert isinstance(door.sign_in("pat", GOOD, THERE, NOW), SignedIn)


def test_many_who_sign_in_rightly_from_one_address_never_wait(door: Door) -> None:
    for _ in range(FREE_BY_ADDRESS + 1):
        signed_in(door)


def test_tries_at_once_count_as_so_many(door: Door) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: refusal(door, "pat", WRONG), range(12)))
    assert results.count(Refusal.WRONG) == FREE_BY_NAME


@pytest.mark.parametrize("way", ["enable", "password"])
def test_who_is_locked_out_gets_in_again_by_the_command_line(
    door: Door, register: Register, way: str
) -> None:
    fail(door, "pat", FREE_BY_NAME)
    if way == "enable":
        register.enable("pat", NOW)
    else:
        register.set_password("pat", GOOD, NOW)
    assert isinstance(door.sign_in("pat", GOOD, THERE, NOW), SignedIn)


def test_a_sign_in_begins_a_new_session_and_ends_the_one_before(door: Door) -> None:
    first = signed_in(door)
    second = door.sign_in("pat", GOOD, HERE, NOW, first)
    assert isinstance(second, SignedIn)
    assert second.secret.get_secret_value() != first
    assert door.by_session(first, NOW) is None
    assert door.by_session(second.secret.get_secret_value(), NOW) is not None


@pytest.mark.parametrize("way", ["sign-out", "password", "disable", "role"])
def test_sign_out_and_each_change_of_the_person_end_the_session(
    door: Door, register: Register, way: str
) -> None:
    secret, pats = signed_in(door, "sam"), signed_in(door, "pat")
    match way:
        case "sign-out":
            door.sign_out(secret, HERE, NOW)
        case "password":
            register.set_password("sam", SecretStr("another long password"), NOW)
        case "disable":
            register.disable("sam", NOW)
        case _:
            register.set_role("sam", Role.OPERATOR, NOW)
    assert door.by_session(secret, NOW) is None
    assert door.by_session(pats, NOW) is not None


def test_a_session_lives_by_what_its_person_does_and_not_by_what_a_page_asks(door: Door) -> None:
    secret, step = signed_in(door), IDLE - MINUTE
    assert door.by_session(secret, NOW + step) is not None
    assert door.by_session(secret, NOW + 2 * step, is_activity=False) is not None
    assert door.by_session(secret, NOW + 3 * step) is None


def test_a_password_of_older_parameters_is_hashed_anew_as_it_is_typed(door: Door) -> None:
    before = door.store.password_of("pat")
    dearer = Door(door.store, Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)))
    signed_in(dearer)
    kept = door.store.password_of("pat")
    assert kept != before
    assert kept is not None
    assert ",t=2," in kept
    signed_in(dearer)
    assert door.store.password_of("pat") == kept


def token(register: Register, role: Role = Role.ADMIN, *accounts: str) -> str:
    return register.make_token("pat", role, timedelta(days=1), NOW, accounts=accounts)[1].get_secret_value()


def test_a_token_lets_in_with_its_own_role_and_is_named_beside_its_person(
    door: Door, register: Register
) -> None:
    text = token(register, Role.VIEWER, "north-clinic")
    known = door.by_token(text, HERE, NOW)
    assert known is not None
    assert known.token is not None
    assert (known.role, known.who) == (Role.VIEWER, f"pat (token {known.token.id})")
    assert known.token.accounts == ("north-clinic",)
    assert door.store.tokens()[0].used == NOW


def test_a_token_may_no_more_than_its_person_may_today(door: Door, register: Register) -> None:
    text = token(register, Role.ADMIN)
    register.add("lee", Role.ADMIN, GOOD, NOW)
    register.set_role("pat", Role.VIEWER, NOW)
    known = door.by_token(text, HERE, NOW)
    assert known is not None
    assert known.role is Role.VIEWER


def test_expired_revoked_altered_and_orphaned_tokens_open_nothing_and_are_on_record(
    door: Door, register: Register
) -> None:
    text = token(register)
    token_id = text[:11]
    assert door.by_token(text, HERE, NOW + timedelta(days=1)) is None
    assert door.by_token(f"{text[:-1]}{'A' if text[-1] != 'A' else 'B'}", HERE, NOW) is None
    assert door.by_token("no token at all", HERE, NOW) is None
    register.add("lee", Role.ADMIN, GOOD, NOW)
    register.disable("pat", NOW)
    assert door.by_token(text, HERE, NOW) is None
    register.enable("pat", NOW)
    register.revoke(token_id, NOW)
    assert door.by_token(text, HERE, NOW) is None
    assert [(entry.object, entry.detail) for entry in door.store.audited() if "refused" in entry.action] == [
        (token_id, f"expired; from {HERE}"),
        ("unknown", f"from {HERE}"),
        ("unknown", f"from {HERE}"),
        (token_id, f"person disabled; from {HERE}"),
        (token_id, f"revoked; from {HERE}"),
    ]


def test_a_flood_of_refusals_does_not_fill_the_audit(door: Door) -> None:
    with door.store.writing() as unit:
        unit.save_tries(f"token refused address {HERE}", Tries(failures=FREE_TO_RECORD - 2, last=NOW))
    for _ in range(5):
        assert door.by_token("guess", HERE, NOW) is None
    assert len(audited(door, "token refused")) == 2
    door.by_token("guess", HERE, NOW + MINUTE)
    door.by_token("guess", THERE, NOW)
    assert len(audited(door, "token refused")) == 4
    assert isinstance(door.sign_in("pat", GOOD, HERE, NOW), SignedIn)  # a script's old token locks out nobody
