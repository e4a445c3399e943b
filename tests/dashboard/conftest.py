"""The dashboard served over the lively store, and over one that holds a year, to Chromium."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI

from agent.store import Store
from agent.web import application
from tests.dashboard.served import served
from tests.dashboard.world import lively, settings_in
from tests.dashboard.year import ACCOUNTS, write_year
from tests.unit.builders import NOW
from tests.web.keys import Keys
from tests.web.sites import as_header_says, site_of

_CHROMIUM = ("/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium")


@dataclass(frozen=True)
class Dashboard:
    app: FastAPI
    store: Store
    url: str


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole addresses; the plugin's own fixture of this name warns under pytest 9."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium where it is installed, else what `playwright install` brought."""
    found = next((path for path in _CHROMIUM if shutil.which(path)), None)
    path = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    settings, keys = settings_in(tmp_path_factory.mktemp("lively")), Keys()
    with Store.open(settings.store.url) as store:
        lively(store, settings, keys)
        app = application(site_of(settings, store, keys, lambda: NOW), as_header_says)
        with served(app) as url:
            yield Dashboard(app, store, url)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """200 accounts, of which the store knows everything but facts."""
    folder: Path = tmp_path_factory.mktemp("year")
    settings = settings_in(folder, tuple(f"account-{number}" for number in range(ACCOUNTS)))
    with Store.open(settings.store.url):
        pass
    write_year(folder / "data" / "enrollwatch.db", NOW)
    try:
        with Store.open(settings.store.url) as store:
            app = application(site_of(settings, store, Keys(), lambda: NOW), as_header_says)
            with served(app) as url:
                yield Dashboard(app, store, url)
    finally:
        shutil.rmtree(folder)  # most of a gigabyte
