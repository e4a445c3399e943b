"""A JSON document posted to a web address."""

import asyncio
import hmac
import json
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from agent.alerts.channel import PATIENCE, Credentials, accepted, later, never
from agent.model.alert import Alert, Delivery
from agent.model.errors import SettingsError
from agent.settings import ChannelSettings

_TRY_AGAIN = {408, 425, 429}

SIGNATURE = "X-Enrollwatch-Signature"
"""`sha256=` and the HMAC-SHA256 of the body under the signing key, in hexadecimal."""


class WebhookChannel:
    """`credentials` may hold `signing_key`: then every body is signed."""

    def __init__(
        self, name: str, url: str, credentials: Credentials | None = None, *, patience: float = PATIENCE
    ) -> None:
        self.name = name
        self._url = url
        self._host = urlsplit(url).netloc  # the path may be a secret: it is never told
        self._key: SecretStr | None = (credentials or {}).get("signing_key")
        self._patience = patience
        self._tls = httpx.create_ssl_context()  # reads every public authority: once, not at each try

    @classmethod
    def build(cls, settings: ChannelSettings, credentials: Credentials | None) -> "WebhookChannel":
        if settings.url is None:
            raise SettingsError("a webhook channel has no address", settings.name, "set `url`")
        return cls(settings.name, settings.url, credentials)

    async def send(self, alert: Alert) -> Delivery:
        try:
            status = await self._post(document(alert), alert.key)
        except (httpx.HTTPError, OSError) as error:  # TimeoutError is an OSError
            return later(f"{self._host} cannot be used: {type(error).__name__}")
        return self._judge(status)

    async def _post(self, body: bytes, key: str) -> int:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._key is not None:
            headers[SIGNATURE] = signature(body, self._key)
        async with (
            asyncio.timeout(self._patience),
            httpx.AsyncClient(timeout=self._patience, follow_redirects=False, verify=self._tls) as client,
            # The answer's body is not read: it says nothing we need and may have no end.
            client.stream("POST", self._url, content=body, headers=headers) as answer,
        ):
            return answer.status_code

    def _judge(self, status: int) -> Delivery:
        problem = f"{self._host} answered {status}"
        if 200 <= status < 300:
            return accepted()
        if 300 <= status < 400:
            return never(f"{problem}, a redirect, which is not followed: give the channel its last address")
        return later(problem) if status >= 500 or status in _TRY_AGAIN else never(problem)


def document(alert: Alert) -> bytes:
    """`at` is when the alert was written, in ISO 8601; `key` is the same for every try.

    `digest` is the day of a digest, which is of no incident alone: then `incident` and `transition` are null.
    """
    return json.dumps(
        {
            "schema": 1,
            "key": alert.key,
            "incident": alert.incident,
            "number": alert.number,
            "transition": alert.transition,
            "digest": alert.digest and alert.digest.isoformat(),
            "channel": alert.channel,
            "title": alert.message.title,
            "text": alert.message.text,
            "at": alert.created.isoformat(),
        }
    ).encode()


def signature(body: bytes, key: SecretStr) -> str:
    return "sha256=" + hmac.new(key.get_secret_value().encode(), body, "sha256").hexdigest()
