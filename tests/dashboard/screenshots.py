"""Pictures of every page: `python -m tests.dashboard.screenshots` (make screenshots).

Each at phone and desktop width, light and dark, into build/screenshots, to be looked at.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from agent.browser.discover import find
from agent.settings import Engine
from agent.store import Store
from agent.web import application
from tests.dashboard.served import served
from tests.dashboard.tour import Stop, tour
from tests.dashboard.world import lively, settings_in
from tests.unit.builders import NOW
from tests.web.keys import Keys
from tests.web.sites import as_header_says, site_of

FOLDER = Path("build/screenshots")
WIDTHS: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 800},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Of all pages, or of those that are named."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings, keys = settings_in(Path(folder)), Keys()
        with Store.open(settings.store.url) as store:
            lively(store, settings, keys)
            app = application(site_of(settings, store, keys, lambda: NOW), as_header_says)
            chosen = [stop for stop in tour(store) if not sys.argv[1:] or stop.name in sys.argv[1:]]
            path = find(Engine.CHROMIUM).executable
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            with served(app) as url:
                for stop in chosen:
                    _take(browser, url, stop)
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER}")


def _take(browser: Browser, url: str, stop: Stop) -> None:
    for width, size in WIDTHS.items():
        for scheme in SCHEMES:
            headers = {"X-Test-Role": "admin"}
            context = browser.new_context(viewport=size, color_scheme=scheme, extra_http_headers=headers)
            with context:
                page = context.new_page()
                page.goto(f"{url}{stop.path}", wait_until="networkidle")
                page.screenshot(path=FOLDER / f"{stop.name}-{width}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    main()
