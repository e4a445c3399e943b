"""Order, back-off, and one channel's trouble being its own."""

import asyncio
from datetime import timedelta

import pytest

from agent.alerts import Channel, deliver, next_try
from agent.model.alert import Alert, Delivery, Outcome
from tests.alerts.sinks import Mood, RecordingChannel
from tests.alerts.values import MORNING, an_alert


class Marks:
    """What the caller was told of each try; `seen` is set once it was told `expected` times."""

    def __init__(self, expected: int = 0) -> None:
        self.told: list[tuple[str, Outcome]] = []
        self.seen = asyncio.Event()
        self._expected = expected

    async def __call__(self, alert: Alert, delivery: Delivery) -> None:
        self.told.append((alert.key, delivery.outcome))
        if len(self.told) == self._expected:
            self.seen.set()


class Gate:
    """A channel that answers only once it is opened."""

    name = "gate"

    def __init__(self) -> None:
        self.opened = asyncio.Event()

    async def send(self, alert: Alert) -> Delivery:
        await self.opened.wait()
        return Delivery(outcome=Outcome.ACCEPTED)


class Slow(RecordingChannel):
    """Lets the loop turn many times before it answers."""

    async def send(self, alert: Alert) -> Delivery:
        for _ in range(20):
            await asyncio.sleep(0)
        return await super().send(alert)


class Broken:
    name = "broken"

    async def send(self, alert: Alert) -> Delivery:
        raise ZeroDivisionError("hook-canary")


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 10), (2, 20), (6, 320), (7, 600), (8, 600), (10_000, 600)]
)
def test_the_pause_doubles_from_five_seconds_to_ten_minutes(attempts: int, seconds: int) -> None:
    assert next_try(attempts, MORNING) == MORNING + timedelta(seconds=seconds)


async def test_alerts_of_a_channel_are_tried_in_the_order_given() -> None:
    fake, marks = RecordingChannel("ops"), Marks()
    alerts = [an_alert(1), an_alert(1, incident="incident-2"), an_alert(2)]
    await deliver(alerts, {"ops": fake}, marks)
    assert fake.tried == [alert.key for alert in alerts]
    assert marks.told == [(alert.key, Outcome.ACCEPTED) for alert in alerts]


async def test_after_a_try_put_off_the_incident_waits_and_others_go_on() -> None:
    alerts = [an_alert(1), an_alert(2), an_alert(1, incident="incident-2")]

    class BusyForTheFirst(RecordingChannel):
        async def send(self, alert: Alert) -> Delivery:
            self.mood = Mood.BUSY if alert.incident == "incident-1" else Mood.WELL
            return await super().send(alert)

    fake, marks = BusyForTheFirst("ops"), Marks()
    await deliver(alerts, {"ops": fake}, marks)
    assert marks.told == [(alerts[0].key, Outcome.TRY_LATER), (alerts[2].key, Outcome.ACCEPTED)]


async def test_an_alert_refused_for_good_does_not_hold_back_the_next_one() -> None:
    fake, marks = RecordingChannel("ops", Mood.REFUSING), Marks()
    await deliver([an_alert(1), an_alert(2)], {"ops": fake}, marks)
    assert [outcome for _, outcome in marks.told] == [Outcome.NEVER, Outcome.NEVER]


async def test_a_channel_in_trouble_is_left_alone_after_two_tries() -> None:
    fake, marks = RecordingChannel("ops", Mood.HANGING), Marks()
    await deliver([an_alert(1, incident=f"incident-{n}") for n in range(9)], {"ops": fake}, marks)
    assert len(fake.tried) == len(marks.told) == 2


async def test_tries_put_off_now_and_then_do_not_stop_a_channel() -> None:
    class EveryOther(RecordingChannel):
        async def send(self, alert: Alert) -> Delivery:
            self.mood = Mood.BUSY if self.mood is Mood.WELL else Mood.WELL
            return await super().send(alert)

    fake, marks = EveryOther("ops"), Marks()
    await deliver([an_alert(1, incident=f"incident-{n}") for n in range(6)], {"ops": fake}, marks)
    assert [outcome for _, outcome in marks.told] == [Outcome.TRY_LATER, Outcome.ACCEPTED] * 3


async def test_a_slow_channel_does_not_delay_another() -> None:
    gate, fake, marks = Gate(), RecordingChannel("ops"), Marks(expected=2)
    channels: dict[str, Channel] = {"gate": gate, "ops": fake}
    alerts = [an_alert(channel="gate"), an_alert(1), an_alert(2)]
    running = asyncio.create_task(deliver(alerts, channels, marks))
    async with asyncio.timeout(5):
        await marks.seen.wait()
        assert [key for key, _ in marks.told] == ["incident-1:1:ops", "incident-1:2:ops"]
        gate.opened.set()
        await running
    assert len(marks.told) == 3


async def test_a_channel_that_the_settings_do_not_have_never_takes_it() -> None:
    told: list[Delivery] = []

    async def mark(alert: Alert, delivery: Delivery) -> None:
        told.append(delivery)

    await deliver([an_alert(channel="pager")], {}, mark)
    assert told == [Delivery(outcome=Outcome.NEVER, problem="the settings have no channel pager")]


async def test_a_channel_with_a_bug_keeps_its_alert_and_silences_nobody() -> None:
    told: dict[str, Delivery] = {}

    async def mark(alert: Alert, delivery: Delivery) -> None:
        told[alert.channel] = delivery

    channels: dict[str, Channel] = {"broken": Broken(), "ops": RecordingChannel("ops")}
    await deliver([an_alert(channel="broken"), an_alert()], channels, mark)
    assert told["ops"].outcome is Outcome.ACCEPTED
    assert told["broken"].outcome is Outcome.TRY_LATER
    assert told["broken"].problem == "the channel itself failed: ZeroDivisionError"


async def test_when_a_result_cannot_be_stored_that_channel_stops_and_the_others_end_their_turn() -> None:
    fake, slow = RecordingChannel("ops"), Slow("slow")
    told: list[str] = []

    async def mark(alert: Alert, delivery: Delivery) -> None:
        if alert.channel == "ops":
            raise OSError("disk full")
        told.append(alert.key)

    alerts = [an_alert(1), an_alert(2), an_alert(1, "slow"), an_alert(2, "slow")]
    with pytest.raises(OSError, match="disk full"):
        await deliver(alerts, {"ops": fake, "slow": slow}, mark)
    assert len(fake.tried) == 1
    assert told == ["incident-1:1:slow", "incident-1:2:slow"]
