"""Ask one public service for JSON; whatever goes wrong is a sentence for the person on call."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NoReturn

import httpx

from agent.http_terms import asked_to_wait
from agent.model.errors import EnrollwatchError

_LARGEST = 64_000_000  # bytes; the real catalogue has about ten million
_LONGEST_WAIT = timedelta(hours=24)  # a service that asks for more is asked again after this all the same
_BUSY, _UNAVAILABLE = 429, 503


class SourceProblemError(EnrollwatchError):
    """A public source could not be read. `wait`: how long it asks to be left alone."""

    def __init__(self, what: str, where: str, do: str, wait: timedelta | None = None) -> None:
        super().__init__(what, where, do)
        self.wait = wait


class Service:
    """One configured address. Nothing else is ever asked: a redirect is a problem, not a way."""

    def __init__(self, address: str, patience: timedelta, tls: ssl.SSLContext) -> None:
        self._address = address
        self._patience = patience.total_seconds()
        self._tls = tls

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["Connection"]:
        """For several questions in a row; each may take as long as the settings say."""
        client = httpx.AsyncClient(
            verify=self._tls, timeout=self._patience, follow_redirects=False, trust_env=False
        )
        async with client:
            yield Connection(client, self._address, self._patience)


class Connection:
    """To one service; made by `Service.connected`."""

    def __init__(self, client: httpx.AsyncClient, address: str, patience: float) -> None:
        self._client = client
        self._address = address
        self._patience = patience

    async def json(self, path: str, query: Mapping[str, str], now: datetime) -> object:
        """The reply to a GET. Raises SourceProblemError; `now` only dates a Retry-After."""
        where = f"{self._address}{path}"
        status, headers, body = await self._get(path, query, where)
        _refuse_status(status, headers, where, now)
        if not body.strip():
            raise SourceProblemError("The answer is empty", where, "wait for the next visit")
        try:
            reply: object = json.loads(body)
        except (ValueError, RecursionError) as error:
            kind = "a web page" if body.lstrip()[:1] == b"<" else "something else"
            raise SourceProblemError(
                f"The answer is {kind} where JSON was due", where, "open the address and see what it says"
            ) from error
        return reply

    async def _get(self, path: str, query: Mapping[str, str], where: str) -> tuple[int, httpx.Headers, bytes]:
        try:
            async with (
                asyncio.timeout(self._patience),
                self._client.stream("GET", f"{self._address}{path}", params=query) as reply,
            ):
                return reply.status_code, reply.headers, await _body(reply, where)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceProblemError(
                f"No whole answer came within {self._patience:g} seconds", where, "wait for the next visit"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _tell_failure(error, where)


async def _body(reply: httpx.Response, where: str) -> bytes:
    body = bytearray()
    async for chunk in reply.aiter_bytes():
        body += chunk
        if len(body) > _LARGEST:
            raise SourceProblemError("The answer does not end", where, "open the address and see what it is")
    return bytes(body)


def _tell_failure(error: Exception, where: str) -> NoReturn:
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, ssl.SSLError):
            raise SourceProblemError(
                "The certificate cannot be trusted",
                where,
                "check the address, this machine's clock and [public] ca_file",
            ) from error
        link = link.__cause__ or link.__context__
    what = "Nothing answers" if isinstance(error, httpx.ConnectError) else "The answer broke off"
    raise SourceProblemError(what, where, "see whether the address opens from this machine") from error


def _refuse_status(status: int, headers: httpx.Headers, where: str, now: datetime) -> None:
    if status == httpx.codes.OK:
        return
    if 300 <= status < 400:
        raise SourceProblemError(
            "It sends us on to another address", where, "put its new address under [public], if it has moved"
        )
    said = headers.get("retry-after") if status in (_BUSY, _UNAVAILABLE) else None
    wait = asked_to_wait(said, now, _LONGEST_WAIT) or None
    told = f" and asks to wait {wait.total_seconds():.0f} seconds" if wait else ""
    if status == _BUSY:
        raise SourceProblemError(f"It refuses so many requests{told}", where, "leave it alone so long", wait)
    do = "wait for the next visit" if status >= 500 else "see whether its interface has changed"
    raise SourceProblemError(f"It answers with status {status}{told}", where, do, wait)
