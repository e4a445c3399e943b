"""The heartbeat goes only when all worked since the last one, and says what held it back."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest
from loguru import logger

from agent.alerts.http import Receiver
from agent.heartbeat import SOON, Heartbeat, Part
from agent.metrics import Metrics
from agent.model.errors import VaultMissingError, VaultSealedError
from agent.proofs import address_of
from agent.settings import HeartbeatMethod, HeartbeatSettings
from tests.alerts.sinks import Mood, WebSink, web_sink
from tests.fakes_vault import FakeVault

from .builders import NOW

PARTS = ("schedule", "browser", "vault", "store", "channel")
EVERY = timedelta(minutes=5)


class Rig:
    """Every part says what `wrong` has of it; an error there is raised."""

    def __init__(self, sink: WebSink, method: HeartbeatMethod = HeartbeatMethod.POST) -> None:
        self.now = NOW
        self.wrong: dict[str, str | Exception] = {}
        self.asked: dict[str, list[datetime]] = {name: [] for name in PARTS}
        self.addresses = 0
        self.metrics = Metrics()
        self._port = sink.port
        self.heartbeat = Heartbeat(
            {name: self._part(name) for name in PARTS},
            self._address,
            method,
            EVERY,
            self.metrics,
            lambda: self.now,
            NOW,
        )

    def _part(self, name: str) -> Part:
        async def part(since: datetime) -> str | None:
            self.asked[name].append(since)
            found = self.wrong.get(name)
            if isinstance(found, Exception):
                raise found
            return found

        return part

    def _address(self) -> Receiver:
        self.addresses += 1
        return Receiver(f"http://127.0.0.1:{self._port}/ping/secret-id", patience=1.5)

    async def beat(self, later: timedelta = EVERY) -> bool:
        self.now += later
        return await self.heartbeat.beat()

    def metric(self, name: str) -> str:
        lines = self.metrics.exposition().decode().splitlines()
        return next(line.split(" ")[1] for line in lines if line.startswith(f"enrollwatch_{name} "))


@pytest.fixture
async def sink() -> AsyncIterator[WebSink]:
    async with web_sink() as opened:
        yield opened


@pytest.fixture
def lines() -> Iterator[list[str]]:
    heard: list[str] = []
    handler = logger.add(lambda line: heard.append(str(line).strip()), format="{message}")
    yield heard
    logger.remove(handler)


@pytest.mark.parametrize("method", list(HeartbeatMethod))
async def test_it_goes_where_it_is_to_go_when_all_worked(sink: WebSink, method: HeartbeatMethod) -> None:
    rig = Rig(sink, method)
    assert await rig.beat()
    assert sink.targets == [f"{method} /ping/secret-id HTTP/1.1"]
    assert float(rig.metric("last_heartbeat_timestamp_seconds")) == rig.now.timestamp()
    assert rig.metric('heartbeats_total{result="accepted"}') == "1.0"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "wrong", ["it is away", VaultSealedError("it is away", "x", "y"), ValueError("secret")]
)
async def test_one_part_that_did_not_work_holds_it_back_and_is_named(
    sink: WebSink, lines: list[str], part: str, wrong: str | Exception
) -> None:
    rig = Rig(sink)
    rig.wrong = {part: wrong}
    assert not await rig.beat()
    assert sink.targets == []
    why = "it broke: ValueError" if isinstance(wrong, ValueError) else "it is away"
    assert lines == [f"heartbeat held back: {part}: {why}"]
    shown = {name: rig.metric(f'heartbeat_held_back{{part="{name}"}}') for name in PARTS}
    assert shown == {name: "1.0" if name == part else "0.0" for name in PARTS}


async def test_every_part_is_asked_about_the_time_since_the_last_one_that_went(sink: WebSink) -> None:
    rig = Rig(sink)
    await rig.beat()
    rig.wrong = {"vault": "sealed"}
    await rig.beat()
    rig.wrong = {}
    await rig.beat()
    await rig.beat()
    went = [NOW, NOW + EVERY, NOW + EVERY, NOW + 3 * EVERY]
    assert all(asked == went for asked in rig.asked.values())


async def test_one_that_is_not_taken_did_not_go_and_its_address_is_asked_for_anew(
    sink: WebSink, lines: list[str]
) -> None:
    rig = Rig(sink)
    sink.mood = Mood.BUSY
    assert not await rig.beat()
    assert rig.heartbeat.pause() == SOON
    assert rig.heartbeat.since == NOW
    sink.mood = Mood.WELL
    assert await rig.beat()
    assert rig.heartbeat.pause() == EVERY
    assert rig.addresses == 2
    assert lines == [
        f"heartbeat not taken: 127.0.0.1:{sink.port} answered 503",
        "heartbeat goes again",
    ]


async def test_what_holds_it_back_for_hours_is_said_once(sink: WebSink, lines: list[str]) -> None:
    rig = Rig(sink)
    rig.wrong = {"vault": "sealed"}
    for _ in range(5):
        await rig.beat()
    rig.wrong = {"vault": "sealed", "store": "full"}
    await rig.beat()
    assert lines == [
        "heartbeat held back: vault: sealed",
        "heartbeat held back: vault: sealed; store: full",
    ]


async def test_its_address_may_be_a_secret_that_nothing_tells(sink: WebSink) -> None:
    url = f"http://user:password@127.0.0.1:{sink.port}/ping/secret-id"
    vault = FakeVault({"heartbeat": {"url": url}})
    receiver = address_of(HeartbeatSettings(vault_path="heartbeat"), vault)
    sink.mood = Mood.REFUSING
    delivery = await receiver.send(b"", {})
    assert sink.targets == ["POST /ping/secret-id HTTP/1.1"]
    assert (receiver.host, delivery.problem) == (
        f"127.0.0.1:{sink.port}",
        f"127.0.0.1:{sink.port} answered 404",
    )


def test_an_address_that_vault_does_not_have_is_an_error_of_vaults() -> None:
    vault = FakeVault({"heartbeat": {"address": "http://127.0.0.1/"}})
    with pytest.raises(VaultMissingError, match="no field 'url'"):
        address_of(HeartbeatSettings(vault_path="heartbeat"), vault)
