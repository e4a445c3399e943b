"""`secrets bootstrap|verify|import` against an empty Vault, as an administrator runs them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.agent_process import Result
from tests.system.parts import Portal, Sink, Vault, cast
from tests.system.world import World

ACCOUNTS = ("north-clinic", "riverbend-dme")


@pytest.fixture
def empty_vault(tmp_path: Path) -> Iterator[Vault]:
    folder = tmp_path / "vault"
    folder.mkdir()
    vault = Vault(folder, prepared=False)
    yield vault
    vault.stop()


@pytest.fixture
def fresh(tmp_path: Path, empty_vault: Vault, portal: Portal, sink: Sink) -> Iterator[World]:
    """A world whose Vault nobody has prepared."""
    with World(tmp_path, empty_vault, portal, sink, ACCOUNTS) as world:
        yield world


def _secrets(world: World, *words: str, stdin: str = "") -> Result:
    return world.run("secrets", *words, stdin=stdin, VAULT_TOKEN=world.vault.token)


def _document(**fields: str) -> str:
    return json.dumps({"accounts": [{**vars(cast()[name]), **fields} for name in ACCOUNTS]})


def _changes(done: Result) -> set[str]:
    """The first words of the lines."""
    return {line.split()[0] for line in done.stdout.splitlines()}


def test_an_empty_vault_is_prepared_once_filled_from_standard_input_and_proved(fresh: World) -> None:
    first, second = _secrets(fresh, "bootstrap"), _secrets(fresh, "bootstrap")
    assert (first.status, _changes(first)) == (0, {"created"})
    assert (second.status, _changes(second)) == (0, {"already"})
    for file in (fresh.vault.role_id_file, fresh.vault.secret_id_file):
        assert file.stat().st_mode & 0o077 == 0

    unfilled = fresh.run("secrets", "verify")
    assert unfilled.status == 1
    assert "WRONG" in unfilled.stdout

    imported, again = (_secrets(fresh, "import", "-", stdin=_document()) for _ in range(2))
    assert (imported.status, _changes(imported)) == (0, {"created"})
    assert (again.status, _changes(again)) == (0, {"unchanged"})

    proved = fresh.run("secrets", "verify")
    assert (proved.status, _changes(proved)) == (0, {"ok"})
    _assert_tells_nothing(first, second, imported, again, proved)

    _widen(fresh)
    widened = fresh.run("secrets", "verify")
    assert widened.status == 1
    wrong = [line for line in widened.stdout.splitlines() if line.startswith("WRONG")]
    assert any("read another secret" in line for line in wrong)


def _assert_tells_nothing(*ended: Result) -> None:
    shown = "".join(done.stdout + done.stderr for done in ended)
    for name in ACCOUNTS:
        person = cast()[name]
        assert not any(secret in shown for secret in (person.password, person.totp_secret, person.user_id))


def _widen(world: World) -> None:
    """The agent's policy now lets it read every secret."""
    path = "sys/policies/acl/enrollwatch-agent"
    with world.vault.admin() as admin:
        policy = (admin.read(path) or {})["policy"]
        wider = policy + '\npath "secret/data/*" {\n  capabilities = ["read"]\n}\n'
        admin.write(path, {"policy": wider})


def test_a_narrower_policy_than_bootstrap_wrote_is_found_and_mended_by_bootstrap(fresh: World) -> None:
    _secrets(fresh, "bootstrap")
    with fresh.vault.admin() as admin:
        only_itself = 'path "auth/token/lookup-self" {\n  capabilities = ["read"]\n}\n'
        admin.write("sys/policies/acl/enrollwatch-agent", {"policy": only_itself})
    assert fresh.run("secrets", "verify").status == 1
    mended = _secrets(fresh, "bootstrap")
    assert mended.status == 0
    assert [line.split() for line in mended.stdout.splitlines() if "already there" not in line] == [
        ["updated", "policy", "enrollwatch-agent"]
    ]


@pytest.mark.parametrize("command", ["bootstrap", "import"])
def test_without_an_administrators_token_nothing_is_started(world: World, command: str) -> None:
    done = world.run("secrets", command, stdin=_document())
    assert done.status == 2
    assert "administrator's token (BAO_TOKEN or VAULT_TOKEN): set one of them" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_token_is_told_and_changes_nothing(world: World) -> None:
    done = world.run("secrets", "bootstrap", VAULT_TOKEN="s.nobody")
    assert done.status == 3
    assert "Vault refuses access" in done.stderr
    assert "s.nobody" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("{", "not JSON"),
        ("{}", "no credentials"),
        ('{"accounts": [{"name": "north-clinic", "user_id": "hidden-user", "password": ""}]}',
         "north-clinic"),
        ('{"accounts": [{"name": "elsewhere", "user_id": "hidden-user", "password": "hidden-word",'
         ' "totp_secret": "JBSWY3DPEHPK3PXP"}]}', "none of 1 accounts"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_imported_is_refused_without_quoting_it(
    world: World, document: str, says: str
) -> None:
    done = world.run("secrets", "import", "-", stdin=document, VAULT_TOKEN=world.vault.token)
    assert done.status == 3
    assert says in done.stderr
    assert "hidden" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
