"""What a channel is."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import SecretStr

from agent.model.alert import Alert, Delivery, Outcome

Credentials = Mapping[str, SecretStr]
"""What Vault holds at a channel's `vault_path`, by field."""

PATIENCE = 20.0
"""Seconds until a channel that says nothing has said "try later"."""


class Channel(Protocol):
    """One way to reach people. Safe to try again: every try of an alert carries the same key."""

    @property
    def name(self) -> str: ...

    async def send(self, alert: Alert) -> Delivery:
        """One try, ended within `PATIENCE`. Trouble is a `Delivery`, not an exception; its problem names
        no secret: no address below the host, no credential, no answer's text."""


def accepted(problem: str | None = None) -> Delivery:
    return Delivery(outcome=Outcome.ACCEPTED, problem=problem)


def later(problem: str) -> Delivery:
    return Delivery(outcome=Outcome.TRY_LATER, problem=problem)


def never(problem: str) -> Delivery:
    return Delivery(outcome=Outcome.NEVER, problem=problem)
