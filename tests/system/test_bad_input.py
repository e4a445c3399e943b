"""Everything that can be wrong before or in a visit: its verdict, its exit status, and one sentence.

Arguments are given to the command itself. Settings, and what a visit ends in, are asked of one warm process,
which gives the same document and status.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent.browser import find
from agent.model.errors import BrowserError
from agent.settings import Engine
from tests.system.bad_input import (
    ACCOUNT,
    ARGUMENTS,
    LISTENERS,
    LOOKS,
    SECRET,
    SETTINGS,
    LookRow,
    Row,
    nothing,
)
from tests.system.parts import Vault
from tests.system.visit_document import Document
from tests.system.warm_agent import WarmAgent
from tests.system.world import World

NOT_STARTED, NOT_LOOKED = 2, 3


@pytest.fixture(scope="module")
def warm(warm: WarmAgent) -> Iterator[WarmAgent]:
    yield warm
    for listener in LISTENERS:
        listener.close()
    assert "Traceback" not in warm.log_text()


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.name)
def test_settings_that_cannot_be_used_are_said_in_one_sentence_with_status_2(
    world: World, warm: WarmAgent, row: Row
) -> None:
    row.arrange(world)
    answer = warm.visit(world, ACCOUNT)
    assert answer.status == NOT_STARTED, answer.document
    _assert_says(_sentence(answer.document), row.says)
    assert SECRET not in json.dumps(answer.document) + warm.log_text()
    assert world.portal.requests() == []


@pytest.mark.parametrize("row", ARGUMENTS, ids=lambda row: row.name)
def test_a_command_that_cannot_start_says_so_on_both_outputs_with_status_2(world: World, row: Row) -> None:
    row.arrange(world)
    done = world.run("visit", *row.arguments, "--json")
    sentence = _sentence(done.json)
    assert done.status == NOT_STARTED
    _assert_says(sentence, row.says)
    assert done.stderr.splitlines()[-1] == f"enrollwatch: {sentence}"
    assert "Traceback" not in done.stderr
    assert world.portal.requests() == []


def _sentence(document: Any) -> str:
    """Of the error document, whose shape is checked."""
    assert document.keys() == {"error"}
    error = document["error"]
    assert error.keys() == {"what", "where", "do"}
    assert all(error.values())
    return f"{error['what']} ({error['where']}): {error['do']}"


def _assert_says(sentence: str, parts: tuple[str, ...]) -> None:
    missing = [part for part in parts if part not in sentence]
    assert not missing, f"{missing} not in {sentence!r}"


@pytest.mark.parametrize("row", LOOKS, ids=lambda row: row.name)
def test_what_keeps_a_visit_from_looking_is_its_verdict_with_status_3(
    world: World, warm: WarmAgent, row: LookRow
) -> None:
    _assert_not_looked(world, warm, row)


def _assert_not_looked(world: World, warm: WarmAgent, row: LookRow) -> None:
    row.arrange(world)
    answer = warm.visit(world, ACCOUNT, browser=row.browser)
    assert answer.status == NOT_LOOKED, answer.document
    Document.model_validate(answer.document)
    assert answer.visit["verdict"] == row.verdict
    _assert_says(answer.visit["reason"], row.says)
    assert answer.visit["reason"].count("\n") == 0


def _without_role(vault: Vault) -> None:
    with vault.admin() as admin:
        admin.delete("auth/approle/role/enrollwatch")


def test_a_vault_that_lets_nobody_in_is_an_own_fault(
    world: World, private_vault: Vault, warm: WarmAgent
) -> None:
    world.vault = private_vault
    world.configure()
    spoilt: tuple[tuple[Callable[[Vault], None], str, str], ...] = (
        (_without_role, "Vault refuses the role-id or the secret-id", "secrets bootstrap"),
        (Vault.seal, "Vault is sealed", "unseal it"),
    )
    for spoil, what, do in spoilt:
        spoil(private_vault)
        row = LookRow("spoilt", nothing, "own_fault", (what, "auth/approle/login", do))
        _assert_not_looked(world, warm, row)


def test_a_browser_that_is_not_installed_is_an_own_fault_that_says_how_to_install_it(
    world: World, warm: WarmAgent
) -> None:
    absent = next((engine for engine in Engine if not _installed(engine)), None)
    if absent is None:
        pytest.skip("every browser is installed here")
    says = (f"No {absent} is installed", f"browser.use = {absent}", "apt-get install")
    _assert_not_looked(world, warm, LookRow("no browser", nothing, "own_fault", says, browser=absent))


def _installed(engine: Engine) -> bool:
    try:
        find(engine)
    except BrowserError:
        return False
    return True
