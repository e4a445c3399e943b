"""The heartbeat: an outside service that misses it tells people that the agent is dead.

It goes only when every part of the agent worked since the last one. So a heartbeat that goes says that an
alert would have been found and would have reached somebody; all else is silence, which is what is heard.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loguru import logger

from agent.alerts.http import Receiver
from agent.metrics import Metrics
from agent.model.alert import Delivery, Outcome
from agent.model.clock import Clock
from agent.model.errors import EnrollwatchError
from agent.settings import HeartbeatMethod

Part = Callable[[datetime], Awaitable[str | None]]
"""Asked whether it worked since that moment: null if it did, else what is wrong, told or raised."""

SOON = timedelta(minutes=1)


@dataclass
class Heartbeat:
    """`address` is asked for where it is sent, when it is first sent and after a failure."""

    parts: Mapping[str, Part]
    address: Callable[[], Receiver]
    method: HeartbeatMethod
    every: timedelta
    metrics: Metrics
    clock: Clock
    since: datetime  # when the last one went; at first, when the agent was started
    _receiver: Receiver | None = field(default=None, repr=False)
    _went: bool = False
    _said: str = ""

    def find(self) -> str:
        """The host it is sent to; to ask that whether it answers would be a beat. Raises EnrollwatchError."""
        return f"goes to {self.address().host}, which is not asked now: that would be a beat"

    def pause(self) -> timedelta:
        """Until the next: one that did not go is soon tried again."""
        return self.every if self._went else min(self.every, SOON)

    async def beat(self) -> bool:
        """Send it if it may go. Returns whether it went."""
        self._went = await self._beat()
        return self._went

    async def _beat(self) -> bool:
        asked_at = self.clock()
        held_back = await self._held_back()
        for part in self.parts:
            self.metrics.heartbeat_held_back.labels(part).set(part in held_back)
        if held_back:
            self._say("held back: " + "; ".join(f"{part}: {why}" for part, why in held_back.items()))
            self.metrics.heartbeats.labels("held back").inc()
            return False
        delivery = await self._send()
        self.metrics.heartbeats.labels(delivery.outcome).inc()
        if delivery.outcome is not Outcome.ACCEPTED:
            self._receiver = None
            self._say(f"not taken: {delivery.problem}")
            return False
        self.since = asked_at
        self.metrics.last_heartbeat.set(asked_at.timestamp())
        self._say("")
        return True

    async def _held_back(self) -> dict[str, str]:
        """What is wrong, by part. All are asked: a person wants to know all of it."""
        found = await asyncio.gather(*(self._ask(part) for part in self.parts.values()))
        return {name: why for name, why in zip(self.parts, found, strict=True) if why}

    async def _ask(self, part: Part) -> str | None:
        try:
            return await part(self.since)
        except EnrollwatchError as error:
            return error.what
        except Exception as error:  # a part that cannot even say is a part that does not work
            return f"it broke: {type(error).__name__}"

    async def _send(self) -> Delivery:
        try:
            if self._receiver is None:
                self._receiver = await asyncio.to_thread(self.address)
        except EnrollwatchError as error:
            return Delivery(outcome=Outcome.TRY_LATER, problem=error.what)
        return await self._receiver.send(b"", {}, method=self.method)

    def _say(self, what: str) -> None:
        """Once for each thing that is wrong, and once when it is well again."""
        if what and what != self._said:
            logger.warning("heartbeat {}", what)
        elif self._said and not what:
            logger.info("heartbeat goes again")
        self._said = what
