"""Facts: what one visit read, typed. A field that could not be read is null, and named in `not_read`.

Dates are calendar days at the portal. Names of people stand only here and in `people`; facts are sealed.
An empty text in a cell that may be empty is null without being named in `not_read`.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.people import AccessFact, ConnectionFact, EmployerFact, StaffFact
from agent.model.public import PublicFacts


class PasswordFacts(Frozen):
    days_left: int | None = None  # 60 minus whole calendar days since the change; 0 is expired


class SessionFacts(Frozen):
    limit_minutes: int | None = None  # idle limit as the portal states it in words


class ProfileFacts(Frozen):
    """What I&A says of the account itself. `backups` counts the back-up methods for codes."""

    primary_method: str | None = None  # "Authenticator app"
    backups: int | None = None
    questions_age_days: int | None = None  # since the security questions were chosen
    employers: tuple[EmployerFact, ...] | None = None


class AssociateFact(Frozen):
    """A person or organization whose enrollments the account sees."""

    npi: str
    kind: str  # "individual" or "organization"
    name: str | None = None
    tin_type: str | None = None  # SSN, EIN
    decided_by: str | None = None  # who decides about access to it


class PtanFact(Frozen):
    """A Medicare ID (PTAN); `given_for` is a group's name or "Own practice"."""

    number: str
    given_for: str
    effective: date | None = None
    ended: date | None = None


class LocationFact(Frozen):
    """A practice location as PECOS has it; `postal_code` is 5 or 9 digits."""

    name: str | None = None
    address: str
    city: str
    state: str
    postal_code: str


class OwnerFact(Frozen):
    """An owner or person in control; `percent` is of ownership, `missing` names what the record lacks."""

    name: str
    role: str | None = None
    percent: int | None = None
    missing: tuple[str, ...] = ()


class ReassignmentFact(Frozen):
    """A link between an individual's enrollment and a group's, as seen from the enrollment that has it."""

    enrollment_id: str  # of the other side
    npi: str  # of the other side
    ptan: str | None = None
    effective: date | None = None
    ended: date | None = None


class EnrollmentFact(Frozen):
    """One row of the enrollment list, with its record. `id` is I or O, YYYYMMDD, six digits (G1).

    `npi` is its associate's. Everything from `effective` on comes from the record page.
    """

    id: str
    npi: str
    form: str | None = None
    state: str | None = None
    status: str | None = None
    specialty: str | None = None
    contractor: str | None = None
    ptan: str | None = None
    tracking_id: str | None = None
    effective: date | None = None
    status_since: date | None = None
    last_claim: date | None = None  # null: the portal does not say
    ptans: tuple[PtanFact, ...] | None = None
    locations: tuple[LocationFact, ...] | None = None
    owners: tuple[OwnerFact, ...] | None = None  # null too for a form that has no owners
    reassignments: tuple[ReassignmentFact, ...] | None = None


class StatusStep(Frozen):
    status: str
    at: AwareDatetime


class CorrectionFact(Frozen):
    """What the contractor wants put right, within 30 days (W17)."""

    topic: str
    asked: date | None = None
    due: date | None = None
    answered: date | None = None


class ValidationFact(Frozen):
    """A finding of the portal's own Error/Warning Check; severity Critical, Warning or Information (S0)."""

    code: str
    severity: str | None = None
    topic: str | None = None


class SignatureFact(Frozen):
    """A signature asked for, of one revision; 20 calendar days (W14)."""

    role: str
    method: str | None = None  # Electronic, Upload (a paper page)
    revision: int | None = None
    requested: date | None = None
    due: date | None = None
    standing: str | None = None  # Waiting, Signed, Lapsed ...


class FeeFact(Frozen):
    amount: int  # whole dollars
    requested: date | None = None
    due: date | None = None
    state: str | None = None  # Requested, Paid, Hardship exception requested ...


