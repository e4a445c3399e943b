"""A portal on real ports in the test's own loop, for what only a socket can show."""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from mock_portal.portal import Portal
from mock_portal.serving import Places, Serving
from mock_portal.tls import Certificates

TOKEN = "the-token"


@dataclass
class Served:
    """Where the portal is, what to trust, and a client for its control port."""

    url: str
    trust: ssl.SSLContext
    control: httpx.AsyncClient

    def client(self) -> httpx.AsyncClient:
        """A new visitor's client, with connections of its own."""
        return httpx.AsyncClient(base_url=self.url, verify=self.trust, timeout=5)

    async def fault(self, **ask: object) -> str:
        """Switch a fault on; returns its id."""
        reply = await self.control.post("/faults", json=ask)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])


@asynccontextmanager
async def serve(portal: Portal, folder: Path, *, https: bool = False) -> AsyncIterator[Served]:
    """Serve a portal until the block ends."""
    certificates = Certificates() if https else None
    places = Places(TOKEN, folder / "token", folder / "ca.pem" if https else None, None)
    serving = Serving(portal, places, port=0, control_port=0, certificates=certificates)
    running = asyncio.create_task(serving.run(io.StringIO()))
    await serving.ready.wait()
    trust = ssl.create_default_context(cadata=certificates.authority_pem.decode() if certificates else None)
    where = serving.ready_line
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=str(where["control"]), headers=headers, verify=trust) as control:
        try:
            yield Served(str(where["portal"]), trust, control)
        finally:
            serving.stop.set()
            await running
