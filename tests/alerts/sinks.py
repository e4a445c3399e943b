"""Where alerts go in the tests: a fake channel, a real SMTP server and a real web server, on one loop."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from ssl import SSLContext
from typing import Any
from warnings import catch_warnings, simplefilter

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from agent.alerts.channel import accepted, later, never
from agent.model.alert import Alert, Delivery


class Mood(Enum):
    """How a sink treats what is sent to it."""

    WELL = "takes it"
    BUSY = "puts it off"
    REFUSING = "will never take it"
    HANGING = "says nothing"
    DROPPING = "hangs up"
    DRIPPING = "says a little again and again and never comes to an end"


DRIP = 1.0
"""Seconds between two drips: less than the patience of the tests, two of them more."""


async def _linger(closing: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(closing.wait(), DRIP)


@dataclass(frozen=True)
class Received:
    key: str
    title: str
    text: str


class RecordingChannel:
    """The fake: behaves as every channel must."""

    def __init__(self, name: str = "fake", mood: Mood = Mood.WELL) -> None:
        self.name = name
        self.mood = mood
        self.received: list[Received] = []
        self.tried: list[str] = []

    async def send(self, alert: Alert) -> Delivery:
        self.tried.append(alert.key)
        match self.mood:
            case Mood.WELL:
                self.received.append(Received(alert.key, alert.message.title, alert.message.text))
                return accepted()
            case Mood.REFUSING:
                return never("refused")
            case _:
                return later(self.mood.value)


@dataclass
class SmtpSink:
    """Takes mail as `mood` says; `codes` are those with which recipients are refused."""

    mood: Mood = Mood.WELL
    codes: dict[str, int] = field(default_factory=dict)
    recipients: list[list[str]] = field(default_factory=list)  # of each mail it took
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    password: str | None = None
    port: int = 0
    hangs: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def received(self) -> list[Received]:
        return [
            Received(str(mail["X-Enrollwatch-Key"]), str(mail["Subject"]), _as_written(mail))
            for mail in self.mails
        ]

    async def handle_MAIL(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood is Mood.DRIPPING:
            await _linger(self.hangs)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood is Mood.DRIPPING:
            await _linger(self.hangs)
        if address in self.codes:
            return f"{self.codes[address]} not this mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.mood is Mood.HANGING:
            await self.hangs.wait()
        if self.mood is Mood.DROPPING:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        if self.mood is Mood.BUSY:
            return "451 come back later"
        if self.mood is Mood.REFUSING:
            return "554 not here"
        content = envelope.content
        assert isinstance(content, bytes)
        self.encrypted.append(session.ssl is not None)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(envelope.rcpt_tos)
        return "250 kept"

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append((login.login.decode(), login.password.decode()))
        return AuthResult(success=login.password.decode() == self.password, handled=False)


def _as_written(mail: EmailMessage) -> str:
    """Lines end in CR LF on the way."""
    text = mail.get_body(("plain",))
    assert text is not None
    return str(text.get_content()).replace("\r\n", "\n")


@asynccontextmanager
async def smtp_sink(tls: SSLContext | None = None, password: str | None = None) -> AsyncIterator[SmtpSink]:
    sink = SmtpSink(password=password)

    def protocol() -> SMTP:
        with catch_warnings():
            simplefilter("ignore")  # it warns of passwords without TLS, which is what some tests are about
            return SMTP(
                sink,
                hostname="sink.example",
                tls_context=tls,
                authenticator=sink.check,
                auth_require_tls=False,
                auth_required=password is not None,
            )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink
        sink.hangs.set()


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """Its first line, its headers by their names in small letters, and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
    return head[0], headers, await reader.readexactly(int(headers.get("content-length", 0)))


def _of_webhook(document: Any) -> Received:
    return Received(document["key"], document["title"], document["text"])


def of_alertmanager(document: Any) -> Received:
    said = document[0]["annotations"]
    return Received(said["key"], said["summary"], said["description"])


def of_apprise(document: Any) -> Received:
    """It has no place for a key."""
    return Received("", document["title"], document["message"])


@dataclass
class WebSink:
    """Answers every request with `status`, or as `mood` says; `reads` what is posted to it.

    With `keeps` a connection goes on until the client ends it, as with most servers; `more` are headers that
    it answers with, `rest` what follows them.
    """

    mood: Mood = Mood.WELL
    status: int = 200
    retry_after: str | None = None
    keeps: bool = False
    more: str = ""
    rest: bytes = b""
    connections: int = 0
    open: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    alone: asyncio.Event = field(default_factory=asyncio.Event)
    reads: Callable[[Any], Received] = _of_webhook
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    port: int = 0
    hangs: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def received(self) -> list[Received]:
        return [self.reads(json.loads(body)) for body in self.bodies]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self.alone.clear()
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # the client may lose its patience
            await self._answer(reader, writer)
            while self.keeps:
                await self._answer(reader, writer)
        self.open -= 1
        if not self.open:
            self.alone.set()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked, headers, body = await read_request(reader)
        self.came.set()
        if self.mood is Mood.HANGING:
            await self.hangs.wait()
        if self.mood is Mood.DROPPING:
            writer.transport.abort()
            return
        if self.mood is Mood.DRIPPING:
            await self._drip(writer)
            return
        status = {Mood.BUSY: 503, Mood.REFUSING: 404}.get(self.mood, self.status)
        if 200 <= status < 300 and asked.startswith("POST"):
            self.headers.append(headers)
            self.bodies.append(body)
        self.targets.append(asked)
        where = f"Location: http://127.0.0.1:{self.port}/elsewhere\r\n" if 300 <= status < 400 else ""
        where += f"Retry-After: {self.retry_after}\r\n" if self.retry_after else ""
        where += self.more or "Content-Length: 0\r\n"
        where += "" if self.keeps else "Connection: close\r\n"
        writer.write(f"HTTP/1.1 {status} X\r\n{where}\r\n".encode() + self.rest)
        await writer.drain()

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not self.hangs.is_set() and not writer.is_closing():
            writer.write(b"X-More: more\r\n")
            await _linger(self.hangs)


@asynccontextmanager
async def web_sink(tls: SSLContext | None = None) -> AsyncIterator[WebSink]:
    sink = WebSink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, ssl=tls)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink
        sink.hangs.set()
