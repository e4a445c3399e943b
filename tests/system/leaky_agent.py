"""The agent with two leaks built in, to see that the search finds them: in its log and in its evidence.

Run as `python -m tests.system.leaky_agent visit ...`.
"""

import base64
from unittest.mock import patch

from loguru import logger
from playwright.async_api import Locator, Page
from pydantic import SecretStr

from agent.browser import capture
from agent.browser.pages import sign_in
from agent.browser.secret_entry import type_secret
from agent.cli import main
from agent.model.evidence import Capture

_typed: list[str] = []
_screenshot = capture.screenshot


async def _typing(field: Locator, secret: SecretStr, where: str, patience: float) -> None:
    _typed.append(secret.get_secret_value())
    logger.info("typed {}", _encoded(secret.get_secret_value()))
    await type_secret(field, secret, where, patience)


async def _picture(page: Page, name: str, hidden: SecretStr | None) -> Capture:
    taken = await _screenshot(page, name, hidden)
    extra = "".join(map(_encoded, _typed))
    return taken.model_copy(update={"data": taken.data + extra.encode()})


def _encoded(text: str) -> str:
    return base64.b64encode(b"x" + text.encode()).decode()


if __name__ == "__main__":
    with patch.object(sign_in, "type_secret", _typing), patch.object(capture, "screenshot", _picture):
        main()
