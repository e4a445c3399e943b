"""What is planned for a persona's files. Days count back from the moment of seeding; places from nought."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.reassignments import RecordType
from mock_portal.filing.records import CredentialKind, DocumentKind, FeeState
from mock_portal.world.entities import Form


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """For which form and State a first application is begun that has no enrollment yet."""

    form: Form
    us_state: str
    specialty: str
    practice: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationPlan:
    """An application that came into its present state `days` ago, from the one before `waited_days` earlier.

    It is about the persona's n-th associate and that one's n-th enrollment, or `first`. A null wait is drawn.
    A fee was asked for with the submission, or by the contractor where the road says so.
    """

    state: ApplicationState
    days: int = 0
    reason: Reason = Reason.CHANGE
    associate: int = 0
    enrollment: int = 0
    first: FirstPlan | None = None
    road: tuple[ApplicationState, ...] = ()
    waited_days: int | None = None
    topics: tuple[str, ...] = ("correspondence",)
    on_paper: bool = False
    fee: FeeState | None = None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """A credential of an associate that runs out in so many days."""

    kind: CredentialKind
    runs_out_in_days: int
    associate: int = 0


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A document of an associate; null does not run out."""

    kind: DocumentKind
    runs_out_in_days: int | None
    associate: int = 0


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """A Medicare ID of an enrollment of the first associate, beside the one that the enrollment came with."""

    enrollment: int
    since_days: int
    ended_days: int | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A practitioner who reassigns to the group of the first associate, by the practitioner's place."""

    individual: int
    record_type: RecordType = RecordType.REASSIGNMENT
    ended_days: int | None = None


@dataclass(frozen=True, slots=True)
class FilesPlan:
    """All of it. `links` null is one for every practitioner who has a group of the practice in the State.

    `lacks` are topics that the record of an enrollment of the first associate does not have;
    `last_billed` the days since its last claim; `papers_missing` documents that nobody uploaded.
    """

    applications: tuple[ApplicationPlan, ...] = ()
    credentials: tuple[CredentialPlan, ...] = ()
    documents: tuple[DocumentPlan, ...] = ()
    papers_missing: frozenset[DocumentKind] = frozenset()
    numbers: tuple[NumberPlan, ...] = ()
    links: tuple[LinkPlan, ...] | None = None
    lacks: tuple[tuple[int, str], ...] = ()
    last_billed: tuple[tuple[int, int], ...] = ()
