"""The outbox at work: marked only once accepted, and a channel without its credentials waits for them."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from loguru import logger
from pydantic import SecretStr

from agent.alerts import Channel, Credentials
from agent.delivery import CredentialedChannel, Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert, AlertState, Delivery, Message, Outcome
from agent.model.errors import VaultDeniedError, VaultSealedError
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.settings import ChannelKind, ChannelSettings
from agent.store import Store

from .builders import NOW, finding

PAUSE = timedelta(seconds=5)
"""Before the second try."""

ACCEPTED = Delivery(outcome=Outcome.ACCEPTED)
BUSY = Delivery(outcome=Outcome.TRY_LATER, problem="busy")
REFUSED = Delivery(outcome=Outcome.NEVER, problem="no such recipient")


class Recording:
    """Answers as told, the last answer for ever, and looks at what is stored while it is asked."""

    def __init__(self, store: Store, *answers: Delivery, name: str = "ops-mail") -> None:
        self.name = name
        self.tried: list[str] = []
        self.stored: list[AlertState] = []
        self.after: Callable[[], None] = lambda: None  # called after each try
        self._answers = list(answers or (ACCEPTED,))
        self._store = store

    async def send(self, alert: Alert) -> Delivery:
        self.tried.append(alert.key)
        stored = self._store.alert(alert.key)
        assert stored is not None
        self.stored.append(stored.state)
        self.after()
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class Clock:
    """Stands still, or moves on by `step` each time it is read."""

    def __init__(self, step: timedelta = timedelta()) -> None:
        self.now = NOW
        self._step = step

    def __call__(self) -> datetime:
        self.now += self._step
        return self.now


def write(store: Store, *channels: str, incident: str = "i0") -> tuple[Alert, ...]:
    """One opened incident, told on each channel."""
    opened = Incident(
        id=incident, state=IncidentState.OPEN, finding=finding(subject=incident), opened=NOW, told=NOW
    )
    alerts = tuple(
        Alert(
            id=f"{incident}-{channel}",
            key=f"{incident}:1:{channel}",
            incident=incident,
            number=1,
            transition=Transition.OPENED,
            channel=channel,
            message=Message(title="title", text="text"),
            created=NOW,
            next_try=NOW,
        )
        for channel in channels or ("ops-mail",)
    )
    with store.writing() as unit:
        unit.save_change(Change(incident=opened, transition=Transition.OPENED, at=NOW))
        for alert in alerts:
            unit.add_alert(alert)
    return alerts


def outbox(store: Store, *channels: Channel, clock: Clock | None = None) -> Outbox:
    return Outbox(store, {channel.name: channel for channel in channels}, Metrics(), clock or Clock())


def states(store: Store) -> list[AlertState]:
    return [alert.state for alert in store.alerts()]


def tries_counted(box: Outbox, state: AlertState) -> float:
    labels = {"channel": "ops-mail", "state": state.value}
    return box.metrics.registry.get_sample_value("enrollwatch_alerts_total", labels) or 0


async def test_what_a_channel_accepts_is_marked_sent_after_it_was_accepted(store: Store) -> None:
    write(store)
    channel, clock = Recording(store), Clock()
    clock.now = NOW + timedelta(seconds=3)
    box = outbox(store, channel, clock=clock)
    await box.send_due()
    assert channel.stored == [AlertState.PENDING]
    (alert,) = store.alerts()
    assert (alert.state, alert.sent, alert.attempts) == (AlertState.SENT, clock.now, 1)
    assert tries_counted(box, AlertState.SENT) == 1
    await box.send_due()
    assert channel.tried == ["i0:1:ops-mail"]


async def test_what_is_put_off_is_tried_again_under_the_same_key_when_its_pause_is_over(store: Store) -> None:
    write(store)
    channel, clock = Recording(store, BUSY, ACCEPTED), Clock()
    box = outbox(store, channel, clock=clock)
    await box.send_due()
    (alert,) = store.alerts()
    assert (alert.state, alert.problem, alert.next_try) == (AlertState.PENDING, "busy", NOW + PAUSE)
    assert tries_counted(box, AlertState.PENDING) == 1
    clock.now = NOW + PAUSE - timedelta(microseconds=1)
    await box.send_due()
    assert len(channel.tried) == 1
    clock.now = NOW + PAUSE
    await box.send_due()
    assert channel.tried == ["i0:1:ops-mail"] * 2
    assert states(store) == [AlertState.SENT]


async def test_what_will_never_be_taken_is_marked_failed_and_not_tried_again(store: Store) -> None:
    write(store)
    channel = Recording(store, REFUSED)
    box = outbox(store, channel)
    await box.send_due()
    await box.send_due()
    assert len(channel.tried) == 1
    assert [(each.state, each.problem) for each in store.alerts()] == [
        (AlertState.FAILED, "no such recipient")
    ]


async def test_each_channel_has_a_result_of_its_own(store: Store) -> None:
    write(store, "ops-mail", "ops-hook", "gone")
    await outbox(store, Recording(store, BUSY), Recording(store, name="ops-hook")).send_due()
    assert {alert.channel: alert.state for alert in store.alerts()} == {
        "ops-mail": AlertState.PENDING,
        "ops-hook": AlertState.SENT,
        "gone": AlertState.FAILED,
    }


async def test_a_crash_between_sending_and_marking_sends_again(store: Store) -> None:
    write(store)

    class Crashing(Recording):
        async def send(self, alert: Alert) -> Delivery:
            await super().send(alert)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await outbox(store, Crashing(store)).send_due()
    assert states(store) == [AlertState.PENDING]
    after_restart = Recording(store)
    await outbox(store, after_restart).send_due()
    assert after_restart.tried == ["i0:1:ops-mail"]


async def test_no_alerts_touch_nothing(store: Store) -> None:
    channel = Recording(store)
    box = outbox(store, channel)
    await box.send([])
    await box.send_due()
    assert channel.tried == []


async def test_going_on_sends_at_once_when_woken_and_ends_when_told(store: Store) -> None:
    channel = Recording(store)
    stop, wake = asyncio.Event(), asyncio.Event()
    channel.after = stop.set
    running = asyncio.create_task(outbox(store, channel).send_until(stop, wake, pause=3600))
    await asyncio.sleep(0)  # it has begun, and its first look at the store is empty or not: both are woken
    write(store)
    wake.set()
    async with asyncio.timeout(30):
        await running
    assert channel.tried == ["i0:1:ops-mail"]
    assert states(store) == [AlertState.SENT]


class Held(Recording):
    """Takes its time over the first."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def send(self, alert: Alert) -> Delivery:
        self.asked.set()
        await self.may_answer.wait()
        return await super().send(alert)


