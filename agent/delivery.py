"""The outbox at work: what is written is sent, and marked only once a channel accepted it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from loguru import logger

from agent.alerts import Channel, Credentials, build, deliver, next_try
from agent.metrics import Metrics
from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.clock import Clock
from agent.model.errors import StoreError, VaultError
from agent.settings import ChannelSettings
from agent.store import Store

_STATE = {
    Outcome.ACCEPTED: AlertState.SENT,
    Outcome.TRY_LATER: AlertState.PENDING,
    Outcome.NEVER: AlertState.FAILED,
}


@dataclass
class CredentialedChannel:
    """A channel whose credentials are fetched from Vault when it is first used, and again after a failure.

    In between they are kept in memory, so a channel that has spoken once still speaks when Vault is down.
    """

    settings: ChannelSettings
    fetch: Callable[[str], Credentials]
    _inner: Channel | None = field(default=None, repr=False)
    _fresh: bool = False

    @property
    def name(self) -> str:
        return self.settings.name

    async def send(self, alert: Alert) -> Delivery:
        inner = self._inner
        if inner is None or not self._fresh:
            try:
                inner = await asyncio.to_thread(self._build)
            except VaultError as error:
                if inner is None:
                    return Delivery(outcome=Outcome.TRY_LATER, problem=f"no credentials: {error.what}")
        delivery = await inner.send(alert)
        self._inner, self._fresh = inner, delivery.outcome is Outcome.ACCEPTED
        return delivery

    def _build(self) -> Channel:
        path = self.settings.vault_path
        return build(self.settings, self.fetch(path) if path else None)


@dataclass(frozen=True)
class Outbox:
    store: Store
    channels: Mapping[str, Channel]
    metrics: Metrics
    clock: Clock

    async def send_due(self) -> None:
        """One try of every alert whose time has come."""
        await self.send(await asyncio.to_thread(self.store.alerts_due, self.clock()))

    async def send(self, alerts: Sequence[Alert]) -> None:
        if alerts:
            await deliver(alerts, self.channels, self._mark)

    async def send_until(self, stop: asyncio.Event, wake: asyncio.Event, pause: float) -> None:
        """Go on until `stop`; at once when `wake` is set, and every `pause` seconds for what waits.

        A store that cannot be read or written now is looked at again: what was sent meanwhile and not
        marked is sent once more, under the same key.
        """
        while not stop.is_set():
            wake.clear()
            try:
                await self.send_due()
            except StoreError as error:
                logger.error("the outbox waits for the store: {}", error)
            await _either(stop, wake, pause)

    async def _mark(self, alert: Alert, delivery: Delivery) -> None:
        await asyncio.to_thread(self._store_mark, alert, delivery)
        self.metrics.observe_alert(alert.channel, _STATE[delivery.outcome])

    def _store_mark(self, alert: Alert, delivery: Delivery) -> None:
        now = self.clock()
        with self.store.writing() as unit:
            unit.alert_tried(alert.key, delivery, now, next_try(alert.attempts, now))


async def _either(first: asyncio.Event, second: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(first.wait()), asyncio.ensure_future(second.wait())]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
