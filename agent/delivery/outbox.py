"""The outbox at work: what is written is sent, and marked only once a channel accepted it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from loguru import logger

from agent.alerts import (
    AlertmanagerChannel,
    Channel,
    Credentials,
    RealChannel,
    build,
    deliver,
    next_try,
    turn_of,
)
from agent.delivery.gathering import LONG_DOWN, hand_over, in_hours, make_digests, summarise
from agent.metrics import Metrics
from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.clock import Clock
from agent.model.errors import SettingsError, StoreError, VaultError
from agent.model.incident import Incident
from agent.model.links import NO_LINKS, Links
from agent.routing import opening
from agent.settings import ChannelSettings
from agent.store import Store

_STATE = {
    Outcome.ACCEPTED: AlertState.SENT,
    Outcome.TRY_LATER: AlertState.PENDING,
    Outcome.NEVER: AlertState.FAILED,
}

TRIES_IN_A_ROW = 6
"""Tries of one alert, over five minutes, after which its channel is given up for its fallback."""


@dataclass
class CredentialedChannel:
    """A channel whose credentials are fetched from Vault when it is first used, and again after a failure.

    In between they are kept in memory, so a channel that has spoken once still speaks when Vault is down.
    """

    settings: ChannelSettings
    fetch: Callable[[str], Credentials]
    completed: Callable[[Alert], Alert] | None = None
    """Adds what is not to be stored, such as a link that acknowledges; asked before each try."""
    links: Links = NO_LINKS
    _inner: RealChannel | None = field(default=None, repr=False)
    _credentials: Credentials | None = field(default=None, repr=False)
    _fresh: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _kept: AsyncExitStack | None = field(default=None, repr=False)
    _keeping: RealChannel | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.settings.name

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """What the far side is, is known only with its credentials: its turn begins with what is sent first,
        and anew where it is made anew."""
        async with AsyncExitStack() as kept:
            self._kept = kept
            try:
                yield
            finally:
                self._kept = self._keeping = None

    async def send(self, alert: Alert) -> Delivery:
        whole = await asyncio.to_thread(self.completed, alert) if self.completed else alert
        return await self._use(lambda inner: inner.send(whole))

    async def check(self) -> Delivery:
        """As far as can be known without telling anybody."""
        return await self._use(lambda inner: inner.check())

    async def refresh(self, incidents: Callable[[], Iterable[Incident]]) -> Delivery:
        """Tell the state of these again, where the far side holds states; elsewhere nothing is done."""

        async def told(inner: RealChannel) -> Delivery:
            if isinstance(inner, AlertmanagerChannel):
                return await inner.refresh(incidents)
            return Delivery(outcome=Outcome.ACCEPTED)

        return await self._use(told)

    async def _use(self, work: Callable[[RealChannel], Awaitable[Delivery]]) -> Delivery:
        try:
            async with self._turn:
                inner = self._inner
                if inner is None or not self._fresh:
                    inner = await asyncio.to_thread(self._renewed)
                if self._kept and self._keeping is not inner:
                    self._keeping = inner
                    await self._kept.enter_async_context(turn_of(inner))
        except (VaultError, SettingsError) as error:
            return Delivery(outcome=Outcome.TRY_LATER, problem=f"no credentials: {error.what}")
        delivery = await work(inner)
        self._fresh = delivery.outcome is Outcome.ACCEPTED
        return delivery

    def _renewed(self) -> RealChannel:
        """Made anew only for other credentials, for it may remember who has a mail already. Without Vault
        it stays what it was."""
        path = self.settings.vault_path
        try:
            credentials = self.fetch(path) if path else None
        except VaultError:
            if self._inner is None:
                raise
            return self._inner
        if self._inner is None or credentials != self._credentials:
            self._inner, self._credentials = build(self.settings, credentials, self.links), credentials
        return self._inner


@dataclass(frozen=True)
class Outbox:
    store: Store
    channels: Mapping[str, Channel]
    metrics: Metrics
    clock: Clock
    zone: tzinfo = UTC
    """Of the reader of a digest."""
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    """By channel: the one that is told what it does not take."""

    async def send_due(self) -> tuple[Alert, ...]:
        """One try of every alert whose time has come; returns those that were accepted."""
        return await self.send(await asyncio.to_thread(self._due))

    async def send(self, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
        """One try of each; returns those that were accepted."""
        accepted: list[Alert] = []

        async def mark(alert: Alert, delivery: Delivery) -> None:
            await self._mark(alert, delivery)
            if delivery.outcome is Outcome.ACCEPTED:
                accepted.append(alert)

        if alerts:
            await deliver(alerts, self.channels, mark)
        return tuple(accepted)

    async def send_until(self, stop: asyncio.Event, wake: asyncio.Event, pause: float) -> None:
        """Go on until `stop`; at once when `wake` is set, and every `pause` seconds for what waits.

        Each channel has a turn of its own: while one is slow, or has many to take, what is new for another
        goes out. A store that cannot be read or written now is looked at again: what was sent meanwhile and
        not marked is sent once more, under the same key.
        """
        turns: dict[str, asyncio.Task[None]] = {}
        try:
            while not stop.is_set():
                wake.clear()
                turns = {name: turn for name, turn in turns.items() if not _is_over(turn)}
                for channel, alerts in (await self._due_elsewhere(turns)).items():
                    turns[channel] = asyncio.create_task(self._turn(alerts, wake), name=f"outbox: {channel}")
                await _either(stop, wake, pause)
            await asyncio.gather(*turns.values())
        finally:
            for turn in turns.values():
                turn.cancel()

    async def _due_elsewhere(self, busy: Container[str]) -> dict[str, list[Alert]]:
        """What is due, by channel, but on those that are `busy`."""
        due: dict[str, list[Alert]] = {}
        try:
            for alert in await asyncio.to_thread(self._due, busy):
                due.setdefault(alert.channel, []).append(alert)
        except StoreError as error:
            logger.error("the outbox waits for the store: {}", error)
        return due

    async def _turn(self, alerts: Sequence[Alert], wake: asyncio.Event) -> None:
        """One try of each; then `wake`, for more may have come. What a channel put off waits its time."""
        accepted: Sequence[Alert] = alerts  # where something is raised, that is to be seen at once too
        try:
            accepted = await self.send(alerts)
        except StoreError as error:
            accepted = ()
            logger.error("the outbox waits for the store: {}", error)
        finally:
            if len(accepted) == len(alerts):
                wake.set()

    def _due(self, busy: Container[str] = ()) -> tuple[Alert, ...]:
        """What is to be tried now: with digests and summaries, and without what is out of its hours.

        Nothing on a channel that is `busy`: it may be taking one of them this moment.
        """
        now = self.clock()
        if any(in_hours(part, now) for part in self.store.digests_due(now)):
            with self.store.writing() as unit:
                make_digests(unit, now, self.zone)
        due = _but_on(busy, self.store.alerts_due(now))
        channels = {alert.channel for alert in due}
        down = [name for name in self.store.channels_down(now - LONG_DOWN) if name in channels] if due else []
        if not down and all(in_hours(alert, now) for alert in due):
            return due
        with self.store.writing() as unit:
            for channel in down:
                summarise(unit, channel, now, self.zone)
            for alert in _but_on(busy, unit.alerts_due(now)):
                if alert.hours and not in_hours(alert, now):
                    unit.hold_alert(alert.key, opening(alert.hours, now))
        return _but_on(busy, self.store.alerts_due(now))

    async def _mark(self, alert: Alert, delivery: Delivery) -> None:
        await asyncio.to_thread(self._store_mark, alert, delivery)
        self.metrics.observe_alert(alert.channel, _STATE[delivery.outcome])

    def _store_mark(self, alert: Alert, delivery: Delivery) -> None:
        now = self.clock()
        with self.store.writing() as unit:
            again = next_try(alert.attempts, now, delivery.retry_after)
            unit.alert_tried(alert.key, delivery, now, again)
            other = self.fallbacks.get(alert.channel)
            if other and delivery.outcome is Outcome.NEVER:
                hand_over(unit, [alert], other, now, delivery.problem)
            elif other and delivery.outcome is Outcome.TRY_LATER and alert.attempts >= TRIES_IN_A_ROW:
                hand_over(unit, unit.alerts_stuck(alert.channel, now), other, now, delivery.problem)


def _but_on(busy: Container[str], alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(alert for alert in alerts if alert.channel not in busy)


def _is_over(turn: asyncio.Task[None]) -> bool:
    """Raises what the turn raised."""
    return turn.done() and turn.result() is None


async def _either(first: asyncio.Event, second: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(first.wait()), asyncio.ensure_future(second.wait())]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
