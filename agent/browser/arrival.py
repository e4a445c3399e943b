"""Which page came, whatever was asked for; and whether it is a page at all."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response

from agent.browser.asking import Sight
from agent.browser.contract import PageContract
from agent.browser.failures import failure
from agent.browser.maintenance import stated_end
from agent.browser.navigation import Loaded
from agent.model.verdict import Cause

PAGE_START = b"<h"  # <html or a heading: what an HTML page has near its start and JSON has not
NEAR_START = 4096


@dataclass(frozen=True)
class Arrived:
    """A page that came and is not a refusal: `name` by its heading, None where no page has that heading."""

    loaded: Loaded
    name: str | None
    timed_out: bool

    @property
    def where(self) -> str:
        return self.loaded.where

    @property
    def sight(self) -> Sight:
        return self.loaded.told.sight


async def arrive(
    url: str,
    loaded: Loaded,
    contract: PageContract,
    portal: str,
    zone: ZoneInfo,
    on_sight: Callable[[Sight], None],
) -> Arrived:
    """Look at a page that was loaded and is at `url` now.

    `on_sight` hears what it shows, also of one that is refused then.

    `zone` is the portal's: of the times that its pages print.

    Raises `PortalFailure` when the portal answers with an error, a refusal, maintenance or no page.
    """
    if not url.startswith(f"{portal}/"):
        raise failure(Cause.WRONG_CONTENT, loaded.where, "it leads to another host")
    sight = loaded.told.sight
    on_sight(sight)
    cause = stop_of(loaded.response, sight, contract)
    if cause is not None:
        until = stated_end(sight.paragraphs, contract, zone) if cause is Cause.MAINTENANCE else None
        raise failure(cause, loaded.where, _status(loaded.response), until)
    name = next((found for text in sight.headings if (found := contract.page_with(text))), None)
    timed_out = contract.signs.timed_out in sight.headings
    if name is None and not timed_out:
        await refuse_broken(loaded, sight)
    return Arrived(loaded, name, timed_out)


def stop_of(response: Response | None, sight: Sight, contract: PageContract) -> Cause | None:
    """The cause that ends the visit at this answer, by its heading first and its status then."""
    status = response.status if response else 200
    if contract.signs.maintenance in sight.headings:
        return Cause.MAINTENANCE
    if contract.signs.captcha in sight.captions:
        return Cause.CAPTCHA
    if contract.signs.not_connected in sight.headings:
        return Cause.NOT_CONNECTED
    if contract.signs.timed_out in sight.headings:
        return None
    if status >= 400:
        return cause_of_status(status)
    content_type = response.headers.get("content-type", "") if response else "text/html"
    return None if "html" in content_type else Cause.WRONG_CONTENT


def cause_of_status(status: int) -> Cause:
    """What an HTTP status from 400 up means."""
    match status:
        case 401 | 403 | 407 | 451:
            return Cause.BLOCKED
        case 429:
            return Cause.RATE_LIMITED
        case 408:
            return Cause.TIMED_OUT
        case 404 | 410:
            return Cause.ELEMENT_MISSING
        case _ if status >= 500:
            return Cause.SERVER_ERROR
        case _:
            return Cause.WRONG_CONTENT


async def refuse_broken(loaded: Loaded, sight: Sight) -> None:
    """Called where something is missing from a page: raises when the page is not whole."""
    if loaded.response and loaded.response.request.failure:
        raise failure(Cause.TRUNCATED, loaded.where)
    body = await _body(loaded.response)
    if body is None:
        return
    if not body.strip():
        raise failure(Cause.EMPTY, loaded.where)
    if sight.garbled:
        raise failure(Cause.WRONG_CONTENT, loaded.where, "it is garbled")
    if PAGE_START not in body[:NEAR_START].lower():
        raise failure(Cause.WRONG_CONTENT, loaded.where, "it is not HTML")
    if b"</html>" not in body.lower():
        raise failure(Cause.TRUNCATED, loaded.where)


async def _body(response: Response | None) -> bytes | None:
    """The bytes of the main document; None where the browser no longer has them."""
    if response is None:
        return None
    try:
        return await response.body()
    except PlaywrightError:
        return None


def _status(response: Response | None) -> str:
    return f"HTTP {response.status}" if response and response.status >= 400 else ""
