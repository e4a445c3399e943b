"""What each part of the agent must have done for a heartbeat to go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agent.heartbeat import Part
from agent.model.alert import AlertState, Delivery, Outcome
from agent.model.look import LookKind
from agent.model.slot import SlotOutcome
from agent.model.verdict import Cause
from agent.store import Store
from agent.vault import Vault

_PATIENCE = 60.0  # seconds for a browser to show an empty page: it may have to be started
_PUT_OFF = 2  # tries; an alert that its channel did not take so often is stuck
_SERVED = frozenset({SlotOutcome.DONE, SlotOutcome.LATE, SlotOutcome.SKIPPED})


class Checked(Protocol):
    """A channel that says whether it would work, and tells nobody."""

    @property
    def name(self) -> str: ...

    async def check(self) -> Delivery: ...


@dataclass(frozen=True)
class VitalSigns:
    """`show` opens an empty page in the browser that visits use; it raises BrowserError where none comes."""

    store: Store
    vault: Vault
    show: Callable[[], Awaitable[object]]
    channels: Sequence[Checked]

    @property
    def parts(self) -> dict[str, Part]:
        return {
            "schedule": self.schedule,
            "browser": self.browser,
            "vault": self.secrets,
            "store": self.writes,
            "channel": self.telling,
        }

    async def schedule(self, since: datetime) -> str | None:
        """A due time was served since; in a maintenance window that is to leave the portal alone."""
        slots = await asyncio.to_thread(self.store.slots, since=since)
        return None if any(slot.outcome in _SERVED for slot in slots) else "nothing that was due was done"

    async def browser(self, since: datetime) -> str | None:
        """The newest visit since used it; without one, it shows an empty page now."""
        visits = await asyncio.to_thread(self.store.looks, None, LookKind.VISIT, limit=1, since=since)
        if visits and visits[0].has(Cause.BROWSER):
            return str(visits[0].reason)
        if visits and visits[0].verdict.good_look:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                await self.show()
        except TimeoutError:
            return f"it showed nothing for {_PATIENCE:.0f} s"
        return None

    async def secrets(self, since: datetime) -> str | None:
        """It lets us in now."""
        await asyncio.to_thread(self.vault.check)
        return None

    async def writes(self, since: datetime) -> str | None:
        """It takes a writer now; what `schedule` finds was written since."""
        await asyncio.to_thread(self._write)
        return None

    def _write(self) -> None:
        with self.store.writing():
            pass

    async def telling(self, since: datetime) -> str | None:
        """Each channel can be reached, passed its last test, and has no alert that is stuck."""
        found = await asyncio.gather(*(self._channel(channel) for channel in self.channels))
        wrong = [why for why in found if why]
        return ", ".join(wrong) or (None if found else "there is none")

    async def _channel(self, channel: Checked) -> str | None:
        checked = await channel.check()
        if checked.outcome is not Outcome.ACCEPTED:
            return f"{channel.name}: {checked.problem}"
        return await asyncio.to_thread(self._on_record, channel.name)

    def _on_record(self, name: str) -> str | None:
        trials = self.store.trials(name, 1)
        if trials and not trials[0].passed:
            return f"{name} failed its test: {trials[0].problem}"
        waiting = self.store.alerts(state=AlertState.PENDING)
        if any(alert.channel == name and alert.attempts >= _PUT_OFF for alert in waiting):
            return f"{name} puts an alert off"
        return None
