"""Surrogacy connections: a provider lets another company work on its records (W12, S3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, field_serializer

from mock_portal.world.entities import Entity


class System(StrEnum):
    """Where a connection lets the company work."""

    PECOS = "PECOS"
    NPPES = "NPPES"


class ConnectionState(StrEnum):
    """The life of a connection."""

    PENDING = "Pending"  # waits for the provider
    APPROVED = "Approved"  # the company may work
    REJECTED = "Rejected"  # the provider said no
    AUTO_REJECTED = "Auto-rejected"  # nobody answered in time
    REMOVED = "Removed"  # ended by the provider


OPEN_STATES = frozenset({ConnectionState.PENDING, ConnectionState.APPROVED})


class ConnectionPolicy(Entity):
    """Days until a request lapses (S3), minutes until access is live (S3 "minutes", G8 24 hours; at once
    unless set), and the share of messages about requests that never leaves (S3: mail is not reliable)."""

    life_days: int = 30
    access_delay_minutes: int = 0
    silent_share: float = 0.3


class Company(Entity):
    """An organization that works for providers; `npi` is null where it has none."""

    id: str
    name: str
    npi: str | None = None


class Provider(Entity):
    """Whose associate it is: the employer whose officials decide about access to it."""

    pac_id: str
    employer: str


class Connection(Entity):
    """A request or a grant; `id` is the Tracking ID. `decided` is null while it is pending."""

    id: str
    pac_id: str
    company: str
    systems: frozenset[System]
    state: ConnectionState = ConnectionState.PENDING
    requested: AwareDatetime
    requested_by: str
    decided: AwareDatetime | None = None
    decided_by: str | None = None
    access_given: bool = False

    @field_serializer("systems", when_used="json")
    def _in_order(self, systems: frozenset[System]) -> list[System]:
        """A set has the order of its making, and one that was put back another: a snapshot has one."""
        return sorted(systems)

    def lapses(self, policy: ConnectionPolicy) -> datetime:
        """The moment at which a pending request is rejected by itself."""
        return self.requested + timedelta(days=policy.life_days)

    def live(self, policy: ConnectionPolicy, now: datetime) -> bool:
        """Whether an approval has taken effect."""
        if self.state is not ConnectionState.APPROVED or self.decided is None:
            return False
        return self.decided + timedelta(minutes=policy.access_delay_minutes) <= now

    def approved(self, systems: frozenset[System], by: str, now: datetime) -> Connection:
        """The connection with these systems granted."""
        return self._decided(ConnectionState.APPROVED, by, now).model_copy(update={"systems": systems})

    def rejected(self, by: str, now: datetime) -> Connection:
        """The connection refused."""
        return self._decided(ConnectionState.REJECTED, by, now)

    def removed(self, by: str, now: datetime) -> Connection:
        """The connection ended."""
        return self._decided(ConnectionState.REMOVED, by, now)

    def lapsed(self, policy: ConnectionPolicy) -> Connection:
        """The connection rejected by itself, at the moment it ran out."""
        decided = self.lapses(policy)
        return self.model_copy(update={"state": ConnectionState.AUTO_REJECTED, "decided": decided})

    def _decided(self, state: ConnectionState, by: str, now: datetime) -> Connection:
        return self.model_copy(update={"state": state, "decided": now, "decided_by": by})
