"""The nouns of the files as values: signatures, fees, documents, credentials, Medicare IDs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.world.entities import Entity


class SignerRole(StrEnum):
    """In which capacity somebody signs (S2, W3): a person for himself, an organization by its officials."""

    PRACTITIONER = "Individual Practitioner"
    AUTHORIZED_OFFICIAL = "Authorized Official"
    DELEGATED_OFFICIAL = "Delegated Official"


class SignatureMethod(StrEnum):
    """How a signature is given (S3, W20)."""

    ELECTRONIC = "Electronic"
    UPLOAD = "Upload"  # a signed paper page; slower (S3)


class Signer(Entity):
    """Who is to sign an application, in which capacity and how; `email` is where the link goes."""

    name: str
    role: SignerRole
    email: str
    method: SignatureMethod


class SignatureRequest(Entity):
    """A signature asked for, of one signer, for one revision of an application; 20 calendar days (W14).

    `token` is the word in the address of the e-mail that leads to the e-sign page.
    """

    id: str
    application_id: str
    revision: int
    signer: str
    role: SignerRole
    email: str
    method: SignatureMethod
    token: str
    requested: AwareDatetime
    due: AwareDatetime
    signed: AwareDatetime | None = None


class FeeState(StrEnum):
    """Where an application fee stands (W11, W28)."""

    REQUESTED = "Requested"
    PAID = "Paid"
    HARDSHIP_REQUESTED = "Hardship exception requested"
    HARDSHIP_DENIED = "Hardship exception denied"


class Fee(Entity):
    """An application fee in whole dollars; `receipt` is the number that paying gave."""

    id: str
    application_id: str
    dollars: int
    requested: AwareDatetime
    due: AwareDatetime
    state: FeeState = FeeState.REQUESTED
    settled: AwareDatetime | None = None
    receipt: str | None = None


class DocumentKind(StrEnum):
    """Required and supporting documents (W6)."""

    VOIDED_CHECK = "Voided check or bank letter"
    IRS_LETTER = "IRS CP-575 or 147C"
    LICENSE = "State license"
    NATIONAL_CERTIFICATE = "National certificate and diploma"
    DEA = "DEA registration"
    BUSINESS_LICENSE = "Business license"
    ORGANIZATION_CHART = "Organization chart"
    ADVERSE_ACTION = "Adverse legal action papers"
    ACCREDITATION = "Accreditation"
    FEE_RECEIPT = "Fee receipt or hardship letter"
    AIR_CERTIFICATE = "FAA 135 certificate"
    VEHICLE_REGISTRATION = "Vehicle registration"
    LIABILITY_INSURANCE = "Liability insurance"
    SIGNED_PAGE = "Signed certification page"
    OTHER = "Other supporting document"


class FileType(StrEnum):
    """What may be uploaded (W4, W20)."""

    PDF = "PDF"
    TIFF = "TIFF"


class Document(Entity):
    """A document in the Digital Documents Repository; of the file only size (bytes) and SHA-256 are kept."""

    id: str
    pac_id: str
    kind: DocumentKind
    file_name: str
    file_type: FileType
    size: int
    sha256: str
    uploaded: AwareDatetime
    expires: date | None = None
    application_id: str | None = None


class CredentialKind(StrEnum):
    """What runs out: a person's papers, and the certificate that identifies a submitter (S0)."""

    LICENSE = "State license"
    BOARD_CERTIFICATE = "Board certificate"
    DEA = "DEA registration"
    ACCREDITATION = "Accreditation"
    LIABILITY_INSURANCE = "Liability insurance"
    DIGITAL_CERTIFICATE = "Digital certificate"


class Credential(Entity):
    """A licence or certificate of an associate; `state` is null where no State issues it."""

    id: str
    pac_id: str
    kind: CredentialKind
    number: str
    issuer: str
    state: str | None
    expires: date


class NoticeKind(StrEnum):
    """Which of the contractor's letters (G7: two of them)."""

    FIRST = "First notice"
    SECOND = "Second notice"
    STAY = "Stay of enrollment"
    DEACTIVATION = "Deactivation"


class Notice(Entity):
    """A letter of the Revalidation Notification Center."""

    id: str
    enrollment_id: str
    kind: NoticeKind
    sent: AwareDatetime
    due: date


class MedicareId(Entity):
    """A PTAN of an enrollment: one for each place or group (S2); `ended` null is one that holds.

    `group` is the enrollment ID of the group that it was given for; null for the provider's own practice.
    """

    number: str
    enrollment_id: str
    group: str | None
    effective: date
    ended: date | None = None


class LastBilled(Entity):
    """The day of an enrollment's last claim, where it is known: who does not bill is deactivated (S2)."""

    enrollment_id: str
    day: date


class Correction(Entity):
    """A development request: what the contractor wants put right, within 30 days (W17)."""

    id: str
    topic: str
    text: str
    asked: AwareDatetime
    due: AwareDatetime
    answered: AwareDatetime | None = None


class Entry(Entity):
    """What was filled in for a topic, by field name; a topic that may be given several times has several."""

    topic: str
    values: dict[str, str]


class Hold(Entity):
    """Who has an application open for editing; it ends with the session (SYS-103)."""

    application_id: str
    session: str
    account: str
    opened: AwareDatetime
