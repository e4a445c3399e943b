"""uvicorn on the agent's own loop."""

import asyncio
import contextlib
import socket
from collections.abc import Generator
from types import TracebackType

import uvicorn
from fastapi import FastAPI

from agent.model.errors import SettingsError


class WebServer:
    """`async with WebServer(app, "127.0.0.1:8400") as web`; `web.url` says where it answers."""

    def __init__(self, app: FastAPI, listen: str) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _QuietServer(config)
        self._listen = listen
        self._socket: socket.socket | None = None
        self._serving: asyncio.Task[None] | None = None
        self.url = ""

    async def __aenter__(self) -> "WebServer":
        host, _, port = self._listen.rpartition(":")
        try:
            self._socket = _listening(host.strip("[]"), int(port))
        except OSError as error:
            raise SettingsError(
                f"cannot listen: {error.strerror}", f"web.listen = {self._listen}", "choose a free address"
            ) from error
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        if self._serving:
            await self._serving


def _listening(host: str, port: int) -> socket.socket:
    """Names its protocol: only then does asyncio set TCP_NODELAY on its connections. Without, an answer on
    a kept connection waits 40 ms for the client's word that its headers came."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family)
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=made.detach())


class _QuietServer(uvicorn.Server):
    """Leaves the signals to the agent, which stops this server itself."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield
