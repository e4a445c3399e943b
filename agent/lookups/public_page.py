"""Fetch one public page of the portal over plain HTTP, and say what came."""

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

from agent.model.verdict import Cause

_LARGEST = 2_000_000  # bytes; a public page is a hundredth of it
_MOST_REDIRECTS = 5
_DATABASE = re.compile(r"(?:^|,)\s*db\s*;[^,]*\bdur=(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Fetched:
    """What came back: `cause` where nothing usable did; times in seconds."""

    seconds: float
    cause: Cause | None = None
    ttfb: float | None = None
    db: float | None = None
    status: int = 0
    content_type: str = ""
    text: str = ""


@dataclass(frozen=True)
class Expected:
    """What a public page must show: its level-1 heading and language; and the maintenance page's heading."""

    landmark: str
    language: str
    maintenance: str


@dataclass(frozen=True)
class Certificate:
    """A host's certificate: why it cannot be trusted, and when it runs out; null where that is not known."""

    untrusted: Cause | None = None
    expires: datetime | None = None


async def certificate(client: httpx.AsyncClient, url: str) -> Certificate:
    """That of an https address, by the authorities that `client` trusts; not known where none answers."""
    try:
        async with client.stream("HEAD", url) as response:
            return Certificate(expires=_expiry(response))
    except httpx.HTTPError as error:
        bad = cause_of(error) is Cause.BAD_CERTIFICATE
        return Certificate(untrusted=Cause.BAD_CERTIFICATE) if bad else Certificate()


def _expiry(response: httpx.Response) -> datetime | None:
    tls = response.extensions["network_stream"].get_extra_info("ssl_object")
    ends = (tls.getpeercert() or {}).get("notAfter") if tls else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None


async def fetch(client: httpx.AsyncClient, url: str, patience: float) -> Fetched:
    """Follow redirects within the portal's host, for at most `patience` seconds in all."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            return await _follow(client, url, begun)
    except TimeoutError:
        return Fetched(seconds=time.monotonic() - begun, cause=Cause.TIMED_OUT)
    except httpx.HTTPError as error:
        return Fetched(seconds=time.monotonic() - begun, cause=cause_of(error))


async def _follow(client: httpx.AsyncClient, url: str, begun: float) -> Fetched:
    host = urlsplit(url).netloc
    for _ in range(_MOST_REDIRECTS):
        async with client.stream("GET", url) as response:
            first_byte = time.monotonic() - begun
            if not response.has_redirect_location:
                return await _read(response, begun, first_byte)
            if (target := _within(host, url, response.headers["location"])) is None:
                return Fetched(seconds=first_byte, cause=Cause.WRONG_CONTENT)
            url = target
    return Fetched(seconds=time.monotonic() - begun, cause=Cause.REDIRECT_LOOP)


def _within(host: str, url: str, location: str) -> str | None:
    """Where a redirect leads; null where that is another host, or no address at all."""
    try:
        target = urljoin(url, location)
        return target if urlsplit(target).netloc == host else None
    except ValueError:
        return None


async def _read(response: httpx.Response, begun: float, first_byte: float) -> Fetched:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _LARGEST:
            break
    database = _DATABASE.search(response.headers.get("server-timing", ""))
    return Fetched(
        seconds=time.monotonic() - begun,
        ttfb=first_byte,
        db=float(database[1]) / 1000 if database else None,
        status=response.status_code,
        content_type=response.headers.get("content-type", ""),
        text=body.decode("utf-8", "replace"),
    )


def cause_of(error: httpx.HTTPError) -> Cause:
    """What a failed exchange means."""
    if isinstance(error, httpx.TimeoutException):
        return Cause.TIMED_OUT
    if isinstance(error, httpx.ConnectError):
        return _cause_of_connect(error)
    if isinstance(error, httpx.RemoteProtocolError):
        return Cause.TRUNCATED if "incomplete" in str(error) or "body" in str(error) else Cause.RESET
    if isinstance(error, httpx.DecodingError):
        return Cause.WRONG_CONTENT
    return Cause.RESET


def _cause_of_connect(error: httpx.ConnectError) -> Cause:
    for link in _chain(error):
        if isinstance(link, ssl.SSLCertVerificationError | ssl.SSLError):
            return Cause.BAD_CERTIFICATE
        if isinstance(link, socket.gaierror):
            return Cause.NAME_NOT_FOUND
    return Cause.REFUSED


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def judge(fetched: Fetched, expected: Expected) -> Cause | None:
    """What is wrong with the page; None when it is the page that was expected."""
    if fetched.cause:
        return fetched.cause
    page = _Page(fetched.text)
    if expected.maintenance in page.headings:
        return Cause.MAINTENANCE
    return _cause_of_status(fetched.status) or _cause_in(page, fetched, expected)


def paragraphs(fetched: Fetched) -> tuple[str, ...]:
    """What the page says, paragraph by paragraph."""
    return tuple(text for text in _Page(fetched.text).paragraphs if text)


def _cause_of_status(status: int) -> Cause | None:
    if status == 429:
        return Cause.RATE_LIMITED
    if status in (401, 403):
        return Cause.BLOCKED
    if status >= 500:
        return Cause.SERVER_ERROR
    return Cause.WRONG_CONTENT if status >= 400 else None


def _cause_in(page: "_Page", fetched: Fetched, expected: Expected) -> Cause | None:
    if not fetched.text.strip():
        return Cause.EMPTY
    if "html" not in fetched.content_type or not page.language:
        return Cause.WRONG_CONTENT
    if "</html>" not in fetched.text[-200:].lower():
        return Cause.TRUNCATED
    if not page.language.lower().startswith(expected.language):
        return Cause.OTHER_LANGUAGE
    return None if expected.landmark in page.headings else Cause.ELEMENT_MISSING


class _Page(HTMLParser):
    """The language, the level-1 headings and the paragraphs of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.headings: list[str] = []
        self.paragraphs: list[str] = []
        self._inside: list[str] | None = None
        try:
            self.feed(text)
            self.close()
        except AssertionError:  # so the standard parser says that something is no markup at all
            self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        if tag in ("h1", "p"):
            self._inside = self.headings if tag == "h1" else self.paragraphs
            self._inside.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "p"):
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._inside[-1] = " ".join(f"{self._inside[-1]} {data}".split())