async def test_while_one_channel_takes_its_time_what_is_new_goes_out_on_another(store: Store) -> None:
    slow, hook, told = Held(store), Recording(store, name="ops-hook"), asyncio.Event()
    hook.after = told.set
    stop, wake = asyncio.Event(), asyncio.Event()
    write(store)
    running = asyncio.create_task(outbox(store, slow, hook).send_until(stop, wake, pause=3600))
    async with asyncio.timeout(20):
        await slow.asked.wait()
        write(store, "ops-mail", "ops-hook", incident="i1")
        wake.set()
        await told.wait()
        assert slow.tried == []
        slow.after = lambda: stop.set() if len(slow.tried) == 2 else None
        slow.may_answer.set()
        await running
    assert slow.tried == ["i0:1:ops-mail", "i1:1:ops-mail"]
    assert states(store) == [AlertState.SENT] * 3


async def test_going_on_ends_with_what_a_turn_raises(store: Store) -> None:
    """Not for a store in trouble: a bug ends the agent, and says what it is."""

    class Broken(Clock):
        works = True

        def __call__(self) -> datetime:
            if not self.works:
                raise ZeroDivisionError
            return super().__call__()

    write(store)
    channel, clock = Recording(store), Broken()
    channel.after = lambda: setattr(clock, "works", False)
    box = outbox(store, channel, clock=clock)
    async with asyncio.timeout(20):
        with pytest.raises(ZeroDivisionError):
            await box.send_until(asyncio.Event(), asyncio.Event(), pause=3600)


