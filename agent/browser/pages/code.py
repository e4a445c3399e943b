"""`ia-mfa`: the verification code."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator
from pydantic import SecretStr

from agent.browser.reading import Reader
from agent.browser.secret_entry import type_secret


async def fill(reader: Reader, code: Callable[[], Awaitable[SecretStr]], patience: float) -> Locator | None:
    """Ask for a code only once the page is ready to take it, type it, and give the button that sends it."""
    field = await reader.one("code")
    submit = await reader.one("submit")
    if field is None or submit is None:
        return None
    await type_secret(field, await code(), reader.where, patience)
    return submit
