"""Speaking HTTP to a receiver, and what its answer means for an alert."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from agent.alerts.channel import PATIENCE, Credentials, accepted, later, never
from agent.http_terms import asked_to_wait, shared_tls_context
from agent.model.alert import Delivery
from agent.model.clock import machine_clock
from agent.model.errors import SettingsError

LONGEST_WAIT = timedelta(hours=1)
"""A receiver that asks for more is asked again all the same: what is wrong may have become worse."""

_SHORT_ANSWER = 16_384  # bytes
_SOON = 0.5  # seconds for a short answer to come: as long as a new connection is worth waiting for
_TRY_AGAIN = {408, 425, 429}
_NO_SUCH_METHOD = 501
_OURS_TO_CORRECT = {401, 403, 407}
"""Not about this alert: once the credentials in Vault are right again, it must still go out."""


class Receiver:
    """One web address. Only its host is ever told: the rest may be a secret."""

    def __init__(self, url: str, *, ca_file: Path | None = None, patience: float = PATIENCE) -> None:
        self.host = _host(url)
        self._url = url
        self._patience = patience
        self._tls = shared_tls_context(ca_file)
        self._client: httpx.AsyncClient | None = None
        self._users = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Within it all requests share one client, which is closed when the last turn is over."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            client = self._client
            if client and not self._users:
                self._client = None
                await client.aclose()

    async def send(
        self, body: bytes, headers: Mapping[str, str], path: str = "", method: str = "POST"
    ) -> Delivery:
        """Send it, and judge the answer."""
        answer = await self._ask(method, headers, body, path)
        return answer if isinstance(answer, Delivery) else self._judged(answer)

    async def check(self, headers: Mapping[str, str]) -> Delivery:
        """Whether it answers a question that changes nothing. What it thinks of the question is no matter:
        many that take a POST refuse all else, with 401 and 403 too."""
        answer = await self._ask("HEAD", headers)
        if isinstance(answer, Delivery):
            return answer
        status = answer.status_code
        if status >= 500 and status != _NO_SUCH_METHOD:
            return self._judged(answer)
        return accepted(f"{self.host} answers, with {status} to HEAD")

    async def _ask(
        self, method: str, headers: Mapping[str, str], body: bytes = b"", path: str = ""
    ) -> httpx.Response | Delivery:
        """The answer's head, or why there is none. Of its body nothing is kept: it says nothing we need."""
        try:
            async with (
                asyncio.timeout(self._patience),
                self.turn(),
                self._kept().stream(method, self._url + path, content=body, headers=dict(headers)) as answer,
            ):
                await _end(answer)
                return answer
        except httpx.InvalidURL:
            return later("its address is not one that can be used: correct it")
        except (httpx.HTTPError, OSError) as error:  # TimeoutError is an OSError
            return later(f"{self.host} {_why(error)}")

    def _kept(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=self._patience,
                follow_redirects=False,
                verify=self._tls,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # no alert tells of another
            )
        return self._client

    def _judged(self, answer: httpx.Response) -> Delivery:
        status = answer.status_code
        problem = f"{self.host} answered {status}"
        if 200 <= status < 300:
            return accepted(f"HTTP {status}")
        if 300 <= status < 400:
            return never(f"{problem}, a redirect, which is not followed: give the channel its last address")
        if status in _OURS_TO_CORRECT:
            return later(f"{problem}: it refuses the credentials")
        if status >= 500 or status in _TRY_AGAIN:
            return later(
                problem, asked_to_wait(answer.headers.get("Retry-After"), machine_clock(), LONGEST_WAIT)
            )
        return never(problem)


async def _end(answer: httpx.Response) -> None:
    """Read what is short and soon there, so that the connection can be used again: a body may have no end.

    What was accepted stays accepted, however the rest of the answer comes.
    """
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length) <= _SHORT_ANSWER:
        with suppress(httpx.HTTPError, TimeoutError):
            async with asyncio.timeout(_SOON):
                async for _ in answer.aiter_raw():
                    pass


def _host(url: str) -> str:
    """Without the user or password that an address from Vault may hold. Raises SettingsError."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        raise SettingsError("an address cannot be read", "url", "correct it, here or in Vault") from None


def authorisation(credentials: Credentials | None) -> dict[str, str]:
    """The header for a `token`, or for `user` and `password`."""
    token, user, password = ((credentials or {}).get(name) for name in ("token", "user", "password"))
    if token:
        return {"Authorization": f"Bearer {token.get_secret_value()}"}
    if user and password:
        return {"Authorization": _basic(user, password)}
    return {}


def _basic(user: SecretStr, password: SecretStr) -> str:
    request = httpx.Request("GET", "http://localhost")
    flow = httpx.BasicAuth(user.get_secret_value(), password.get_secret_value()).auth_flow(request)
    return next(flow).headers["Authorization"]


def _why(error: Exception) -> str:
    """Why nothing came back. No vendor's text: it may hold the address."""
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error)):
        return "shows a certificate that is not trusted: renew it there, or name its authority as `ca_file`"
    if any(isinstance(each, ssl.SSLError) for each in _causes(error)):
        return "speaks no TLS that we do"
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "does not answer in time"
    return f"cannot be used: {type(error).__name__}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
