"""The outbox outlives a store that fails for a while: what is pending is sent once it is back."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from agent.app import opened
from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert
from agent.model.clock import machine_clock, ticking_from
from agent.model.errors import StoreError
from agent.settings import load
from agent.store import Store
from tests.alerts.sinks import Mood, RecordingChannel
from tests.system.waiting import eventually
from tests.unit.builders import NOW
from tests.unit.settings_text import SETTINGS


class Stumbling(Store):
    """Cannot be read the first few times."""

    asked = 0

    def alerts_due(self, now: datetime) -> tuple[Alert, ...]:
        self.asked += 1
        if self.asked <= 3:
            raise StoreError("no room", "the disk", "make room")
        return super().alerts_due(now)


async def test_what_a_channel_put_off_is_sent_by_a_later_visit_that_has_nothing_new_to_say(
    tmp_path: Path,
) -> None:
    """Where visits are started by hand or by cron, nothing else tries again."""
    for name in ("role-id", "secret-id"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS)
    settings, channel = load(tmp_path / "enrollwatch.toml", {}), RecordingChannel("ops", Mood.BUSY)
    for moment in (NOW, NOW + timedelta(hours=4)):
        async with opened(settings, clock=ticking_from(moment), channels={"ops": channel}) as app:
            reports = await app.visit_all(["north-clinic"])
            await app.deliver(reports)
        channel.mood = Mood.WELL
    assert [len(report.alerts) for report in reports] == [0]
    assert len(channel.received) == 1


async def test_the_outbox_goes_on_when_the_store_does(tmp_path: Path) -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    with Stumbling.open(f"sqlite:///{tmp_path}/store.db") as store:
        assert isinstance(store, Stumbling)
        outbox = Outbox(store, {}, Metrics(), machine_clock)
        sending = asyncio.create_task(outbox.send_until(stop, wake, 0.01))
        await asyncio.to_thread(eventually, lambda: store.asked > 5)
        stop.set()
        await sending
