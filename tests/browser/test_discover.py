"""Finding the browsers of this machine."""

from pathlib import Path

import pytest

from agent.browser import discover, installed
from agent.browser.discover import BrowserInstall, find, with_version
from agent.model.errors import BrowserError
from agent.settings import Engine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser."""
    monkeypatch.setattr(discover, "HEADLESS_SHELL", tmp_path / "none")
    monkeypatch.setattr(discover, "PLACES", dict.fromkeys(Engine, ()))
    return tmp_path


def program(path: Path, says: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("engine", "ways"),
    [
        (Engine.CHROMIUM, ("playwright install chromium", "apt-get install chromium")),
        (Engine.FIREFOX, ("playwright install firefox", "apt-get install firefox-esr")),
        (Engine.CHROME, ("playwright install chromium", "apt-get install chromium")),
        (Engine.MSEDGE, ("playwright install chromium", "apt-get install chromium")),
    ],
)
def test_a_missing_browser_names_both_ways_to_install_one(
    bare: Path, engine: Engine, ways: tuple[str, ...]
) -> None:
    with pytest.raises(BrowserError) as caught:
        find(engine, downloads=bare)
    assert all(way in caught.value.do for way in ways)
    assert engine in caught.value.where


def test_the_newest_download_is_taken_and_the_headless_shell_only_without_a_window(bare: Path) -> None:
    program(bare / "chromium-1100" / "chrome-linux64" / "chrome")
    newest = program(bare / "chromium-1200" / "chrome-linux64" / "chrome")
    shell = program(
        bare / "chromium_headless_shell-1200" / "chrome-headless-shell-linux64" / "chrome-headless-shell"
    )
    assert find(Engine.CHROMIUM, headed=True, downloads=bare).executable == newest
    assert find(Engine.CHROMIUM, downloads=bare).executable == shell
    assert not find(Engine.CHROMIUM, downloads=bare).stock


@pytest.mark.parametrize(
    ("says", "version"),
    [("Chromium 156.0.8078.79 built on Debian", "156.0.8078.79"), ("Mozilla Firefox 153.7.0esr", "153.7.0")],
)
async def test_the_version_is_what_the_program_says(tmp_path: Path, says: str, version: str) -> None:
    install = BrowserInstall(engine=Engine.CHROMIUM, executable=program(tmp_path / "browser", says))
    assert (await with_version(install)).version == version


async def test_the_browsers_of_this_machine_are_found_with_their_versions() -> None:
    found = {install.engine: install for install in await installed()}
    assert {Engine.CHROMIUM, Engine.FIREFOX} <= set(found)
    assert all(install.version[0].isdigit() and install.note for install in found.values())
