"""Evidence from the page that is open: a masked picture, its elements, and a trace of the visit."""

import asyncio
import json
import tempfile
from pathlib import Path

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError
from pydantic import SecretStr

from agent.browser.scrub import scrubbed
from agent.model.errors import BrowserError
from agent.model.evidence import Capture, EvidenceKind
from agent.model.taxpayer import TAXPAYER, TAXPAYER_PATTERN
from agent.settings import TraceMode

PICTURE_WITHIN = 4_000.0  # milliseconds; a page that hangs cannot be pictured at all

ELEMENTS = """taxpayer => {
  const shown = element => element.checkVisibility ? element.checkVisibility() : true;
  const roles = [['h1,h2,h3,h4,h5,h6', 'heading'], ['a[href]', 'link'], ['button', 'button'],
    ['input:not([type=hidden]),select,textarea', 'field'], ['caption', 'table'], ['th[scope=col]', 'column'],
    ['th[scope=row]', 'rowheader'], ['dt', 'term'], ['ul[aria-label],ol[aria-label]', 'list'],
    ['[role=alert]', 'alert'], ['dialog[open],[role=dialog]', 'dialog']];
  const label = element => (element.getAttribute('aria-label')
    || (element.labels && element.labels[0] && element.labels[0].innerText)
    || (element.matches('input,select,textarea') ? element.name : element.innerText) || '')
    .trim().replace(/\\s+/g, ' ').replace(new RegExp(taxpayer, 'g'), '*').slice(0, 120);
  return roles.flatMap(([selector, role]) =>
    [...document.querySelectorAll(selector)].filter(shown).map(element => ({role, label: label(element)})));
}"""


async def screenshot(page: Page, name: str, hidden: SecretStr | None) -> Capture:
    """PNG of what is in view; every field, every taxpayer number and the text in `hidden` painted over."""
    mask = [page.locator("input:visible, textarea:visible"), page.get_by_text(TAXPAYER)]
    if hidden is not None and hidden.get_secret_value():
        mask.append(page.get_by_text(hidden.get_secret_value()))
    try:
        data = await page.screenshot(mask=mask, animations="disabled", caret="hide", timeout=PICTURE_WITHIN)
    except PlaywrightError:
        data = None
    if data is None:  # outside the handler: the driver's message could quote what was to be hidden
        raise BrowserError("The page could not be pictured", name, "see that the browser runs")
    return Capture(kind=EvidenceKind.SCREENSHOT, page=name, data=data)


async def elements(page: Page, name: str, hidden: SecretStr | None) -> Capture:
    """JSON `[{"role", "label"}]` of what is on the page, in the order of roles; no values of fields."""
    try:
        async with asyncio.timeout(PICTURE_WITHIN / 1000):  # a page whose script spins never answers
            found = await page.evaluate(ELEMENTS, TAXPAYER_PATTERN)
    except (PlaywrightError, TimeoutError) as error:
        raise BrowserError(
            "The page's elements could not be listed", name, "see that the browser runs"
        ) from error
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if hidden is not None and hidden.get_secret_value():
        text = text.replace(hidden.get_secret_value(), "*")
    return Capture(kind=EvidenceKind.ELEMENTS, page=name, data=text.encode())


class Tracing:
    """The trace of one visit: begun after the code is accepted, dropped when a password page opens.

    `always` records pictures and page contents; `failure` records only actions and requests, which
    costs next to nothing, and is kept only where the visit failed.
    """

    def __init__(self, context: BrowserContext, mode: TraceMode) -> None:
        self._context = context
        self._mode = mode
        self._running = False

    async def begin(self) -> None:
        if self._mode is TraceMode.OFF or self._running:
            return
        full = self._mode is TraceMode.ALWAYS
        await self._context.tracing.start(screenshots=full, snapshots=full, sources=False)
        self._running = True

    async def drop(self) -> None:
        """Stop and keep nothing."""
        if self._running:
            self._running = False
            await self._context.tracing.stop()

    async def end(self, failed: bool, page: str) -> Capture | None:
        """The trace as a zip without cookies and form values; None where none is to be kept."""
        if not self._running:
            return None
        if not failed and self._mode is not TraceMode.ALWAYS:
            await self.drop()
            return None
        self._running = False
        secrets = [cookie.get("value", "") for cookie in await self._context.cookies()]
        with tempfile.TemporaryDirectory(prefix="enrollwatch-trace-") as folder:
            file = Path(folder) / "trace.zip"
            await self._context.tracing.stop(path=file)
            data = scrubbed(file.read_bytes(), secrets)
        return Capture(kind=EvidenceKind.TRACE, page=page, data=data)
