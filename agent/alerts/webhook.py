"""A JSON document posted to a web address."""

import hmac
import json
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from agent.alerts.channel import PATIENCE, Credentials
from agent.alerts.http import Receiver
from agent.alerts.plain import plain, plain_text
from agent.model.alert import Alert, Delivery
from agent.model.clock import Clock, machine_clock
from agent.model.errors import SettingsError
from agent.model.incident import Incident, Transition
from agent.model.links import Links
from agent.settings import ChannelSettings

SIGNATURE = "X-Enrollwatch-Signature"
"""`sha256=` and, in hexadecimal, the HMAC-SHA256 under the signing key of: timestamp, full stop, body."""

TIMESTAMP = "X-Enrollwatch-Timestamp"
"""When this try was made, in seconds since 1970. A receiver refuses one that is minutes old: a replay."""


class WebhookChannel:
    """`credentials` may hold `signing_key`: then every body is signed."""

    def __init__(
        self,
        name: str,
        url: str,
        credentials: Credentials | None = None,
        *,
        ca_file: Path | None = None,
        patience: float = PATIENCE,
        clock: Clock = machine_clock,
    ) -> None:
        self.name = name
        self._receiver = Receiver(url, ca_file=ca_file, patience=patience)
        self._key: SecretStr | None = (credentials or {}).get("signing_key")
        self._clock = clock

    @classmethod
    def build(
        cls, settings: ChannelSettings, credentials: Credentials | None, links: Links
    ) -> "WebhookChannel":
        kept = (credentials or {}).get("url")
        url = settings.url or (kept and kept.get_secret_value())
        if not url:
            raise SettingsError(
                "a webhook channel has no address", settings.name, "set `url`, or put one into Vault as `url`"
            )
        return cls(settings.name, url, credentials, ca_file=settings.ca_file)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """One connection for all that is sent within it."""
        return self._receiver.turn()

    async def send(self, alert: Alert) -> Delivery:
        body, at = document(alert), str(int(self._clock().timestamp()))
        headers = {"Content-Type": "application/json", "Idempotency-Key": alert.key, TIMESTAMP: at}
        if self._key is not None:
            headers[SIGNATURE] = signature(at, body, self._key)
        return await self._receiver.send(body, headers)

    async def check(self) -> Delivery:
        """Asks for the head of its address: changes nothing, and proves not that it takes a document."""
        return await self._receiver.check({})


def document(alert: Alert) -> bytes:
    """`at` is when the alert was written, in ISO 8601; `key` is the same for every try.

    `digest` is the day of a digest, which is of no incident alone: then `incident` and `transition` are null.
    `about` is the incident as it was then, or null.
    """
    return json.dumps(
        {
            "schema": 1,
            "key": alert.key,
            "test": alert.transition is Transition.TEST,
            "incident": alert.incident,
            "number": alert.number,
            "transition": alert.transition,
            "digest": alert.digest and alert.digest.isoformat(),
            "channel": alert.channel,
            "title": plain(alert.message.title),
            "text": plain_text(alert.message.text),
            "at": alert.created.isoformat(),
            "about": alert.about and _about(alert.about),
        }
    ).encode()


def _about(incident: Incident) -> dict[str, Any]:
    finding = incident.finding.model_dump(
        mode="json", include={"rule", "subject", "account", "severity", "since", "due"}
    )
    return {**finding, "state": incident.state}


def signature(at: str, body: bytes, key: SecretStr) -> str:
    """`at` as in the `TIMESTAMP` header."""
    signed = at.encode() + b"." + body
    return "sha256=" + hmac.new(key.get_secret_value().encode(), signed, "sha256").hexdigest()
