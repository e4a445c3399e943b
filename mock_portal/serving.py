"""Two listeners on one loop: the portal, which faults can shut or spoil, and the control port."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from mock_portal.control.app import control_app
from mock_portal.courier import Courier, MailServer
from mock_portal.errors import CannotStartError, StateFileError
from mock_portal.exchange import Wire
from mock_portal.faults.certificate import Certificate
from mock_portal.faults.refused import Refused
from mock_portal.faults.tls_only_old import TlsOnlyOld
from mock_portal.portal import Portal
from mock_portal.state_file import save_state
from mock_portal.tls import Certificates
from mock_portal.web.app import PortalApp

HOST = "127.0.0.1"
_TICK_SECONDS = 0.1
_SAVE_SECONDS = 0.5
"""Changes within this time are saved together: a state with 10 000 enrollments takes 50 ms to write."""
_LOG = logging.getLogger(__name__)


class _BreakableProtocol(H11Protocol):
    """Hands each request the connection it came on, as `wire` in its ASGI state."""

    _wire: Wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"the portal listens on streams, not on {type(transport).__name__}")
        super().connection_made(transport)
        self._wire = Wire(transport)
        self.app_state = {**self.app_state, "wire": self._wire}

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._wire.lost.set()


class Listener(uvicorn.Server):
    """A server whose socket can be closed and opened again; signals are the caller's."""

    def __init__(self, app: ASGIApp, sock: socket.socket, certificates: Certificates | None = None) -> None:
        config = uvicorn.Config(
            app, http=_BreakableProtocol, ws="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        config.load()
        config.ssl = certificates.context if certificates else None
        super().__init__(config)
        self._first_socket = sock
        self._certificates = certificates
        self.port = int(sock.getsockname()[1])
        self.listening = True
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: two servers share one process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the socket, and say so."""
        await super().startup(sockets)
        self.up.set()

    async def listen(self) -> None:
        """Serve until `should_exit`."""
        await self.serve(sockets=[self._first_socket])

    async def settle(
        self, *, refusing: bool, certificate: Certificate | None, tls: TlsOnlyOld | None
    ) -> None:
        """Make the listener be as the standing faults want it."""
        kind = certificate.kind if certificate else None
        newest = tls.newest if tls else None
        if self._certificates and self._certificates.serve(kind, newest):
            self._drop_connections()
        if refusing and self.listening:
            self.listening = False
            for server in self.servers:
                server.close()
            self._drop_connections()
        elif not refusing and not self.listening:
            await self.startup(sockets=[bind(self.port)])
            self.listening = True

    def _drop_connections(self) -> None:
        """Idle connections close now, busy ones after their answer: none may outlive the change."""
        for connection in list(self.server_state.connections):
            connection.shutdown()


def bind(port: int) -> socket.socket:
    """A socket on that port of the loopback, 0 for any; CannotStartError where it is taken.

    It names its protocol: only then does asyncio set TCP_NODELAY on its connections. Without, an answer on
    a kept connection waits 40 ms for the client's word that its headers came.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
        sock.listen()
    except OSError as error:
        sock.close()
        raise CannotStartError(
            f"port {port} of {HOST}: {os.strerror(error.errno or 0)}; name another"
        ) from error
    return sock


def _bind_both(port: int, control_port: int) -> tuple[socket.socket, socket.socket]:
    first = bind(port)
    try:
        return first, bind(control_port)
    except CannotStartError:
        first.close()
        raise


@dataclass(frozen=True)
class Places:
    """Files the serving portal writes; null where not wanted. `token` is what the token file holds."""

    token: str
    token_file: Path
    ca_file: Path | None
    state_file: Path | None


class Serving:
    """A portal on its two ports, from start to stop."""

    def __init__(
        self,
        portal: Portal,
        places: Places,
        *,
        port: int,
        control_port: int,
        certificates: Certificates | None,
        mail_server: MailServer | None = None,
    ) -> None:
        self._portal = portal
        self._places = places
        self._scheme = "https" if certificates else "http"
        sockets = _bind_both(port, control_port)
        self._listener = Listener(PortalApp(portal), sockets[0], certificates)
        self._control = Listener(control_app(portal, places.token, self.settle), sockets[1])
        self._saved = -1
        self._next_save = 0.0
        self._settling = asyncio.Lock()
        self._courier = Courier(portal, mail_server) if mail_server else None
        self.ready = asyncio.Event()
        self.stop = asyncio.Event()

    @property
    def ready_line(self) -> dict[str, str | None]:
        """What is printed once both ports answer."""
        ca_file = self._places.ca_file
        return {
            "portal": f"{self._scheme}://{HOST}:{self._listener.port}",
            "control": f"http://{HOST}:{self._control.port}",
            "token_file": str(self._places.token_file),
            "ca_file": str(ca_file) if ca_file else None,
        }

    async def run(self, out: TextIO) -> None:
        """Serve until `stop` is set or SIGTERM or SIGINT comes; says on `out` when it is ready."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        tasks = [asyncio.create_task(listener.listen()) for listener in (self._listener, self._control)]
        await asyncio.gather(self._listener.up.wait(), self._control.up.wait())
        out.write(json.dumps(self.ready_line) + "\n")
        out.flush()
        self.ready.set()
        async with self._mail_leaving():
            await self._watch()
        await self._finish(tasks)

    @contextlib.asynccontextmanager
    async def _mail_leaving(self) -> AsyncIterator[None]:
        """While the block runs, mail leaves by SMTP, where a server is named."""
        if self._courier is None:
            yield
            return
        carrying = asyncio.create_task(self._courier.run())
        try:
            yield
        finally:
            carrying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await carrying

    async def _watch(self) -> None:
        while not self.stop.is_set():
            await self.settle()
            if asyncio.get_running_loop().time() >= self._next_save:
                await self._save_if_changed()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), _TICK_SECONDS)

    async def _finish(self, tasks: list[asyncio.Task[None]]) -> None:
        await self._save_if_changed()
        self._portal.faults.clear()
        self._listener.should_exit = self._control.should_exit = True
        await asyncio.gather(*tasks)

    async def settle(self) -> None:
        """Bring timers and listener up to portal time; after each control call and ten times a second."""
        async with self._settling:
            self._portal.run_timers()
            now, faults = self._portal.clock.now(), self._portal.faults
            refusing = faults.standing(Refused, now) is not None
            try:
                await self._listener.settle(
                    refusing=refusing,
                    certificate=faults.standing(Certificate, now),
                    tls=faults.standing(TlsOnlyOld, now),
                )
            except CannotStartError as error:
                _LOG.warning("the portal's socket cannot be opened again yet: %s", error)

    async def _save_if_changed(self) -> None:
        if self._places.state_file is None or self._saved == self._portal.changes:
            return
        self._saved = self._portal.changes
        self._next_save = asyncio.get_running_loop().time() + _SAVE_SECONDS
        try:
            await asyncio.to_thread(save_state, self._places.state_file, self._portal.snapshot())
        except StateFileError as error:
            _LOG.warning("%s", error)
