"""What an enrollment form is made of: sections, topics, fields and the documents that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from mock_portal.filing.applications import Reason
from mock_portal.filing.records import DocumentKind, Entry, SignerRole
from mock_portal.world.entities import AssociateKind


class FieldKind(StrEnum):
    """How a field is filled in, and which shape it must have."""

    TEXT = "text"
    NAME = "name"  # of a person
    DATE = "date"  # MM/DD/YYYY (S0)
    SSN = "ssn"  # nine digits without dashes (S0)
    EIN = "ein"  # nine digits
    NPI = "npi"  # ten digits with a check digit
    PTAN = "ptan"  # six to ten letters and digits
    PHONE = "phone"  # ten digits, dashes allowed
    EMAIL = "email"
    STATE = "state"
    ZIP = "zip"  # five digits or nine
    ROUTING = "routing"  # nine digits of a bank
    DIGITS = "digits"  # four to seventeen
    PERCENT = "percent"  # 0 to 100
    CHOICE = "choice"
    TICK = "tick"


class Practice(StrEnum):
    """How a practitioner is paid: decides which parts of section 4 an 855I needs (W19)."""

    PRIVATE = "Private practice only"
    REASSIGNS = "Reassigns all benefits to a group"
    BOTH = "Private practice and reassignment"


ALL_REASONS = frozenset(Reason)
KEEPING = frozenset({Reason.INITIAL, Reason.REVALIDATION, Reason.REACTIVATION})
"""The reasons that need a whole application; the others need the topics they are about."""
FILED = ALL_REASONS - {Reason.WITHDRAWAL}
YES, NO = "Yes", "No"
TICKED = "on"


@dataclass(frozen=True, slots=True)
class When:
    """A condition on what was filled in: the field has one of the values; no values is any value at all."""

    name: str
    values: frozenset[str] = frozenset()
    topic: str = ""

    def holds(self, values: dict[str, str]) -> bool:
        """Whether one entry fulfils it."""
        given = values.get(self.name, "")
        return given in self.values if self.values else bool(given)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `only_if` is about another field of the same entry; where it fails the field is idle."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    hint: str = ""
    choices: tuple[str, ...] = ()
    longest: int = 70
    only_if: When | None = None

    def asked(self, values: dict[str, str]) -> bool:
        """Whether the field counts, given the rest of its entry."""
        return self.only_if is None or self.only_if.holds(values)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the Topic View. `summary` names the fields that tell its entries apart."""

    key: str
    title: str
    fields: tuple[Field, ...]
    required: frozenset[Reason] = KEEPING
    offered: frozenset[Reason] = FILED
    practices: frozenset[Practice] = frozenset(Practice)
    repeatable: bool = False
    changeable: bool = True
    summary: tuple[str, ...] = ()
    note: str = ""

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A section with the number it has on the paper form."""

    number: str
    title: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A document that must be there for these reasons, where the condition holds for some entry."""

    kind: DocumentKind
    reasons: frozenset[Reason]
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form: the CMS-855s, and the CMS-588 that is also a topic of each of them.

    `walkable` is whether this portal takes it from questionnaire to receipt.
    """

    code: str
    title: str
    kind: AssociateKind
    sections: tuple[Section, ...]
    documents: tuple[DocumentRule, ...] = ()
    walkable: bool = False
    signers: frozenset[SignerRole] = field(
        default=frozenset({SignerRole.AUTHORIZED_OFFICIAL, SignerRole.DELEGATED_OFFICIAL})
    )

    def topics(self) -> Iterator[Topic]:
        """All topics in the order of the form."""
        return (topic for section in self.sections for topic in section.topics)

    def topic(self, key: str) -> Topic | None:
        """The topic of that key."""
        return next((one for one in self.topics() if one.key == key), None)


def values_of(entries: tuple[Entry, ...], topic: str) -> list[dict[str, str]]:
    """What was filled in for a topic, entry by entry."""
    return [one.values for one in entries if one.topic == topic]
