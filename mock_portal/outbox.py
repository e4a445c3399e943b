"""What became of each message where the portal's mail is also sent by SMTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from mock_portal.world.entities import Entity


class DeliveryState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"  # not sent yet, or tried in vain
    SENT = "sent"  # the server took it
    REFUSED = "refused"  # the server will never take it


class Delivery(Entity):
    """The end of a message's way, with the server's reason where it was refused."""

    mail: str
    state: DeliveryState
    problem: str | None = None


class Outbox:
    """Mail leaves in the order in which it was posted, so what is settled is always the first part of it."""

    def __init__(self, settled: Sequence[Delivery] = ()) -> None:
        self._settled = list(settled)
        self.problem: str | None = None

    def settled(self) -> tuple[Delivery, ...]:
        """The messages that are sent or refused, in order."""
        return tuple(self._settled)

    def next_of(self, mail: Sequence[Mapping[str, str]]) -> Mapping[str, str] | None:
        """The message whose turn it is; null where all are settled."""
        return mail[len(self._settled)] if len(self._settled) < len(mail) else None

    def settle(self, delivery: Delivery) -> None:
        """Note what became of the message whose turn it was."""
        self._settled.append(delivery)
        self.problem = None

    def told(self, mail: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
        """The messages, each with its `delivery`, and with a `delivery_problem` where there is one."""
        waiting = len(mail) - len(self._settled)
        tried = [self.problem] if waiting else []
        problems = [*(one.problem for one in self._settled), *tried]
        states = [*(one.state for one in self._settled), *[DeliveryState.QUEUED] * waiting]
        shown = [{**one, "delivery": state.value} for one, state in zip(mail, states, strict=True)]
        for one, problem in zip(shown, problems, strict=False):
            if problem is not None:
                one["delivery_problem"] = problem
        return shown
