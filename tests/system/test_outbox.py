"""The outbox outlives a store that fails for a while: what is pending is sent once it is back."""

import asyncio
from datetime import datetime
from pathlib import Path

from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert
from agent.model.clock import machine_clock
from agent.model.errors import StoreError
from agent.store import Store
from tests.system.waiting import eventually


class Stumbling(Store):
    """Cannot be read the first few times."""

    asked = 0

    def alerts_due(self, now: datetime) -> tuple[Alert, ...]:
        self.asked += 1
        if self.asked <= 3:
            raise StoreError("no room", "the disk", "make room")
        return super().alerts_due(now)


async def test_the_outbox_goes_on_when_the_store_does(tmp_path: Path) -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    with Stumbling.open(f"sqlite:///{tmp_path}/store.db") as store:
        assert isinstance(store, Stumbling)
        outbox = Outbox(store, {}, Metrics(), machine_clock)
        sending = asyncio.create_task(outbox.send_until(stop, wake, 0.01))
        await asyncio.to_thread(eventually, lambda: store.asked > 5)
        stop.set()
        await sending
