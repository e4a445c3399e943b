"""A document of our own, printed to PDF by Chromium: only it can, and here it reaches nothing."""

import os
from contextlib import AsyncExitStack

from playwright.async_api import Browser, Route, async_playwright
from playwright.async_api import Error as PlaywrightError

from agent.browser.discover import BrowserInstall, find
from agent.browser.fence import Fence
from agent.browser.launch import CHROMIUM_FLAGS, START_WITHIN, driver_environment
from agent.model.errors import BrowserError
from agent.settings import Engine

PRINT_WITHIN = 60_000.0  # milliseconds; a document of fifty pictures takes a few seconds
PRINTERS = (Engine.CHROMIUM, Engine.CHROME, Engine.MSEDGE)
MARGIN = "16mm"
FOOTER = (
    '<div style="font: 7pt sans-serif; color: #444; width: 100%; padding: 0 16mm; text-align: right">'
    '<span class="title"></span> &middot; '
    '<span class="pageNumber"></span> of <span class="totalPages"></span></div>'
)


async def printed(html: str) -> bytes:
    """The document as a PDF on US Letter, with a footer that numbers its pages.

    It must hold all that it shows, pictures as `data:` addresses: no script runs, nothing is fetched.
    Raises `BrowserError` where no Chromium is found, or it does not print.
    """
    install = _printer()
    try:
        async with AsyncExitStack() as stack:
            browser = await _started(install, stack)
            context = await browser.new_context(
                offline=True, java_script_enabled=False, service_workers="block", accept_downloads=False
            )
            await context.route("**/*", _refuse)
            page = await context.new_page()
            await page.set_content(html, wait_until="load", timeout=PRINT_WITHIN)
            return await page.pdf(
                format="Letter",
                print_background=True,
                tagged=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOTER,
                margin={"top": MARGIN, "right": MARGIN, "bottom": MARGIN, "left": MARGIN},
            )
    except PlaywrightError as error:
        raise BrowserError(
            "the document could not be printed",
            str(install.executable),
            "open its HTML in a browser of your own and print it there",
        ) from error


def _printer() -> BrowserInstall:
    """The first Chromium of any make. Raises the error of the plain one, which says how to get it."""
    missing: BrowserError | None = None
    for engine in PRINTERS:
        try:
            return find(engine)
        except BrowserError as error:
            missing = missing or error
    raise BrowserError(
        "only Chromium prints a PDF, and none is installed on this machine",
        ", ".join(PRINTERS),
        missing.do if missing else "install one",
    )


async def _started(install: BrowserInstall, stack: AsyncExitStack) -> Browser:
    """A browser whose only way out is a fence that lets nothing through."""
    fence = await stack.enter_async_context(Fence(lambda method, host: None))
    with driver_environment():
        driver = await stack.enter_async_context(async_playwright())
    browser = await driver.chromium.launch(
        executable_path=install.executable,
        timeout=START_WITHIN,
        chromium_sandbox=os.geteuid() != 0,
        args=[
            *CHROMIUM_FLAGS,
            f"--proxy-server=http://127.0.0.1:{fence.port}",
            "--proxy-bypass-list=<-loopback>",
        ],
    )
    stack.push_async_callback(browser.close)
    return browser


async def _refuse(route: Route) -> None:
    await route.abort()
