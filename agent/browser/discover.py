"""Which browsers stand on this machine, and where."""

import asyncio
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from agent.model.base import Frozen
from agent.model.errors import BrowserError
from agent.settings import Engine

HEADLESS_SHELL = Path("/usr/lib/chromium/chromium-headless-shell")
DOWNLOADS = Path.home() / ".cache" / "ms-playwright"
CHROME_LINUX = "chrome-linux*"
FIND_WITHIN = 20.0  # seconds for `--version`; a cold Firefox takes about two

PLACES: Mapping[Engine, tuple[str, ...]] = {
    Engine.CHROME: ("google-chrome", "google-chrome-stable", "/opt/google/chrome/chrome"),
    Engine.MSEDGE: ("microsoft-edge", "microsoft-edge-stable", "/opt/microsoft/msedge/msedge"),
    Engine.CHROMIUM: ("/usr/lib/chromium/chromium", "chromium", "chromium-browser"),
    Engine.FIREFOX: ("firefox-esr", "firefox"),
}
"""Names on the path and full paths, best first: the wrapper in /usr/bin leaves orphans behind."""

HOW_TO_INSTALL: Mapping[Engine, str] = {
    Engine.CHROME: "install Google Chrome, or use chromium: `playwright install chromium`"
    " or `apt-get install chromium`",
    Engine.MSEDGE: "install Microsoft Edge, or use chromium: `playwright install chromium`"
    " or `apt-get install chromium`",
    Engine.CHROMIUM: "run `playwright install chromium` or `apt-get install chromium`",
    Engine.FIREFOX: "run `playwright install firefox` or `apt-get install firefox-esr`",
}


class BrowserInstall(Frozen):
    """One browser on this machine. `stock` Firefox is driven otherwise than Playwright's own build."""

    engine: Engine
    executable: Path
    version: str = ""
    stock: bool = True
    note: str = ""


def find(engine: Engine, headed: bool = False, downloads: Path = DOWNLOADS) -> BrowserInstall:
    """The browser to use for an engine, its version not yet read.

    Headless Chromium prefers the headless shell: it costs about half of the full browser.
    Raises `BrowserError` naming both ways to install what is missing.
    """
    found = next(iter(_candidates(engine, headed, downloads)), None)
    if found is None:
        raise BrowserError(
            f"No {engine} is installed on this machine", f"browser.use = {engine}", HOW_TO_INSTALL[engine]
        )
    return found


async def installed(headed: bool = False) -> tuple[BrowserInstall, ...]:
    """Every engine that is there, in the order of `Engine`, each with its version."""
    found = [next(iter(_candidates(engine, headed, DOWNLOADS)), None) for engine in Engine]
    return tuple(await asyncio.gather(*(with_version(install) for install in found if install)))


async def with_version(install: BrowserInstall) -> BrowserInstall:
    """The same install with what its `--version` says, such as 156.0.8078.79."""
    process = await asyncio.create_subprocess_exec(
        install.executable,
        "--version",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(FIND_WITHIN):
            output, _ = await process.communicate()
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise BrowserError(
            f"{install.engine} did not say its version within {FIND_WITHIN:.0f} s",
            str(install.executable),
            "start it by hand and see what it waits for",
        ) from error
    match = re.search(r"\d+(?:\.\d+)+", output.decode("utf-8", "replace"))
    return install.model_copy(update={"version": match.group() if match else ""})


def _candidates(engine: Engine, headed: bool, downloads: Path) -> list[BrowserInstall]:
    found: list[BrowserInstall] = []
    if engine is Engine.CHROMIUM and not headed:
        found += _at(engine, HEADLESS_SHELL, note="Debian's headless shell")
        found += _downloaded(engine, downloads, "chromium_headless_shell-*/chrome-*linux*/*headless*shell")
    if engine is Engine.CHROMIUM:
        found += _downloaded(engine, downloads, f"chromium-*/{CHROME_LINUX}/chrome")
    if engine is Engine.FIREFOX:
        found += _downloaded(engine, downloads, "firefox-*/firefox/firefox")
    for place in PLACES[engine]:
        found += _at(engine, shutil.which(place), note=_note(engine))
    return found


def _note(engine: Engine) -> str:
    return "not run in our own tests" if engine in (Engine.CHROME, Engine.MSEDGE) else "stock"


def _at(engine: Engine, path: str | Path | None, note: str) -> list[BrowserInstall]:
    if path is None or not Path(path).is_file():
        return []
    return [BrowserInstall(engine=engine, executable=Path(path), note=note)]


def _downloaded(engine: Engine, downloads: Path, pattern: str) -> list[BrowserInstall]:
    newest_first = sorted(downloads.glob(pattern), reverse=True)
    return [
        BrowserInstall(engine=engine, executable=path, stock=False, note="downloaded by Playwright")
        for path in newest_first
    ]
