"""`python -m agent.browser.install`: says which browsers are there, and gets one where none is."""

import asyncio
import os
import shutil
import subprocess
import sys

from agent.browser.discover import installed
from agent.model.errors import BrowserError

_PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium", "firefox"]
_DEBIAN = ("chromium", "chromium-headless-shell", "firefox-esr", "fonts-liberation")
_APT = ["apt-get", "install", "-y", "--no-install-recommends"]


def main() -> None:
    """Exit 1 with a sentence that names both ways where no browser can be had."""
    if not asyncio.run(_found()):
        _get_one()
        if not asyncio.run(_found()):
            error = BrowserError(
                "there is no browser, and none could be installed",
                "Chrome, Edge, Chromium, Firefox",
                "run `playwright install chromium`, or as root `apt-get install chromium`",
            )
            sys.exit(str(error))


async def _found() -> bool:
    browsers = await installed()
    for browser in browsers:
        _say(f"found {browser.engine} {browser.version} {browser.note} ({browser.executable})")
    return bool(browsers)


def _get_one() -> None:
    """Debian's packages where this is Debian and root may, Playwright's own download elsewhere."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _say("no browser found; installing Debian's")
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=environ, check=False)
        if subprocess.run([*_APT, *_DEBIAN], env=environ, check=False).returncode == 0:
            return
    _say("no browser found; asking Playwright for its own")
    subprocess.run(_PLAYWRIGHT, check=False)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
