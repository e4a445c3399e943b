"""A small web server that can also misbehave: every answer is given as the bytes of the wire."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Misbehaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Misbehaviour


def page(body: str, lang: str = "en") -> str:
    return f'<!doctype html>\n<html lang="{lang}"><head><title>t</title></head><body>{body}</body></html>'


def answer(
    body: str | bytes, status: int = 200, content_type: str = "text/html; charset=utf-8", headers: str = ""
) -> bytes:
    """One HTTP/1.1 answer; `headers` are whole lines, each ended."""
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n"
    return f"{head}{headers}\r\n".encode() + data


async def reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection off without an answer."""
    writer.transport.abort()


async def hang(writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await writer.wait_closed()


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    body: bytes


@dataclass
class TinyServer:
    """`async with TinyServer() as server`; `answers` by path, 404 for the rest; `received` in order."""

    tls: ssl.SSLContext | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def paths(self, method: str) -> list[str]:
        return [request.path for request in self.received if request.method == method]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, OSError):
                while await self._one(reader, writer):
                    pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection is over."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in lines[1:])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path = target.partition("?")[0]
        self.received.append(Received(method, path, body))
        reply = self.answers.get(path, answer("", 404))
        if not isinstance(reply, bytes):
            await reply(writer)
            return False
        writer.write(reply)
        await writer.drain()
        return b"connection: close" not in reply[:400].lower()
