"""`ia-login`: user ID and password."""

from playwright.async_api import Locator
from pydantic import SecretStr

from agent.browser.reading import Reader
from agent.browser.secret_entry import type_secret


async def fill(reader: Reader, user_id: SecretStr, password: SecretStr, patience: float) -> Locator | None:
    """Type both and give the button that sends them; None where the page is not as the contract says."""
    user_field = await reader.one("user_id")
    password_field = await reader.one("password")
    submit = await reader.one("submit")
    if user_field is None or password_field is None or submit is None:
        return None
    await type_secret(user_field, user_id, reader.where, patience)
    await type_secret(password_field, password, reader.where, patience)
    return submit
