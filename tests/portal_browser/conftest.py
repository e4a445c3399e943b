"""Browsers of the machine, and a portal in a process of its own that each test finds freshly reset."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyotp
import pytest
from playwright.sync_api import Page

from tests.portal_browser.album import Album

SEED = 7
START = "2026-03-02T09:00:00-05:00"
_CHROMIUM = ("/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium")
_FIREFOX = ("/usr/bin/firefox-esr", "/usr/bin/firefox")


def _first_there(paths: tuple[str, ...]) -> str | None:
    return next((path for path in paths if shutil.which(path)), None)


@pytest.hookimpl(wrapper=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Iterator[None]:
    """Walk with both browsers, unless --browser chose; only in this folder."""
    option = metafunc.config.option
    chosen = option.browser
    option.browser = chosen or ["chromium", "firefox"]
    try:
        return (yield)
    finally:
        option.browser = chosen


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole addresses; the plugin's own fixture of this name warns under pytest 9."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, object], browser_name: str
) -> dict[str, object]:
    """Debian's own browsers where they are installed, else what `playwright install` brought."""
    if browser_name == "firefox" and (stock := _first_there(_FIREFOX)):
        return {**browser_type_launch_args, "executable_path": stock, "channel": "moz-firefox"}
    if browser_name == "chromium":
        found = _first_there(_CHROMIUM)
        path = {"executable_path": found} if found else {}
        return {**browser_type_launch_args, **path, "args": ["--no-sandbox"]}
    return browser_type_launch_args


@dataclass(frozen=True)
class RunningPortal:
    """A served portal: its address, its control client, and the cast's credentials by alias."""

    url: str
    control: httpx.Client
    cast: dict[str, dict[str, str]]

    def fault(self, name: str, **ask: object) -> None:
        """Switch a fault on."""
        self.control.post("/faults", json={"name": name, **ask}).raise_for_status()

    def advance(self, span: str) -> None:
        """Move the portal's clock ahead."""
        self.control.put("/clock", json={"advance": span}).raise_for_status()

    def type_password(self, page: Page, name: str, password: str | None = None) -> None:
        """Send the PECOS sign-in form."""
        page.goto(f"{self.url}/pecos/login.do")
        page.get_by_role("textbox", name="User ID").fill(self.cast[name]["user_id"])
        page.get_by_label("Password").fill(password or self.cast[name]["password"])
        page.get_by_role("button", name="Sign In").click()

    def type_code(self, page: Page, name: str) -> None:
        """Send the verification code of now."""
        page.get_by_role("textbox", name="Verification Code").fill(
            pyotp.TOTP(self.cast[name]["totp_secret"]).now()
        )
        page.get_by_role("button", name="VERIFY CODE").click()

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in all the way."""
        self.type_password(page, name)
        self.type_code(page, name)


def _cast(command: tuple[str, ...]) -> dict[str, dict[str, str]]:
    told = subprocess.run(
        [*command, "cast", "--seed", str(SEED), "--json", "--credentials"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {account["name"]: account for account in json.loads(told.stdout)["accounts"]}


@pytest.fixture(scope="session")
def running_portal() -> Iterator[RunningPortal]:
    command = (sys.executable, "-m", "mock_portal")
    arguments = ("--port", "0", "--control-port", "0", "--seed", str(SEED), "--now", START)
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {Path(ready['token_file']).read_text()}"}
        try:
            with httpx.Client(base_url=ready["control"], headers=headers) as control:
                yield RunningPortal(ready["portal"], control, _cast(command))
        finally:
            process.terminate()


@pytest.fixture
def portal(running_portal: RunningPortal) -> RunningPortal:
    running_portal.control.post("/reset", json={"now": START}).raise_for_status()
    return running_portal


@pytest.fixture
def album(request: pytest.FixtureRequest, browser_name: str) -> Album:
    """Where this walk in this browser leaves its pictures."""
    return Album.of(request.function.__name__.removeprefix("test_"), browser_name)
