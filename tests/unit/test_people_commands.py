"""`enrollwatch people` and `enrollwatch tokens` as they are typed. A password is never an argument."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.access import Door, Passwords, Refused, SignedIn
from agent.cli.operator import operator
from agent.cli.people import people
from agent.cli.tokens import tokens
from agent.model.clock import machine_clock
from agent.model.errors import AccessError, UnknownAccountError
from agent.model.person import Role
from agent.store import Store

from .settings_text import SETTINGS
from .test_access_policy import GOOD, QUICK

PASSWORD = GOOD.get_secret_value()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS)
    for name in ("role-id", "secret-id"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setattr("agent.cli.people.Passwords", lambda: Passwords(QUICK))
    return tmp_path


def typed(folder: Path, command: str, *words: str, said: str = f"{PASSWORD}\n") -> Result:
    arguments = [*words, "--config", str(folder / "enrollwatch.toml")]
    group = people if command == "people" else tokens
    return CliRunner().invoke(group, arguments, input=said, catch_exceptions=False)


def opened(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder}/data/enrollwatch.db")


def test_the_first_admin_is_made_with_a_password_from_standard_input(folder: Path) -> None:
    assert "Nobody yet" in typed(folder, "people", "list").stdout
    assert (
        typed(folder, "people", "add", "pat", "--role", "admin").stdout == "pat is admin, and can sign in.\n"
    )
    with opened(folder) as store:
        door = Door(store, Passwords(QUICK))
        assert isinstance(door.sign_in("pat", GOOD, "10.0.0.1", machine_clock()), SignedIn)
        assert store.audited()[0][1:] == (operator(), "people add", "pat", "admin")
    assert typed(folder, "people", "list").stdout.startswith("pat                      admin     may sign in")


def test_no_option_of_any_command_takes_a_password() -> None:
    words = {option for command in people.commands.values() for p in command.params for option in p.opts}
    assert words == {"name", "--role", "--config", "--json", "new"}


def test_without_a_password_nobody_is_made(folder: Path) -> None:
    with pytest.raises(AccessError, match="no password was given"):
        typed(folder, "people", "add", "pat", "--role", "admin", said="")
    with opened(folder) as store:
        assert store.people() == ()


def test_a_line_end_of_another_system_is_none_of_the_password_and_blanks_are(folder: Path) -> None:
    typed(folder, "people", "add", "pat", "--role", "admin", said=f" {PASSWORD} \r\n")
    with opened(folder) as store:
        door = Door(store, Passwords(QUICK))
        assert isinstance(door.sign_in("pat", GOOD, "10.0.0.1", machine_clock()), Refused)


def test_role_password_disable_and_enable_do_what_they_say(folder: Path) -> None:
    for name in ("lee", "pat"):
        typed(folder, "people", "add", name, "--role", "admin")
    typed(folder, "people", "role", "pat", "viewer")
    typed(folder, "people", "password", "pat", said="quite another password\n")
    typed(folder, "people", "disable", "pat")
    listed = json.loads(typed(folder, "people", "list", "--json").stdout)["people"]
    assert [(person["name"], person["role"]) for person in listed] == [("lee", "admin"), ("pat", "viewer")]
    assert listed[1]["disabled"]
    assert "hash" not in str(listed)
    assert "argon2" not in str(listed)
    assert "disabled 20" in typed(folder, "people", "list").stdout
    typed(folder, "people", "enable", "pat")
    with opened(folder) as store:
        person, kept = store.person("pat"), store.password_of("pat")
    assert person is not None
    assert person.disabled is None
    assert not Passwords(QUICK).check(kept, GOOD).right


def test_a_token_is_printed_alone_once_and_listed_by_its_beginning(folder: Path) -> None:
    typed(folder, "people", "add", "pat", "--role", "admin")
    words = ("--scope", "viewer", "--account", "north-clinic", "--for", "90d", "--note", "grafana")
    made = typed(folder, "tokens", "create", "pat", *words)
    text = made.stdout.strip()
    with opened(folder) as store:
        known = Door(store, Passwords(QUICK)).by_token(text, "10.0.0.1", machine_clock())
    assert known is not None
    assert (known.role, known.token and known.token.accounts) == (Role.VIEWER, ("north-clinic",))
    listed = typed(folder, "tokens", "list").stdout
    assert listed.startswith(f"{text[:11]}  good     viewer of pat, for north-clinic alone, until ")
    assert listed.endswith(": grafana\n")
    assert text not in listed
    typed(folder, "tokens", "revoke", text[:11])
    assert json.loads(typed(folder, "tokens", "list", "--json").stdout)["tokens"][0]["revoked"]
    assert "  revoked  " in typed(folder, "tokens", "list").stdout


def test_a_token_of_an_account_that_is_not_there_is_refused(folder: Path) -> None:
    typed(folder, "people", "add", "pat", "--role", "admin")
    with pytest.raises(UnknownAccountError, match="north-clinic"):
        typed(folder, "tokens", "create", "pat", "--scope", "viewer", "--account", "norf", "--for", "1d")
