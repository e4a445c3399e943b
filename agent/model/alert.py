"""What is told on one channel: a transition of an incident, the digest of a day, or a summary."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.incident import Incident, Transition
from agent.model.route import Hours


class AlertState(StrEnum):
    PENDING = "pending"  # written, not yet accepted by the channel
    SENT = "sent"  # the channel accepted it
    FAILED = "failed"  # the channel will never take it
    GATHERED = "gathered"  # part of a digest or summary (`told_in`) that is not yet accepted
    WITHDRAWN = "withdrawn"  # its hour had not come when something newer told it, or it was over


class Message(Frozen):
    """What a person reads: a title (the first 80 characters carry it) and plain text."""

    title: str
    text: str


class Alert(Frozen):
    """Written before it is sent, marked only once accepted; every try carries the same `key`.

    `incident`, `number` and `transition` are null, 0 and null for a message that is of no incident alone: a
    digest, or a summary of what a channel missed while it was down. An alert of an incident that has a
    `digest` is never sent itself: it is told in that day's.
    """

    id: str
    key: str  # idempotency key: "<incident>:<transition number>:<channel>", "digest:<day>:<channel>:<id>"
    incident: str | None
    number: int  # order of the transition within its incident, from 1
    transition: Transition | None
    channel: str
    message: Message
    state: AlertState = AlertState.PENDING
    created: AwareDatetime
    attempts: int = 0
    next_try: AwareDatetime  # at first when it is due: its hour may be still to come
    sent: AwareDatetime | None = None
    problem: str | None = None  # why the last try failed, without secrets
    receipt: str | None = None  # what the far side said when it took it, such as its own number for a mail
    about: Incident | None = None  # as it was at this transition; null where it is of several, or of none
    hours: Hours | None = None  # it is sent within these only
    digest: date | None = None  # the day in whose digest it is told, or whose digest it is
    told_in: str | None = None  # key of the digest or summary that tells it

    def waits(self, now: datetime) -> bool:
        """Its hour has not come yet: nobody has heard of it, and it may still be withdrawn."""
        return self.state is AlertState.PENDING and self.attempts == 0 and self.next_try > now


class Outcome(StrEnum):
    """What a channel says of one try."""

    ACCEPTED = "accepted"
    TRY_LATER = "try later"  # passing: down, slow, 4xx of SMTP, 429, 5xx
    NEVER = "never"  # permanent: refused recipient, 400, 404


class Delivery(Frozen):
    """`retry_after`: how long the far side asks to be left alone, where it put the alert off and said so."""

    outcome: Outcome
    problem: str | None = None
    receipt: str | None = None
    retry_after: timedelta | None = None
