"""What the Error/Warning Check says: code, severity, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is (S0)."""

    CRITICAL = "Critical"  # stops the submission
    WARNING = "Warning"  # may delay; submission is allowed
    INFORMATION = "Information"  # advice


class Code(StrEnum):
    """The numbers are our own: PECOS has no public list."""

    REQUIRED = "VAL-001"
    DATE = "VAL-002"
    SSN = "VAL-003"
    NUMBER = "VAL-004"  # NPI, EIN, PTAN; other fields of a fixed shape by our own choice
    IDENTITY = "VAL-005"
    NPPES = "VAL-006"
    ADDRESS = "VAL-007"
    REASSIGNMENT = "VAL-010"
    SIGNER = "VAL-011"
    CONTROL = "VAL-012"
    LICENSE = "VAL-013"
    DOCUMENT = "VAL-014"
    FILE = "VAL-015"
    FEE = "VAL-016"
    EARLY = "VAL-017"
    CHANGE_FIRST = "VAL-018"
    ADVICE = "VAL-019"


SEVERITIES = dict.fromkeys(Code, Severity.CRITICAL) | {
    Code.NPPES: Severity.WARNING,
    Code.ADDRESS: Severity.WARNING,
    Code.LICENSE: Severity.WARNING,
    Code.EARLY: Severity.WARNING,
    Code.CHANGE_FIRST: Severity.WARNING,
    Code.ADVICE: Severity.INFORMATION,
}
DOCUMENTS = "documents"
"""Where a finding is about the documents and not about a topic."""
FEE = "fee"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `entry` counts from 0 in a topic's entries; null where it is about the whole topic."""

    code: Code
    topic: str
    text: str
    entry: int | None = None
    field: str | None = None

    @property
    def severity(self) -> Severity:
        """Its code's severity."""
        return SEVERITIES[self.code]
