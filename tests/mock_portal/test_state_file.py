"""Keeping the state in a file."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from mock_portal.clock import PortalClock
from mock_portal.errors import StateFileError
from mock_portal.portal import Portal, Start
from mock_portal.state_file import load_state, save_state


def test_what_was_saved_is_loaded_whole_and_only_the_owner_can_read_it(
    portal: Portal, tmp_path: Path
) -> None:
    path = tmp_path / "state.json"
    portal.faults.add({"name": "slow", "until": "2026-03-03T00:00:00Z"}, {}, portal.clock.now())
    portal.clock.advance(timedelta(days=3))
    save_state(path, portal.snapshot())
    kept = load_state(path)
    assert kept is not None
    other = Portal(Start(), PortalClock())
    other.restore(kept)
    assert other.snapshot().model_dump() == portal.snapshot().model_dump()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["state.json"]


def test_no_file_is_no_state(tmp_path: Path) -> None:
    assert load_state(tmp_path / "none.json") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', "\x00\x01"])
def test_a_corrupt_file_is_named_with_its_problem(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content)
    with pytest.raises(StateFileError) as caught:
        load_state(path)
    assert str(path) in str(caught.value)
    assert "is not a state of this portal" in str(caught.value)


def test_a_file_that_cannot_be_written_leaves_the_old_one(portal: Portal, tmp_path: Path) -> None:
    missing = tmp_path / "no-such-folder" / "state.json"
    with pytest.raises(StateFileError, match="cannot be written"):
        save_state(missing, portal.snapshot())
    folder = tmp_path / "state.json"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(StateFileError, match="cannot be written"):
        save_state(folder, portal.snapshot())
    assert [one.name for one in tmp_path.iterdir()] == ["state.json"]


def test_a_world_that_refers_to_nobody_is_refused(portal: Portal, tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    save_state(path, portal.snapshot())
    pac_id = portal.world.accounts["orchard-family"].associates[0]
    path.write_text(path.read_text().replace(f'"pac_id":"{pac_id}","kind"', '"pac_id":"1","kind"'))
    with pytest.raises(StateFileError, match=pac_id):
        load_state(path)
