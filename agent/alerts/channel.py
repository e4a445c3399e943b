"""What a channel is."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from typing import Protocol, runtime_checkable

from pydantic import SecretStr

from agent.alerts.plain import plain
from agent.model.alert import Alert, Delivery, Outcome

Credentials = Mapping[str, SecretStr]
"""What Vault holds at a channel's `vault_path`, by field."""

PATIENCE = 20.0
"""Seconds until a channel that says nothing has said "try later"."""

_LONGEST_RECEIPT = 200  # characters


class Channel(Protocol):
    """One way to reach people. Safe to try again: every try of an alert carries the same key."""

    @property
    def name(self) -> str: ...

    async def send(self, alert: Alert) -> Delivery:
        """One try, ended within `PATIENCE`. Trouble is a `Delivery`, not an exception; its problem names
        no secret: no address below the host, no credential, no answer's text."""


class RealChannel(Channel, Protocol):
    """A channel that can be looked at without telling anybody."""

    async def check(self) -> Delivery:
        """Accepted: an alert would get as far as can be known without sending one; the receipt says how
        far that is. Ended within `PATIENCE`; what holds of a problem of `send` holds of one here."""


@runtime_checkable
class Connected(Protocol):
    """A channel that speaks over connections which are dear to make."""

    def turn(self) -> AbstractAsyncContextManager[None]:
        """What is sent within it goes over connections that are kept, and closed at its end."""


def turn_of(channel: object) -> AbstractAsyncContextManager[None]:
    """The channel's, where it has one."""
    return channel.turn() if isinstance(channel, Connected) else nullcontext()


def accepted(receipt: str | None = None, problem: str | None = None) -> Delivery:
    """`receipt`: what the far side said. It is told on one line, whatever it holds."""
    said = plain(receipt, _LONGEST_RECEIPT) if receipt else None
    return Delivery(outcome=Outcome.ACCEPTED, problem=problem, receipt=said)


def later(problem: str, retry_after: timedelta | None = None) -> Delivery:
    return Delivery(outcome=Outcome.TRY_LATER, problem=problem, retry_after=retry_after)


def never(problem: str) -> Delivery:
    return Delivery(outcome=Outcome.NEVER, problem=problem)