async def test_going_on_looks_again_by_itself_after_each_pause(store: Store) -> None:
    channel, stop = Recording(store, BUSY, ACCEPTED), asyncio.Event()
    write(store)

    def stop_after_the_second() -> None:
        if len(channel.tried) == 2:
            stop.set()

    channel.after = stop_after_the_second
    async with asyncio.timeout(30):
        box = outbox(store, channel, clock=Clock(step=timedelta(minutes=1)))
        await box.send_until(stop, asyncio.Event(), pause=0.01)
    assert channel.tried == ["i0:1:ops-mail"] * 2
    assert states(store) == [AlertState.SENT]


class Vault:
    """Answers each fetch with the next of `answers`."""

    def __init__(self, *answers: Credentials | Exception) -> None:
        self.asked: list[str] = []
        self._answers: Sequence[Credentials | Exception] = answers

    def fetch(self, path: str) -> Credentials:
        self.asked.append(path)
        answer = self._answers[len(self.asked) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


def settings(vault_path: str | None = "channels/ops-log") -> ChannelSettings:
    return ChannelSettings(name="ops-log", kind=ChannelKind.LOG, vault_path=vault_path)


@pytest.fixture
def quiet() -> None:
    logger.remove()


@pytest.mark.usefixtures("quiet")
async def test_credentials_are_fetched_at_the_first_use_and_kept(store: Store) -> None:
    vault = Vault({"password": SecretStr("made up")})
    channel = CredentialedChannel(settings(), vault.fetch)
    assert (channel.name, vault.asked) == ("ops-log", [])
    for alert in write(store, "ops-log") * 3:
        assert await channel.send(alert) == ACCEPTED
    assert vault.asked == ["channels/ops-log"]
    assert "made up" not in repr(channel)


@pytest.mark.usefixtures("quiet")
async def test_without_vault_a_channel_says_later_and_asks_again_the_next_time(store: Store) -> None:
    sealed = VaultSealedError("Vault is sealed", "https://vault.example/secret-path", "unseal it")
    vault = Vault(sealed, VaultDeniedError("refused", "path", "grant it"), {})
    channel = CredentialedChannel(settings(), vault.fetch)
    (alert,) = write(store, "ops-log")
    assert await channel.send(alert) == Delivery(
        outcome=Outcome.TRY_LATER, problem="no credentials: Vault is sealed"
    )
    assert (await channel.send(alert)).outcome is Outcome.TRY_LATER
    assert await channel.send(alert) == ACCEPTED
    assert len(vault.asked) == 3


@pytest.mark.usefixtures("quiet")
async def test_an_alert_waits_in_the_store_until_vault_answers(store: Store) -> None:
    write(store, "ops-log")
    vault = Vault(VaultSealedError("Vault is sealed", "vault", "unseal it"), {})
    clock = Clock()
    box = outbox(store, CredentialedChannel(settings(), vault.fetch), clock=clock)
    await box.send_due()
    assert [(each.state, each.problem) for each in store.alerts()] == [
        (AlertState.PENDING, "no credentials: Vault is sealed")
    ]
    clock.now = NOW + PAUSE
    await box.send_due()
    assert states(store) == [AlertState.SENT]


@pytest.mark.usefixtures("quiet")
async def test_a_channel_without_a_vault_path_asks_vault_for_nothing(store: Store) -> None:
    vault = Vault()
    (alert,) = write(store, "ops-log")
    assert await CredentialedChannel(settings(vault_path=None), vault.fetch).send(alert) == ACCEPTED
    assert vault.asked == []