class ApplicationFact(Frozen):
    """One application. `id` is its Web Tracking ID; null while it has not been submitted.

    The tables of its own page (`history` and below) are null where that page was not opened: an
    application that ended long ago is only listed.
    """

    id: str | None
    npi: str
    form: str | None = None
    state: str | None = None
    reason: str | None = None
    status: str | None = None
    since: date | None = None  # of its newest status
    enrollment_id: str | None = None
    case_number: str | None = None
    revision: int | None = None
    history: tuple[StatusStep, ...] | None = None  # newest first
    corrections: tuple[CorrectionFact, ...] | None = None
    findings: tuple[ValidationFact, ...] | None = None
    signatures: tuple[SignatureFact, ...] | None = None
    fees: tuple[FeeFact, ...] | None = None

    @property
    def subject(self) -> str:
        """How incidents call it: the Web Tracking ID, or what a draft is of. Holds no name."""
        return self.id or f"draft {self.npi} {self.form or '?'} {self.state or '?'}"


class RevalidationFact(Frozen):
    """One row of the Revalidation Notification Center. `due` null with `posted` False is TBD."""

    enrollment_id: str
    posted: bool | None = None
    due: date | None = None
    notices: tuple[str, ...] = ()  # kinds, in the order sent
    response: str | None = None  # Not answered, Sent, Complete, Stay, Deactivated ...


class DocumentFact(Frozen):
    """A document of the Digital Documents Repository; never its content."""

    npi: str
    kind: str
    uploaded: date | None = None
    expires: date | None = None  # null: does not expire


class CredentialFact(Frozen):
    """A licence or certificate, such as the digital certificate of a submitter."""

    npi: str
    kind: str
    number: str
    state: str | None = None
    expires: date | None = None


class MessageFact(Frozen):
    """An alert shown on a page. `code` where it carries one; `system`: the portal's own error (S4)."""

    page: str
    code: str | None = None
    severity: str | None = None
    system: bool
    text: str


class PortalFacts(Frozen):
    """What the portal shows of itself. `browser_warned`: it says that this browser is not supported."""

    browser_warned: bool | None = None
    certificate_expires: AwareDatetime | None = None
    messages: tuple[MessageFact, ...] = ()


class Facts(Frozen):
    """What was read, typed; a list that could not be read at all is null, and named in `not_read`.

    A list that is there but named in `not_read` is not complete: what is missing from it proves nothing.
    `not_read` names a list (`connections`), a field of some of its rows (`connections.requested`), or a
    single field (`password.days_left`).
    """

    password: PasswordFacts = PasswordFacts()
    session: SessionFacts = SessionFacts()
    profile: ProfileFacts = ProfileFacts()
    portal: PortalFacts = PortalFacts()
    connections: tuple[ConnectionFact, ...] | None = None
    staff: tuple[StaffFact, ...] | None = None
    associates: tuple[AssociateFact, ...] | None = None
    access: tuple[AccessFact, ...] | None = None
    enrollments: tuple[EnrollmentFact, ...] | None = None
    applications: tuple[ApplicationFact, ...] | None = None
    revalidations: tuple[RevalidationFact, ...] | None = None
    documents: tuple[DocumentFact, ...] | None = None
    credentials: tuple[CredentialFact, ...] | None = None
    public: PublicFacts | None = None
    not_read: tuple[str, ...] = ()

    @cached_property
    def by_npi(self) -> Mapping[str, tuple[EnrollmentFact, ...]]:
        """The listed enrollments of each provider."""
        grouped: defaultdict[str, list[EnrollmentFact]] = defaultdict(list)
        for enrollment in self.enrollments or ():
            grouped[enrollment.npi].append(enrollment)
        return {npi: tuple(listed) for npi, listed in grouped.items()}

    @cached_property
    def applications_by_npi(self) -> Mapping[str, tuple[ApplicationFact, ...]]:
        """The listed applications of each provider."""
        grouped: defaultdict[str, list[ApplicationFact]] = defaultdict(list)
        for application in self.applications or ():
            grouped[application.npi].append(application)
        return {npi: tuple(listed) for npi, listed in grouped.items()}

    @cached_property
    def by_id(self) -> Mapping[str, EnrollmentFact]:
        """The listed enrollments by their ID."""
        return {enrollment.id: enrollment for enrollment in self.enrollments or ()}

    @cached_property
    def by_associate(self) -> Mapping[str, AssociateFact]:
        """The listed associates by NPI."""
        return {associate.npi: associate for associate in self.associates or ()}

    def whole(self, name: str) -> bool:
        """Whether the list of this name was read to its end."""
        return getattr(self, name) is not None and name not in self.not_read
