"""The practice's own list: what it expects to find."""

from enum import StrEnum

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


class RosterEntry(Frozen):
    npi: str
    expected: str = Status.APPROVED

    @field_validator("npi")
    @classmethod
    def _valid_npi(cls, npi: str) -> str:
        if not npi_is_valid(npi):
            raise ValueError(f"{npi!r} is not a valid NPI: ten digits with a correct check digit")
        return npi


class Roster(Frozen):
    """Of one account, watched since a time. Empty: nothing is expected, only change is judged."""

    account: str
    watched_since: AwareDatetime
    entries: tuple[RosterEntry, ...] = ()
    of_all: str | None = None  # expected of every enrollment that no entry names

    def expected(self, npi: str) -> str | None:
        return next((entry.expected for entry in self.entries if entry.npi == npi), self.of_all)
