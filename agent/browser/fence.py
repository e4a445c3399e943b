"""The browser's only way out: a local proxy that lets nothing through.

The portal itself is reached directly; everything else a browser may try (redirects to another host,
sockets of workers, its own calls home) is sent here and refused, so it cannot leave the machine
even where requests cannot be intercepted.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

REFUSED = b"HTTP/1.1 403 Not allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LONGEST_WAIT = 10.0  # seconds for a first line; a browser sends it at once
CALLS_HOME = (
    ".mozilla.com",
    ".mozilla.org",
    ".mozilla.net",
    ".firefox.com",
    ".google.com",
    ".googleapis.com",
    ".gstatic.com",
    ".gvt1.com",
    ".microsoft.com",
    ".bing.com",
)
"""Domains that the browsers call by themselves: refused like all others, but not worth a finding."""


class Fence:
    """`async with Fence(on_stopped) as fence:`; `on_stopped(method, host)` hears of each refused request."""

    def __init__(self, on_stopped: Callable[[str, str], None]) -> None:
        self._on_stopped = on_stopped
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        if self._server is None:
            raise RuntimeError("the fence has no port before it is entered")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._refuse, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT):
                line = (await reader.readline()).decode("ascii", "replace")
                writer.write(REFUSED)
                await writer.drain()
            self._tell(line)
        writer.close()

    def _tell(self, line: str) -> None:
        method, _, rest = line.partition(" ")
        target = rest.partition(" ")[0]
        host = target if method == "CONNECT" else urlsplit(target).netloc
        name = host.rpartition(":")[0] or host
        if host and not f".{name}".endswith(CALLS_HOME):
            self._on_stopped(method, host)
