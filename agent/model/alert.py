"""One transition of one incident on one channel."""

from enum import StrEnum

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.incident import Transition


class AlertState(StrEnum):
    PENDING = "pending"  # written, not yet accepted by the channel
    SENT = "sent"  # the channel accepted it
    FAILED = "failed"  # the channel will never take it


class Message(Frozen):
    """What a person reads: a title (the first 80 characters carry it) and plain text."""

    title: str
    text: str


class Alert(Frozen):
    """Written before it is sent, marked only once accepted; every try carries the same `key`."""

    id: str
    key: str  # idempotency key: "<incident>:<transition number>:<channel>"
    incident: str
    number: int  # order of the transition within its incident, from 1
    transition: Transition
    channel: str
    message: Message
    state: AlertState = AlertState.PENDING
    created: AwareDatetime
    attempts: int = 0
    next_try: AwareDatetime
    sent: AwareDatetime | None = None
    problem: str | None = None  # why the last try failed, without secrets


class Outcome(StrEnum):
    """What a channel says of one try."""

    ACCEPTED = "accepted"
    TRY_LATER = "try later"  # passing: down, slow, 4xx of SMTP, 429, 5xx
    NEVER = "never"  # permanent: refused recipient, 400, 404


class Delivery(Frozen):
    outcome: Outcome
    problem: str | None = None
