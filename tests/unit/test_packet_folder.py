"""The packet's folder: whole or not there, for its owner alone, and never over another."""

import stat
from pathlib import Path

import pytest

from agent.model.errors import EnrollwatchError, SettingsError
from agent.packet import new_folder
from agent.packet.folder import write


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "packet"
    with new_folder(target) as folder:
        write(folder / "packet.json", b"{}")
        write(folder / "screenshots" / "1.png", b"png")
        write(folder / "screenshots" / "2.png", b"png")
        assert not target.exists()
    assert sorted(path.name for path in target.rglob("*")) == ["1.png", "2.png", "packet.json", "screenshots"]
    assert list(tmp_path.iterdir()) == [target]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    with new_folder(tmp_path / "packet") as folder:
        write(folder / "screenshots" / "1.png", b"png")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {"packet": 0o700, "screenshots": 0o700, "1.png": 0o600}


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt(), OSError(28, "no room")])
def test_after_an_error_nothing_of_it_stays(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises((type(error), EnrollwatchError)):
        _broken(tmp_path / "packet", error)
    assert list(tmp_path.iterdir()) == []


def _broken(target: Path, error: BaseException) -> None:
    with new_folder(target) as folder:
        write(folder / "packet.json", b"{}")
        raise error


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, there: str) -> None:
    target = tmp_path / "packet"
    if there == "folder":
        target.mkdir()
    elif there == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="already") as caught, new_folder(target):
        pytest.fail("it was begun")
    assert caught.value.where == str(target)


def test_what_came_meanwhile_is_not_overwritten_either(tmp_path: Path) -> None:
    target = tmp_path / "packet"
    with pytest.raises(SettingsError, match="already"):
        _overtaken(target)
    assert (list(tmp_path.iterdir()), list(target.iterdir())) == ([target], [])


def _overtaken(target: Path) -> None:
    with new_folder(target) as folder:
        write(folder / "packet.json", b"{}")
        target.mkdir()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnrollwatchError, match="cannot be made") as caught, new_folder(tmp_path / "no" / "x"):
        pytest.fail("it was begun")
    assert "--to" in caught.value.do
