"""A file is the old one or the new one, whatever happens while it is written."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.cli.forecast import _write as write_calendar
from agent.model.errors import EnrollwatchError
from agent.vault.role_files import write_private
from agent.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = b"old\n", b"new\n" * 1000

CUT_SHORT = """
import resource, signal, sys
from pathlib import Path
from agent.whole_files import write_whole
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # bytes of a file: in the middle of the new content
signal.signal(signal.SIGXFSZ, getattr(signal, sys.argv[2]))
write_whole(Path(sys.argv[1]), b"new\\n" * 1000)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "in-use.csv"
    file.write_bytes(OLD)
    return file


def cut_short(path: Path, on_limit: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own, which the system stops after 1000 bytes or refuses the rest."""
    words = [sys.executable, "-c", CUT_SHORT, str(path), on_limit]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_new_content_takes_the_place_of_the_old(path: Path) -> None:
    write_whole(path, NEW)
    assert path.read_bytes() == NEW
    assert list(path.parent.iterdir()) == [path]


def test_a_crash_in_the_middle_leaves_the_old_file(path: Path) -> None:
    assert cut_short(path, "SIG_DFL").returncode == -signal.SIGXFSZ
    assert path.read_bytes() == OLD


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(path: Path) -> None:
    done = cut_short(path, "SIG_IGN")
    assert "File too large" in done.stderr
    assert path.read_bytes() == OLD
    assert list(path.parent.iterdir()) == [path]


def test_the_content_is_on_the_disk_before_it_takes_the_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bytes, bytes]] = []

    def fsync(descriptor: int) -> None:
        synced.append((Path(f"/proc/self/fd/{descriptor}").read_bytes(), path.read_bytes()))

    monkeypatch.setattr(os, "fsync", fsync)
    write_whole(path, NEW)
    assert synced == [(NEW, OLD)]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_the_rights_of_the_file_that_is_replaced_stay(path: Path, mode: int) -> None:
    path.chmod(mode)
    write_whole(path, NEW)
    assert rights(path) == mode


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", NEW)
    assert rights(tmp_path / "new") == 0o600


def test_a_mode_that_is_asked_for_goes_before_the_rights_there_were(path: Path) -> None:
    path.chmod(0o644)
    write_whole(path, NEW, mode=0o600)
    assert rights(path) == 0o600


def test_where_there_is_no_folder_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "file", NEW)


@pytest.mark.parametrize(
    "write", [lambda path: write_private(path, "s.1"), lambda path: write_calendar(path, NEW)]
)
def test_who_cannot_write_says_which_file_it_is_and_leaves_nothing(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    folder = tmp_path / "a-folder"
    folder.mkdir()
    with pytest.raises(EnrollwatchError, match="cannot be written") as caught:
        write(folder)
    assert caught.value.where == str(folder)
    assert list(tmp_path.iterdir()) == [folder]
