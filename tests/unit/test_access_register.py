"""People and tokens: what is made, what is refused and why, and that each deed is on record."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from agent.access import Passwords, Register, UnknownPersonError, UnknownTokenError
from agent.access.passwords import WeakPasswordError
from agent.model.errors import AccessError
from agent.model.person import Role
from agent.store import Store

from .builders import NOW
from .test_access_policy import GOOD, QUICK

DAY = timedelta(days=1)


@pytest.fixture
def register(store: Store) -> Register:
    made = Register(store, "root", Passwords(QUICK))
    made.add("pat", Role.ADMIN, GOOD, NOW)
    return made


@pytest.mark.parametrize(
    "name", ["", "Pat", "pat jones", "-pat", "p" * 64, "pat\n", "пэт", "link on ops-mail"]
)
def test_a_name_that_could_be_taken_for_something_else_is_refused(register: Register, name: str) -> None:
    with pytest.raises(AccessError, match="cannot be the name"):
        register.add(name, Role.VIEWER, GOOD, NOW)


def test_a_name_is_given_once_and_a_weak_password_to_nobody(register: Register) -> None:
    with pytest.raises(AccessError, match="already"):
        register.add("pat", Role.VIEWER, GOOD, NOW)
    with pytest.raises(WeakPasswordError):
        register.add("sam", Role.VIEWER, SecretStr("short"), NOW)
    with pytest.raises(WeakPasswordError):
        register.set_password("pat", SecretStr("short"), NOW)
    assert [person.name for person in register.store.people()] == ["pat"]


def test_the_last_admin_stays_one(register: Register) -> None:
    register.add("lee", Role.ADMIN, GOOD, NOW)
    register.disable("lee", NOW)
    with pytest.raises(AccessError, match="only admin"):
        register.disable("pat", NOW)
    with pytest.raises(AccessError, match="only admin"):
        register.set_role("pat", Role.OPERATOR, NOW)
    register.enable("lee", NOW)
    assert register.set_role("pat", Role.OPERATOR, NOW).role is Role.OPERATOR


def test_who_is_not_there_cannot_be_changed(register: Register) -> None:
    for deed in (register.disable, register.enable):
        with pytest.raises(UnknownPersonError):
            deed("sam", NOW)
    with pytest.raises(UnknownPersonError):
        register.make_token("sam", Role.VIEWER, DAY, NOW)
    with pytest.raises(UnknownTokenError):
        register.revoke("ew_00000000", NOW)


@pytest.mark.parametrize(
    ("role", "accounts", "lasting", "note", "what"),
    [
        (Role.ADMIN, (), DAY, "", "no more than its person"),
        (Role.OPERATOR, ("north-clinic",), DAY, "", "can only read"),
        (Role.VIEWER, (), timedelta(days=367), "", "a year at most"),
        (Role.VIEWER, (), timedelta(0), "", "longer than nothing"),
        (Role.VIEWER, (), DAY, "two\nlines", "not one line"),
    ],
)
def test_a_token_has_no_wider_scope_than_it_should(
    register: Register, role: Role, accounts: tuple[str, ...], lasting: timedelta, note: str, what: str
) -> None:
    register.add("sam", Role.OPERATOR, GOOD, NOW)
    with pytest.raises(AccessError, match=what):
        register.make_token("sam", role, lasting, NOW, accounts=accounts, note=note)
    assert register.store.tokens() == ()


def test_a_token_is_known_by_its_beginning_and_only_a_digest_of_the_rest_is_stored(
    register: Register,
) -> None:
    token, text = register.make_token("pat", Role.VIEWER, DAY, NOW, note="grafana")
    secret = text.get_secret_value()
    assert secret.startswith(f"{token.id}_")
    with register.store._reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM tokens").all())
    assert token.id in rows
    assert secret.removeprefix(f"{token.id}_") not in rows


def test_each_deed_is_one_line_in_the_audit_and_no_secret_is_in_it(register: Register) -> None:
    register.add("sam", Role.VIEWER, GOOD, NOW)
    register.set_role("sam", Role.OPERATOR, NOW)
    register.set_password("sam", GOOD, NOW)
    register.disable("sam", NOW)
    register.enable("sam", NOW)
    token, text = register.make_token("sam", Role.VIEWER, DAY, NOW, accounts=["north-clinic"])
    register.revoke(token.id, NOW)
    audited = [(entry.who, entry.action, entry.object, entry.detail) for entry in register.store.audited()]
    assert audited == [
        ("root", "people add", "pat", "admin"),
        ("root", "people add", "sam", "viewer"),
        ("root", "people role", "sam", "operator"),
        ("root", "people password", "sam", "0 sessions ended"),
        ("root", "people disable", "sam", ""),
        ("root", "people enable", "sam", ""),
        (
            "root",
            "tokens create",
            token.id,
            "viewer of sam, for north-clinic alone, until 2026-03-03 14:00 UTC",
        ),
        ("root", "tokens revoke", token.id, "of sam"),
    ]
    assert text.get_secret_value() not in str(audited)
