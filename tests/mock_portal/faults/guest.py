"""Somebody who comes to a served portal anew, with a client of no history."""

from __future__ import annotations

import ssl
import time
import warnings
from dataclasses import dataclass
from datetime import timedelta

import httpx

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.served import Served
from tests.mock_portal.visitor import Visitor

LOGIN = "/pecos/login.do"


@dataclass
class Guest:
    """The portal from outside; `portal` only to say what is true there."""

    served: Served
    portal: Portal
    client: httpx.AsyncClient

    @property
    def north(self) -> Account:
        """The account that the guest signs in with."""
        return self.portal.world.accounts["north-clinic"]

    async def get(self, path: str = LOGIN, **fields: str) -> httpx.Response:
        """Open a page."""
        return await self.client.get(path, params=fields, timeout=10)

    async def statuses(self, count: int) -> list[int]:
        """The statuses of as many answers in a row."""
        return [(await self.get()).status_code for _ in range(count)]

    async def seconds(self) -> float:
        """How long an answer takes."""
        began = time.perf_counter()
        await self.client.get(LOGIN, timeout=10)
        return time.perf_counter() - began

    async def visitor(self, path: str | None = None, **fields: str) -> Visitor:
        """Signed in, and on that page; a minute after the last time, so that the code is a fresh one."""
        self.portal.clock.advance(timedelta(minutes=1))
        visitor = Visitor(self.client)
        await visitor.sign_in(self.north)
        if path is not None:
            await visitor.get(path, **fields)
        return visitor

    async def enrollments(self) -> str:
        """The enrollments page of the account's only associate."""
        visitor = await self.visitor("/pecos/enrollments.do", assoc=self.north.associates[0])
        return visitor.page.text


def old_client(served: Served) -> httpx.AsyncClient:
    """A client of years ago: TLS 1.1 or 1.0, nothing newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for authority in served.trust.get_ca_certs(binary_form=True):
        context.load_verify_locations(cadata=authority)
    with warnings.catch_warnings(category=DeprecationWarning, action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return httpx.AsyncClient(base_url=served.url, verify=context, timeout=5)
