"""Links that acknowledge an incident: signed, expiring, and good for that incident and channel alone.

The only file that names itsdangerous. Keys are a list, newest last: a new one signs, older ones still open
what they signed, so that a rotation breaks no link that somebody holds.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer
from loguru import logger
from pydantic import AwareDatetime, SecretStr, ValidationError

from agent.alerts.message import asks_to_be_taken, taken_by_link
from agent.model.alert import Alert
from agent.model.base import Frozen
from agent.model.clock import Clock, machine_clock
from agent.model.errors import VaultError, VaultMissingError
from agent.settings import Settings
from agent.vault import VaultClient
from agent.vault.link_keys import FIELD, SHORTEST

LASTS = timedelta(hours=24)
"""From the moment it is sent. A reminder carries a new one."""

KEPT = timedelta(minutes=1)
"""How long fetched keys, or that none could be fetched, are taken for true."""

_PURPOSE = b"enrollwatch acknowledge"

Fetch = Callable[[], Mapping[str, SecretStr]]


class LinkProblem(StrEnum):
    """Why a link opens nothing."""

    FORGED = "forged"  # not signed by any of the keys, or damaged on its way
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # the keys cannot be fetched now


class Linked(Frozen):
    """What a link stands for: `channel` took the message of `incident`."""

    incident: str
    channel: str
    until: AwareDatetime


def signed(linked: Linked, keys: Sequence[SecretStr]) -> str:
    """Safe in an address: letters, digits, `-`, `_` and `.`."""
    until = int(linked.until.timestamp())
    return str(_signer(keys).dumps([linked.incident, linked.channel, until]))


def opened(token: str, keys: Sequence[SecretStr], now: datetime) -> Linked | LinkProblem:
    try:
        incident, channel, until = _signer(keys).loads(token)
        linked = Linked(incident=incident, channel=channel, until=datetime.fromtimestamp(until, UTC))
    except (BadData, ValidationError, ValueError, TypeError, OverflowError, OSError):
        return LinkProblem.FORGED
    return linked if now < linked.until else LinkProblem.EXPIRED


def _signer(keys: Sequence[SecretStr]) -> URLSafeSerializer:
    return URLSafeSerializer(
        [key.get_secret_value() for key in keys],
        salt=_PURPOSE,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


@dataclass
class AckLinks:
    """Makes and opens links below `base_url`. Keys are fetched when used, and kept in memory for a minute.

    Where they cannot be fetched, those of before still serve; without any there are no links. Thread-safe.
    """

    base_url: str
    fetch: Fetch
    _keys: tuple[SecretStr, ...] = field(default=(), repr=False)
    _asked: datetime | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def of(cls, settings: Settings, vault: VaultClient) -> "AckLinks | None":
        """Null where the settings name no address of these pages, or no keys."""
        base_url, path = settings.web.base_url, settings.web.vault_path
        if base_url is None or path is None:
            return None
        return cls(base_url, lambda: vault.secret(path).fields)

    def check(self) -> str:
        """How many keys there are, for whoever looks after them. Raises VaultError where there is none."""
        count = len(_parsed(self.fetch()))
        if not count:
            raise VaultMissingError(
                "no usable key for links", "web.vault_path", "run `enrollwatch secrets bootstrap`"
            )
        return f"{count} {'key' if count == 1 else 'keys'}"

    def completed(self, alert: Alert, clock: Clock = machine_clock) -> Alert:
        """With a link in its message, where it asks somebody to take an incident; else as it is."""
        if alert.incident is None or not asks_to_be_taken(alert.message, alert.incident):
            return alert
        address = self.address(alert.incident, alert.channel, clock())
        if address is None:
            return alert
        message = taken_by_link(alert.message, alert.incident, address)
        return alert.model_copy(update={"message": message})

    def address(self, incident: str, channel: str, now: datetime) -> str | None:
        """Null without keys: the message then goes without a link."""
        keys = self._current(now)
        if not keys:
            return None
        linked = Linked(incident=incident, channel=channel, until=now + LASTS)
        return f"{self.base_url}/ack/{signed(linked, keys)}"

    def open(self, token: str, now: datetime) -> Linked | LinkProblem:
        keys = self._current(now)
        return opened(token, keys, now) if keys else LinkProblem.UNKNOWN

    def _current(self, now: datetime) -> tuple[SecretStr, ...]:
        with self._turn:
            if self._asked is None or abs(now - self._asked) >= KEPT:
                self._asked = now
                self._keys = self._fetched() or self._keys
            return self._keys

    def _fetched(self) -> tuple[SecretStr, ...]:
        try:
            fields = self.fetch()
        except VaultError as error:
            logger.warning("no key for acknowledge links: {}", error.what)
            return ()
        return _parsed(fields)


def _parsed(fields: Mapping[str, SecretStr]) -> tuple[SecretStr, ...]:
    """The keys that are long enough to be keys; what is wrong with the others is logged, not they."""
    written = fields[FIELD].get_secret_value().split() if FIELD in fields else []
    keys = tuple(SecretStr(key) for key in written if len(key) >= SHORTEST)
    if not keys or len(keys) < len(written):
        logger.warning("web.vault_path holds {} usable keys of {}", len(keys), len(written))
    return keys
