"""How long after a fact is there a channel has accepted its alert."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from agent.alerts.webhook import WebhookChannel
from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert, Delivery, Outcome
from agent.model.look import Look
from agent.model.policy import Policy
from agent.recorder import Recorder
from agent.store import Store
from tests.alerts.sinks import web_sink
from tests.unit.builders import EASTERN, NOW, at_once, enrollment, facts, roster, visit

TRANSITIONS = 1000
P99 = 5.0  # seconds
AT_A_TIME = 20  # transitions that one visit brings
VISITS_AT_ONCE = 2  # as the running agent has them
EXPECTED = roster(n1234567893="Approved")
_GIVEN_UP = 120.0  # seconds
_PAUSE = 600.0  # seconds until an outbox that nobody wakes looks again: later than it is given up


@dataclass(frozen=True)
class Moment:
    wall: float
    work: float  # seconds of one core that this process, which is agent and receiver, has used

    @classmethod
    def now(cls) -> "Moment":
        return cls(perf_counter(), process_time())


@dataclass
class Timed:
    """A real channel; remembers when it accepted what."""

    inner: WebhookChannel
    accepted: dict[str, Moment] = field(default_factory=dict)
    _one_more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def name(self) -> str:
        return self.inner.name

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self.inner.turn()

    async def send(self, alert: Alert) -> Delivery:
        delivery = await self.inner.send(alert)
        if delivery.outcome is Outcome.ACCEPTED:
            self.accepted[alert.key] = Moment.now()
            self._one_more.set()
        return delivery

    async def caught_up(self, count: int) -> None:
        """Until so many are accepted."""
        async with asyncio.timeout(_GIVEN_UP):
            while len(self.accepted) < count:
                self._one_more.clear()
                await self._one_more.wait()


def looks(at_a_time: int) -> Iterator[Look]:
    """A day apart; so many enrollments are deactivated in the first, approved in the second, and so on."""
    for number in range(TRANSITIONS // at_a_time):
        status = "Approved" if number % 2 else "Deactivated"
        rows = [enrollment(status, identifier=f"I{row:014d}") for row in range(at_a_time)]
        yield visit(at=NOW + number * timedelta(days=1), facts=facts(enrollments=rows))


async def told(folder: Path, at_a_time: int = AT_A_TIME) -> tuple[dict[str, Moment], dict[str, Moment]]:
    """By the key of each alert: when its fact was there, and when it was accepted.

    Facts come as fast as two visits at once bring them, where no visit takes any time of its own.
    """
    found: dict[str, Moment] = {}
    most_waiting = (VISITS_AT_ONCE - 1) * at_a_time
    now, stop, wake = [NOW], asyncio.Event(), asyncio.Event()
    with Store.open(f"sqlite:///{folder}/enrollwatch.db") as store:
        async with web_sink() as sink:
            sink.keeps = True
            channel = Timed(WebhookChannel("hook", f"http://127.0.0.1:{sink.port}/"))
            outbox = Outbox(store, {"hook": channel}, Metrics(), lambda: now[0])
            sending = asyncio.create_task(outbox.send_until(stop, wake, _PAUSE))
            recorder = Recorder(store, at_once("hook"), Policy(), EASTERN)
            for look in looks(at_a_time):
                seen, now[0] = Moment.now(), max(now[0], look.started)
                report = await asyncio.to_thread(recorder.record, look, EXPECTED, look.started)
                found |= {alert.key: seen for alert in report.alerts}
                wake.set()
                await channel.caught_up(len(found) - most_waiting)
            await channel.caught_up(len(found))
            stop.set()
            await sending
    return found, channel.accepted


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.99 * len(seconds)) - 1]


BUSY = 1.2
"""How many want a core from which on a machine is busy."""


async def test_of_a_thousand_transitions_99_in_100_are_accepted_within_five_seconds(tmp_path: Path) -> None:
    found, accepted = await told(tmp_path)
    assert_soon(found, accepted)


def assert_soon(found: dict[str, Moment], accepted: dict[str, Moment], within: float = P99) -> None:
    """Where the machine is busy with other work, a clock on the wall measures that: then its own work counts.

    That grows too, for caches and hyperthreads are shared, but by no more than as much again.
    """
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert len(found) >= TRANSITIONS
    assert accepted.keys() == found.keys()
    wall = p99([accepted[key].wall - seen.wall for key, seen in found.items()])
    work = p99([accepted[key].work - seen.work for key, seen in found.items()])
    print(f"{len(found)} transitions: p99 {wall:.2f} s, {work:.2f} s of one core")
    assert work < within * min(busy, 2.0)
    assert wall < within or busy > BUSY


async def test_of_a_thousand_transitions_in_one_visit_within_ten(tmp_path: Path) -> None:
    """No visit opens so many. The last waits for all before it: 3.5 to 6.5 s where the machine has better and
    worse days, whatever the code."""
    found, accepted = await told(tmp_path, TRANSITIONS)
    assert_soon(found, accepted, 2 * P99)
