"""A service on a free port that answers what a test says; and what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from agent.settings import PublicSettings

Query = dict[str, str]
TLS = b"\x16"  # how a handshake begins


@dataclass(frozen=True)
class Canned:
    """One answer. `hang`: headers come, the body never does."""

    body: object = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    hang: bool = False
    cut: bool = False  # fewer bytes than promised

    def bytes(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass
class CannedService:
    """`answer` is asked for every request with its path and query."""

    answer: Callable[[str, Query], Canned]
    asked: list[tuple[str, Query]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **fields: object) -> PublicSettings:
        both = {"registry": self.address, "data": self.address, "timeout": "2s"}
        return PublicSettings.model_validate({**both, **fields})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            if first == TLS:
                writer.write(b"HTTP/1.1 400 this is plain HTTP\r\n\r\n")
                return
            target = (first + await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
            query = dict(parse_qsl(urlsplit(target).query))
            self.asked.append((urlsplit(target).path, query))
            await _send(self.answer(urlsplit(target).path, query), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the asker has gone
        finally:
            writer.close()


async def _send(canned: Canned, writer: asyncio.StreamWriter) -> None:
    body = canned.bytes()
    lines = [f"HTTP/1.1 {canned.status} X", f"Content-Length: {len(body) + canned.cut}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in canned.headers]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    if canned.hang:
        await writer.drain()
        await asyncio.Event().wait()
    writer.write(body)
    await writer.drain()


@asynccontextmanager
async def served(answer: Callable[[str, Query], Canned]) -> AsyncIterator[CannedService]:
    service = CannedService(answer)
    tasks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(service.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
