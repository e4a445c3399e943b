"""What the checks know besides the application: values, looked up beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mock_portal.filing.applications import Application
from mock_portal.filing.forms import sheet_of
from mock_portal.filing.forms.nouns import Sheet, values_of
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import Credential, Document, Entry, Fee
from mock_portal.world.entities import Associate, Enrollment
from mock_portal.world.nppes import NppesRecord


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around an application.

    `on_file` is what the enrollment has on file, null for a new one. `enrolled` has the enrollments of each
    NPI that the application names; `applying` those NPIs among them with an 855I or 855B under way.
    """

    associate: Associate
    today: date
    policy: FilingPolicy = field(default_factory=FilingPolicy)
    enrollment: Enrollment | None = None
    nppes: NppesRecord | None = None
    on_file: tuple[Entry, ...] | None = None
    documents: tuple[Document, ...] = ()
    credentials: tuple[Credential, ...] = ()
    fee: Fee | None = None
    enrolled: Mapping[str, tuple[Enrollment, ...]] = field(default_factory=dict)
    applying: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """An application with its context, as the checks take it."""

    application: Application
    context: Context

    @property
    def sheet(self) -> Sheet:
        """The application's form."""
        return sheet_of(self.application)

    def values(self, topic: str) -> list[dict[str, str]]:
        """What was filled in for a topic, entry by entry."""
        return values_of(self.application.entries, topic)

    def first(self, topic: str) -> dict[str, str]:
        """The first entry of a topic; empty where there is none."""
        return next(iter(self.values(topic)), {})
