"""The one place where a secret is typed."""

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator
from pydantic import SecretStr

from agent.model.errors import BrowserError


class SecretEntryError(BrowserError):
    """A secret could not be typed; carries nothing of what the browser said."""


async def type_secret(field: Locator, secret: SecretStr, where: str, patience: float) -> None:
    """Fill a field; `patience` in seconds.

    The driver's errors quote what was typed, so none of their text, and no link to them, is kept.
    """
    try:
        await field.fill(secret.get_secret_value(), timeout=patience * 1000)
    except PlaywrightError:
        failed = True
    else:
        failed = False
    if failed:  # raised outside the handler: no __context__ either
        raise SecretEntryError(
            "A field of the sign-in could not be filled", where, "look at the masked screenshot of the visit"
        )
