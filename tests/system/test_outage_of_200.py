"""A portal that goes away under 200 accounts is one page, one escalation and one resolve on each channel."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.alerts import build
from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.clock import machine_clock
from agent.model.look import Look
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.recorder import Recorder
from agent.settings import Settings, load
from agent.store import Store
from tests.alertmanager import Alertmanager, alertmanager
from tests.alerts.sinks import SmtpSink, WebSink, smtp_sink, web_sink
from tests.system.waiting import eventually
from tests.unit.builders import probe, visit

ACCOUNTS = tuple(f"clinic-{number:03d}" for number in range(200))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)

_SETTINGS = """
[portal]
url = "http://127.0.0.1:9"
[vault]
url = "http://127.0.0.1:9"
role_id_file = "role-id"
secret_id_file = "secret-id"

[[channels]]
name = "ops-mail"
kind = "email"
to = ["ops@practice.example"]
smtp = "127.0.0.1:{smtp}"

[[channels]]
name = "ops-hook"
kind = "webhook"
url = "http://127.0.0.1:{hook}/"

[[channels]]
name = "prometheus"
kind = "alertmanager"
url = "{alertmanager}"

[[on_call]]
after = "15m"
channels = ["ops-mail", "ops-hook", "prometheus"]
"""


def settings_in(folder: Path, **addresses: object) -> Settings:
    for name in ("role-id", "secret-id"):
        (folder / name).write_text("x")
        (folder / name).chmod(0o600)
    accounts = (f'[[accounts]]\nname = "{name}"\nvault_path = "portal/{name}"\n' for name in ACCOUNTS)
    file = folder / "enrollwatch.toml"
    file.write_text(_SETTINGS.format(**addresses) + "".join(accounts))
    return load(file, {})


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Practice:
    """An agent whose looks are made up; what they lead to is not. Its time is that of the looks."""

    store: Store
    recorder: Recorder
    outbox: Outbox
    clock: Clock
    rosters: dict[str, Roster]

    @classmethod
    def of(cls, settings: Settings, store: Store, start: datetime) -> "Practice":
        channels = {channel.name: build(channel) for channel in settings.channels}
        clock = Clock(start)
        return cls(
            store,
            Recorder.of(settings, store, channels),
            Outbox(store, channels, Metrics(), clock),
            clock,
            {name: Roster(account=name, watched_since=start) for name in ACCOUNTS},
        )

    async def hour(self, *seen: Cause, rounds: int) -> None:
        """A probe a minute, and so many visits of every account: each of them finds the portal so.

        The first visits come before the first probe: what happened they see first.
        """
        start, visited = self.clock.now, ACCOUNTS * rounds
        for minute in range(60):
            for number in range(minute, len(visited), 60):
                at, account = start + minute * MINUTE + number * SECOND / 10, visited[number]
                self._record(visit(*seen, at=at, account=account), self.rosters[account])
            self.clock.now = start + minute * MINUTE + 50 * SECOND
            nobody = Roster(account="portal", watched_since=start)
            self._record(probe(*seen, at=self.clock.now), nobody)
            self.recorder.tick(self.clock.now)
            await self.outbox.send_due()
        self.clock.now = start + 60 * MINUTE
        self.recorder.watch(self.rosters.values(), self.clock.now)
        await self.outbox.send_due()

    def _record(self, look: Look, roster: Roster) -> None:
        self.recorder.record(look, roster, look.started)


@dataclass(frozen=True)
class OnCall:
    """Who hears of it."""

    practice: Practice
    mail: SmtpSink
    hook: WebSink
    server: Alertmanager
    prometheus: WebSink  # whom Alertmanager tells

    def heard(self) -> list[list[str]]:
        """On each channel that is told events: the transitions."""
        by_mail = [str(mail["Subject"]).split()[1].rstrip(":") for mail in self.mail.mails]
        by_hook = [json.loads(body)["transition"] for body in self.hook.bodies]
        return [by_mail, by_hook]

    async def said_by_alertmanager(self, count: int) -> list[str]:
        """What it told its own receiver, once there are so many notices."""
        await asyncio.to_thread(eventually, lambda: len(self.prometheus.bodies) >= count)
        return [json.loads(body)["status"] for body in self.prometheus.bodies]


@pytest.fixture
async def on_call(tmp_path: Path) -> AsyncIterator[OnCall]:
    async with (
        smtp_sink() as mail,
        web_sink() as hook,
        web_sink() as told,
        alertmanager(tmp_path, f"http://127.0.0.1:{told.port}/") as server,
    ):
        settings = settings_in(tmp_path, smtp=mail.port, hook=hook.port, alertmanager=server.url)
        with Store.open(f"sqlite:///{tmp_path}/enrollwatch.db") as store:
            practice = Practice.of(settings, store, machine_clock() - timedelta(hours=4))
            yield OnCall(practice, mail, hook, server, told)


async def test_an_outage_of_200_accounts_is_one_page_one_escalation_and_one_resolve(on_call: OnCall) -> None:
    practice = on_call.practice
    await practice.hour(Cause.REFUSED, rounds=2)
    assert on_call.heard() == [["opened", "escalated"]] * 2
    [alert] = await on_call.server.alerts()
    assert alert["labels"]["alertname"] == "portal-availability"
    assert alert["annotations"]["transition"] == "escalated"
    assert await on_call.said_by_alertmanager(1) == ["firing"]
    await practice.hour(rounds=1)
    assert on_call.heard() == [["opened", "escalated", "resolved"]] * 2
    assert await on_call.server.alerts() == []
    assert await on_call.said_by_alertmanager(2) == ["firing", "resolved"]
    [incident] = practice.store.incidents(open_only=False)
    assert incident.subject == "portal"
    assert incident.id == alert["labels"]["incident"]
