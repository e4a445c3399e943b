"""A visitor without a browser: keeps cookies, sends the forms of the page it is on."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pyotp

from mock_portal.clock import machine_now
from mock_portal.sign_in import CODE_STEP
from mock_portal.world.entities import Account

_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')
_H1 = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_ALERT = re.compile(r'role="alert"[^>]*>(.*?)</(?:div|p|ul)>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


class Visitor:
    """Wraps an httpx client; every answer is kept as `page`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = httpx.Response(0)

    async def get(self, path: str, **fields: str) -> httpx.Response:
        """Open a page, following redirects."""
        self.page = await self.client.get(path, params=fields or None, follow_redirects=True)
        return self.page

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the present page's token, following redirects."""
        self.page = await self.client.post(
            path, data={"csrf_token": self.token, **fields}, follow_redirects=True
        )
        return self.page

    @property
    def token(self) -> str:
        """The form token of the present page."""
        found = _TOKEN.search(self.page.text)
        assert found, f"no form on {self.page.url}: {self.page.text[:400]}"
        return found[1]

    @property
    def heading(self) -> str:
        """The present page's only h1."""
        found = _H1.findall(self.page.text)
        assert len(found) == 1, self.page.text
        return unescape(_TAG.sub("", found[0])).strip()

    @property
    def alerts(self) -> list[str]:
        """The texts of the present page's alerts."""
        return [" ".join(unescape(_TAG.sub(" ", text)).split()) for text in _ALERT.findall(self.page.text)]

    @property
    def path(self) -> str:
        """Where the visitor is."""
        return self.page.url.path

    async def type_password(
        self, account: Account, password: str | None = None, system: str = "/pecos"
    ) -> None:
        """Send the sign-in form."""
        await self.get(f"{system}/login.do")
        await self.send(f"{system}/login.do", user_id=account.user_id, password=password or account.password)

    async def type_code(self, account: Account, system: str = "/pecos", step: int = 0) -> None:
        """Send the code of now, or of some steps of 30 seconds away."""
        code = pyotp.TOTP(account.totp_secret).at(machine_now() + step * CODE_STEP)
        await self.send(f"{system}/mfa.do", code=code)

    async def sign_in(self, account: Account, system: str = "/pecos") -> None:
        """Sign in all the way."""
        await self.type_password(account, system=system)
        await self.type_code(account, system)
