"""`kill -9` between writing a transition and sending it, and between sending and marking it.

A receiver may hear of a transition twice, under one key; never not at all, and never after the next one.
"""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any

from agent.model.alert import AlertState
from agent.store import Store
from tests.alerts.sinks import read_request
from tests.system.parts import ROOT
from tests.system.telling import CHANNEL

_PATIENCE = 60.0  # seconds for one run on a busy machine


class Moment(Enum):
    """When a run is killed."""

    WRITTEN = "before it sends anything"
    CONNECTED = "as it begins to send, before the receiver has read a word"
    TAKEN = "while the receiver, which has it all, does not answer"
    ANSWERED = "once it has the answer, before it can mark it"


MOMENTS = tuple(Moment)
SENT_UNMARKED = (Moment.TAKEN, Moment.ANSWERED)
"""What is told again, for nobody could know that it was told."""


@dataclass
class Receiver:
    """Keeps what it is sent; once `spared` alerts are through, kills the run that sends at `moment`."""

    store: Path
    kept: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)  # as the header has them
    port: int = 0
    process: int = 0
    moment: Moment | None = None
    spared: int = 0
    _blocker: sqlite3.Connection | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        moment, self.spared = self.moment if self.spared == 0 else None, max(0, self.spared - 1)
        with closing(writer):
            if moment is Moment.CONNECTED:
                self.kill()
                return
            _, headers, body = await read_request(reader)
            self.keys.append(headers["idempotency-key"])
            self.kept.append(json.loads(body))
            if moment is Moment.TAKEN:
                self.kill()
                return
            if moment is Moment.ANSWERED:
                self._keep_from_marking()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            if moment is Moment.ANSWERED:
                await reader.read()  # until the sender, which has read the answer, hangs up
                self.kill()

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)

    def _keep_from_marking(self) -> None:
        self._blocker = sqlite3.connect(self.store, isolation_level=None)
        self._blocker.execute("BEGIN IMMEDIATE")

    def let_mark(self) -> None:
        if self._blocker:
            self._blocker.close()
            self._blocker = None


@asynccontextmanager
async def receiver(store: Path) -> AsyncIterator[Receiver]:
    made = Receiver(store)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


@asynccontextmanager
async def runs(store: Path, port: int) -> AsyncIterator[Process]:
    command = ("-m", "tests.system.telling", f"sqlite:///{store}", f"http://127.0.0.1:{port}/")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        assert process.stdin
        process.stdin.close()
        await process.communicate()


async def said(process: Process, what: str) -> int:
    assert process.stdout
    async with asyncio.timeout(_PATIENCE):
        line = await process.stdout.readline()
    return int(json.loads(line)[what])


async def run(process: Process, number: int, receiver: Receiver, moment: Moment | None) -> int:
    """One run, killed at `moment`, with the first or the second alert that it sends; its exit status."""
    assert process.stdin
    process.stdin.write(f"{number}\n".encode())
    receiver.process = await said(process, "written")
    receiver.moment, receiver.spared = moment, number // len(MOMENTS) % 2
    if moment is Moment.WRITTEN:
        receiver.kill()
    else:
        process.stdin.write(b"go on\n")
    status = await said(process, "ended")
    receiver.let_mark()
    return status


async def killed(store: Path, times: int) -> Receiver:
    """All that was received, by runs killed so many times, each at another moment, and by a last one."""
    async with receiver(store) as sink, runs(store, sink.port) as process:
        for number in range(times):
            status = await run(process, number, sink, MOMENTS[number % len(MOMENTS)])
            assert status == -signal.SIGKILL, f"run {number} was not killed"
        assert await run(process, times, sink, None) == 0
    return sink


def none_is_lost_and_each_is_told_in_order(store: Path, sink: Receiver, times: int) -> None:
    told = [(each["incident"], each["number"], each["transition"]) for each in sink.kept]
    by_incident: dict[str, list[tuple[int, str]]] = {}
    for incident, number, transition in told:
        by_incident.setdefault(incident, []).append((number, transition))
    heard = [[each for each, _ in groupby(numbers)] for numbers in by_incident.values()]
    stays = [(1, "opened"), *((number, "reminded") for number in range(2, times + 2))]
    comes, goes = (1, "opened"), (2, "resolved")
    passing = [[comes, goes]] * ((times + 1) // 2) + [[comes]] * ((times + 1) % 2)
    assert heard == [passing[0], stays, *passing[1:]]
    with Store.open(f"sqlite:///{store}") as opened:
        assert {alert.state for alert in opened.alerts()} == {AlertState.SENT}
        assert [alert.key for alert in opened.alerts()] == list(dict.fromkeys(sink.keys))


def a_repeat_is_the_same_under_the_same_key(sink: Receiver, times: int) -> None:
    assert sink.keys == [each["key"] for each in sink.kept]
    tries: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for each in sink.kept:
        tries.setdefault((each["incident"], each["number"]), []).append(each)
    assert all(each == first for first, *others in tries.values() for each in others)
    assert {each["channel"] for each in sink.kept} == {CHANNEL}
    unmarked = sum(MOMENTS[number % len(MOMENTS)] in SENT_UNMARKED for number in range(times))
    assert len(sink.kept) - len(tries) == unmarked


async def test_no_transition_is_lost_and_none_told_out_of_order_when_killed_twenty_times(
    tmp_path: Path,
) -> None:
    await check(tmp_path / "enrollwatch.db", 20)


async def test_no_transition_is_lost_and_none_told_out_of_order_when_killed_two_hundred_times(
    tmp_path: Path,
) -> None:
    await check(tmp_path / "enrollwatch.db", 200)


async def check(store: Path, times: int) -> None:
    sink = await killed(store, times)
    none_is_lost_and_each_is_told_in_order(store, sink, times)
    a_repeat_is_the_same_under_the_same_key(sink, times)
