"""Facts of I&A: who may act for whom, and since when. A part of `facts`, read and sealed with them."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from hashlib import sha256

from agent.model.base import Frozen


def person_digest(employer: str, name: str) -> str:
    """Eight hex digits that stay the same for one person at one employer: what subjects say for a name."""
    return sha256(f"{folded(employer)}\n{folded(name)}".encode()).hexdigest()[:8]


def folded(words: str) -> str:
    """Words as they are compared: letter case and the width of blanks do not count."""
    return " ".join(words.split()).casefold()


class Role(StrEnum):
    """The roles that I&A prints (S3, W12)."""

    AUTHORIZED_OFFICIAL = "Authorized Official"
    ACCESS_MANAGER = "Access Manager"
    STAFF_END_USER = "Staff End User"
    SURROGATE = "Surrogate"


class ConnectionStatus(StrEnum):
    """The statuses that My Connections prints (S3, G8)."""

    PENDING = "Pending"
    APPROVED = "Approved"
    REJECTED = "Rejected"
    AUTO_REJECTED = "Auto-rejected"  # nobody answered in time
    REMOVED = "Removed"


class StaffStatus(StrEnum):
    """The statuses that My Staff prints."""

    INVITED = "Invited"
    ACTIVE = "Active"
    EXPIRED = "Expired"
    VOID = "Void"  # too many wrong PINs
    REMOVED = "Removed"


class EmployerFact(Frozen):
    """One employer of the account's person and a role held there, as printed (Authorized Official ...)."""

    employer: str
    role: str


class ConnectionFact(Frozen):
    """One row of My Connections. `id` is its Tracking ID; a company and a person are connected apart (S3)."""

    id: str
    provider: str
    npi: str | None = None
    surrogate: str
    systems: tuple[str, ...] = ()
    requested: date | None = None
    decided: date | None = None
    status: str | None = None  # Pending, Approved, Rejected, Auto-rejected, Removed ...

    @property
    def provider_key(self) -> str:
        """The provider's NPI, or its name where the row has none."""
        return self.npi or folded(self.provider)

    @property
    def called(self) -> str:
        """How a finding calls the provider: by its NPI, never by its name."""
        return f"NPI {self.npi}" if self.npi else "the provider"


def agreed(connections: Iterable[ConnectionFact]) -> tuple[tuple[ConnectionFact, ...], tuple[str, ...]]:
    """Each connection once; and the Tracking IDs under which a page says two different things."""
    rows: dict[str, set[ConnectionFact]] = {}
    for connection in connections:
        rows.setdefault(connection.id, set()).add(connection)
    once = tuple(row for alike in rows.values() if len(alike) == 1 for row in alike)
    return once, tuple(identifier for identifier, alike in rows.items() if len(alike) > 1)


class StaffFact(Frozen):
    """One person of My Staff; `invited` is null for the officials themselves."""

    employer: str
    name: str
    email: str
    role: str | None = None
    status: str | None = None  # Active, Invited, Expired ...
    invited: date | None = None


class AccessFact(Frozen):
    """One person who can work on a provider's record; `last_sign_in` null: never."""

    npi: str  # of the provider
    name: str
    employer: str
    roles: tuple[str, ...] = ()
    through: str | None = None  # "Employer" or "Surrogacy <Tracking ID>"
    last_sign_in: date | None = None
    may_sign: bool | None = None
