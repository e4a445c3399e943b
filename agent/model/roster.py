"""The practice's own list: what it expects to find."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import AwareDatetime, field_validator

from agent.model.base import Frozen


class Status(StrEnum):
    """The statuses the public search and the enrollment list print (S2)."""

    APPROVED = "Approved"
    PENDING = "Pending"
    DEACTIVATED = "Deactivated"


def npi_is_valid(npi: str) -> bool:
    """Ten digits whose Luhn sum, with 80840 before them, is a multiple of ten."""
    if not (len(npi) == 10 and npi.isascii() and npi.isdigit()):
        return False
    total = 0
    for position, digit in enumerate(reversed("80840" + npi)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


class RosterLocation(Frozen):
    """A practice location as the practice bills from it; what is empty is not compared."""

    address: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


class ChangeKind(StrEnum):
    """What a practice must report, and by when (W38)."""

    OWNERSHIP = "ownership"  # 30 days
    ADVERSE_ACTION = "adverse action"  # 30 days
    PRACTICE_LOCATION = "practice location"  # 30 days
    OTHER = "other"  # 90 days; 30 for a supplier of medical equipment


class RosterEntry(Frozen):
    """What the practice expects of one NPI; an empty field is not judged."""

    npi: str
    expected: str = Status.APPROVED
    name: str | None = None  # legal name, exactly as the IRS or SSA has it
    tin_last: str | None = None  # the last four or five digits
    ptans: tuple[str, ...] = ()
    locations: tuple[RosterLocation, ...] = ()
    groups: tuple[str, ...] = ()  # NPIs of the groups that this person reassigns to
    roles: tuple[str, ...] = ()  # billing, rendering, ordering, referring
    last_claim: date | None = None
    changed: ChangeKind | None = None  # something to report ...
    changed_on: date | None = None  # ... and the day it happened

    @field_validator("npi")
    @classmethod
    def _valid_npi(cls, npi: str) -> str:
        if not npi_is_valid(npi):
            raise ValueError(f"{npi!r} is not a valid NPI: ten digits with a correct check digit")
        return npi

    @property
    def orders(self) -> bool:
        """Whether this person orders or refers."""
        return bool({"ordering", "referring"} & set(self.roles))


class Roster(Frozen):
    """Of one account, watched since a time. Empty: nothing is expected, only change is judged."""

    account: str
    watched_since: AwareDatetime
    entries: tuple[RosterEntry, ...] = ()
    of_all: str | None = None  # expected of every enrollment that no entry names

    @cached_property
    def by_npi(self) -> Mapping[str, RosterEntry]:
        """The entries by their NPI; of two with one NPI the first."""
        return {entry.npi: entry for entry in reversed(self.entries)}

    def entry(self, npi: str) -> RosterEntry | None:
        return self.by_npi.get(npi)

    def expected(self, npi: str) -> str | None:
        entry = self.entry(npi)
        return entry.expected if entry else self.of_all
