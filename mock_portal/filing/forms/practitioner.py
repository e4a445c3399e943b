"""The CMS-855I: individual practitioners (sections W19, W6)."""

from __future__ import annotations

from dataclasses import replace

from mock_portal.filing.applications import Reason
from mock_portal.filing.forms import common
from mock_portal.filing.forms.nouns import (
    ALL_REASONS,
    KEEPING,
    DocumentRule,
    Field,
    FieldKind,
    Practice,
    Section,
    Sheet,
    Topic,
    When,
)
from mock_portal.filing.records import CredentialKind, DocumentKind, SignerRole
from mock_portal.world.entities import AssociateKind, Form

_PRIVATE = frozenset({Practice.PRIVATE, Practice.BOTH})
_PAID_THROUGH_GROUP = frozenset({Practice.REASSIGNS, Practice.BOTH})
_NOT_PHYSICIANS = (
    "Clinical Social Worker", "Nurse Practitioner", "Physical Therapist in Private Practice",
    "Physician Assistant",
)  # fmt: skip
SPECIALTIES = (
    "Cardiovascular Disease (Cardiology)", "Dermatology", "Diagnostic Radiology", "Family Practice",
    "General Practice", "Internal Medicine", "Neurology", "Ophthalmology", "Orthopedic Surgery",
    "Psychiatry", *_NOT_PHYSICIANS,
)  # fmt: skip
_ON_FILING = frozenset({Reason.INITIAL, Reason.REACTIVATION})

BASIC = Topic(
    "basic", "Basic Information",
    (
        Field("practice", "How the practitioner is paid", FieldKind.CHOICE, choices=tuple(Practice)),
        common.EFFECTIVE,
    ),
    changeable=False,
)  # fmt: skip
PERSONAL = Topic(
    "personal", "Personal Information",
    (
        Field("first_name", "First name", FieldKind.NAME),
        Field("middle_name", "Middle name", FieldKind.NAME, required=False),
        Field("last_name", "Last name", FieldKind.NAME),
        Field("birth_date", "Date of birth", FieldKind.DATE, hint="MM/DD/YYYY"),
        Field("ssn", "Social Security Number", FieldKind.SSN, hint="Nine digits without dashes"),
        Field("npi", "NPI", FieldKind.NPI, hint="Ten digits"),
        Field("specialty", "Primary specialty", FieldKind.CHOICE, choices=SPECIALTIES),
        Field("school", "Medical or professional school", required=False),
        Field("graduated", "Year of graduation", FieldKind.DIGITS, required=False, longest=4),
    ),
    required=ALL_REASONS - {Reason.CHANGE}, offered=ALL_REASONS,
)  # fmt: skip
BUSINESS = Topic(
    "business", "Private Practice Business Information",
    (
        Field("structure", "Structure", FieldKind.CHOICE,
              choices=("Sole proprietor", "Professional corporation or LLC")),
        Field("name", "Legal business name as the IRS has it"),
        Field("ein", "EIN", FieldKind.EIN, hint="Nine digits",
              only_if=When("structure", frozenset({"Professional corporation or LLC"}))),
    ),
    practices=_PRIVATE,
)  # fmt: skip
REASSIGNMENTS = Topic(
    "reassignments", "Reassignment",
    (
        Field("name", "Group's legal business name"),
        Field("npi", "Group's NPI", FieldKind.NPI, hint="Ten digits"),
        Field("ptan", "Group's Medicare ID (PTAN), if known", FieldKind.PTAN, required=False),
        Field("since", "Effective date", FieldKind.DATE, hint="MM/DD/YYYY"),
        Field("ended", "End date, if it ends", FieldKind.DATE, required=False, hint="MM/DD/YYYY"),
    ),
    required=KEEPING | {Reason.REASSIGNMENT}, practices=_PAID_THROUGH_GROUP, repeatable=True,
    summary=("name", "npi"),
    note="Put all reassignments on one application. A new one brings a new Medicare ID.",
)  # fmt: skip
MANAGING = Topic(
    "managing", "Individual Control",
    (
        Field("answer", "Is there a managing employee?", FieldKind.CHOICE, choices=common.YES_NO),
        Field("first_name", "First name", FieldKind.NAME, only_if=common.ON_YES),
        Field("last_name", "Last name", FieldKind.NAME, only_if=common.ON_YES),
        Field("birth_date", "Date of birth", FieldKind.DATE, hint="MM/DD/YYYY", only_if=common.ON_YES),
        Field("ssn", "Social Security Number", FieldKind.SSN, hint="Nine digits without dashes",
              only_if=common.ON_YES),
    ),
    required=frozenset({Reason.REVALIDATION}), practices=_PRIVATE,
)  # fmt: skip


def _private(topic: Topic) -> Topic:
    return replace(topic, practices=_PRIVATE)


PRACTITIONER = Sheet(
    code=Form.PRACTITIONER,
    title="Individual Practitioners",
    kind=AssociateKind.INDIVIDUAL,
    sections=(
        Section("1", "Basic information", (BASIC,)),
        Section("2", "Identifying information", (PERSONAL, common.LICENSES, common.CORRESPONDENCE)),
        Section("3", "Final adverse legal actions", (common.ADVERSE,)),
        Section("4A", "Business", (BUSINESS,)),
        Section("4B", "Practice locations", (_private(common.LOCATIONS),)),
        Section("4C", "Special payments", (_private(common.PAYMENTS),)),
        Section("4D", "Medical records", (_private(common.RECORDS),)),
        Section("4F", "Reassignment of benefits", (REASSIGNMENTS,)),
        Section("6", "Managing individuals", (MANAGING,)),
        Section("8", "Billing agency", (_private(common.BILLING_AGENCY),)),
        Section("588", "Electronic funds transfer", (_private(common.EFT),)),
        Section("460", "Participation", (_private(common.PARTICIPATION),)),
        Section("13", "Contact", (common.CONTACTS,)),
        Section("16", "Withdrawal", (common.WITHDRAWAL,)),
    ),
    documents=(
        common.VOIDED_CHECK,
        common.ADVERSE_PAPERS,
        DocumentRule(
            DocumentKind.LICENSE, _ON_FILING,
            When("kind", frozenset({CredentialKind.LICENSE}), topic="licenses"),
        ),
        DocumentRule(
            DocumentKind.DEA, _ON_FILING, When("kind", frozenset({CredentialKind.DEA}), topic="licenses")
        ),
        DocumentRule(
            DocumentKind.NATIONAL_CERTIFICATE, _ON_FILING,
            When("specialty", frozenset(_NOT_PHYSICIANS), topic="personal"),
        ),
        DocumentRule(
            DocumentKind.IRS_LETTER, _ON_FILING,
            When("structure", frozenset({"Professional corporation or LLC"}), topic="business"),
        ),
    ),
    walkable=True,
    signers=frozenset({SignerRole.PRACTITIONER}),
)  # fmt: skip
