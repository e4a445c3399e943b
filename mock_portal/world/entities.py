"""The nouns of the portal as frozen values."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator


class Entity(BaseModel):
    """A frozen value; a change is a new one put in its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(StrEnum):
    """What a person may do in I&A (S3, W12)."""

    AUTHORIZED_OFFICIAL = "Authorized Official"  # may grant every access
    ACCESS_MANAGER = "Access Manager"  # all but granting an Access Manager
    STAFF_END_USER = "Staff End User"  # as assigned
    SURROGATE = "Surrogate"  # works for a provider from another company


class AssociateKind(StrEnum):
    """Persons and organizations are separate associates (S3)."""

    INDIVIDUAL = "individual"
    ORGANIZATION = "organization"


class Form(StrEnum):
    """CMS-855 enrollment forms."""

    INSTITUTION = "855A"  # hospitals, hospices, home health agencies
    GROUP = "855B"  # clinics, groups, suppliers
    PRACTITIONER = "855I"  # individual practitioners
    ORDERING = "855O"  # ordering and referring only
    DME_SUPPLIER = "855S"  # DMEPOS suppliers


class EnrollmentStatus(StrEnum):
    """What PECOS prints for an enrollment."""

    APPROVED = "Approved"  # may bill
    PENDING = "Pending"  # at the contractor
    DEACTIVATED = "Deactivated"  # billing stopped
    STAY = "Stay"  # paused, still enrolled
    REVOKED = "Revoked"  # barred
    WITHDRAWN = "Withdrawn"  # ended by the provider
    DENIED = "Denied"  # never enrolled
    OPT_OUT = "Opt Out"  # orders and refers, does not bill


class UsedCode(Entity):
    """A verification code that was accepted, or sent to a back-up method, and when, in portal time."""

    code: str
    at: AwareDatetime


class Account(Entity):
    """One person's sign-in to I&A and PECOS. Passwords are readable on purpose: nobody real has them."""

    name: str
    user_id: str
    first_name: str
    last_name: str
    email: str
    employer: str
    roles: tuple[Role, ...]
    password: str
    old_passwords: tuple[str, ...] = ()
    password_changed: AwareDatetime
    totp_secret: str
    failed_passwords: int = 0
    locked: bool = False
    failed_codes: int = 0
    mfa_locked: bool = False
    mfa_set_up: bool = True
    used_codes: tuple[UsedCode, ...] = ()
    sent_code: UsedCode | None = None
    last_sign_in: AwareDatetime | None = None
    associates: tuple[str, ...] = ()
    note: str = ""


class Associate(Entity):
    """A person or organization that bills Medicare; `pac_id` is ten digits, `tin` nine."""

    pac_id: str
    kind: AssociateKind
    name: str
    npi: str
    tin_type: str
    tin: str


class Enrollment(Entity):
    """An enrollment of an associate with a contractor; `id` is I or O, YYYYMMDD, six digits (G1, G4)."""

    id: str
    pac_id: str
    form: Form
    state: str
    specialty: str
    contractor: str
    status: EnrollmentStatus = EnrollmentStatus.APPROVED
    medicare_id: str | None = None
    effective: date
    revalidation_due: date | None = None


class Signature(Entity):
    """A signature given on the Manage Signatures page; the account is null where nobody was signed in."""

    id: str
    account: str | None
    at: AwareDatetime


class WorldState(Entity):
    """Everything that lives in the portal, as one value."""

    accounts: tuple[Account, ...]
    associates: tuple[Associate, ...]
    enrollments: tuple[Enrollment, ...]
    signatures: tuple[Signature, ...] = ()
    mail: tuple[dict[str, str], ...] = ()

    @model_validator(mode="after")
    def _refers_to_itself_only(self) -> WorldState:
        """A snapshot may come from anywhere."""
        known = {associate.pac_id for associate in self.associates}
        named = {enrollment.pac_id for enrollment in self.enrollments}
        named.update(pac_id for account in self.accounts for pac_id in account.associates)
        if unknown := named - known:
            raise ValueError(f"there is no associate {min(unknown)!r}")
        return self
