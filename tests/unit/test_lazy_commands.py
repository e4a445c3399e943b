"""A command's module is loaded when it is asked for, and nobody looks for garbage meanwhile."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from agent.cli.lazy import LazyGroup

COLLECTING = """
import gc
import click

collecting = gc.isenabled()

@click.command()
def made_up():
    "Nothing."
"""


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LazyGroup]:
    (tmp_path / "made_up_commands.py").write_text(COLLECTING)
    (tmp_path / "broken_commands.py").write_text("raise RuntimeError('broken')")
    monkeypatch.syspath_prepend(tmp_path)
    yield LazyGroup(commands_at={"made_up": "made_up_commands", "broken": "broken_commands"})
    sys.modules.pop("made_up_commands", None)


def asked(group: LazyGroup, name: str) -> click.Command | None:
    return group.get_command(click.Context(group), name)


def test_no_garbage_is_looked_for_while_a_command_is_loaded_and_again_after_it(group: LazyGroup) -> None:
    assert group.list_commands(click.Context(group)) == ["made_up", "broken"]
    assert "made_up_commands" not in sys.modules
    command = asked(group, "made_up")
    assert command is not None
    assert not sys.modules["made_up_commands"].collecting
    assert gc.isenabled()


def test_a_module_that_breaks_leaves_the_looking_for_garbage_on(group: LazyGroup) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        asked(group, "broken")
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_off(group: LazyGroup) -> None:
    gc.disable()
    try:
        asked(group, "made_up")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_command_that_is_not_there_is_none(group: LazyGroup) -> None:
    assert asked(group, "unknown") is None
