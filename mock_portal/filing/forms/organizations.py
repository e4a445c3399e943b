"""The CMS-855B, 855A and 855S: groups and suppliers, institutions, DMEPOS suppliers (sections W19)."""

from __future__ import annotations

from mock_portal.filing.applications import Reason
from mock_portal.filing.forms import common
from mock_portal.filing.forms.nouns import (
    ALL_REASONS,
    FILED,
    KEEPING,
    DocumentRule,
    Field,
    FieldKind,
    Section,
    Sheet,
    Topic,
    When,
)
from mock_portal.filing.records import DocumentKind
from mock_portal.world.entities import AssociateKind, Form

GROUP_PRACTICE = "Clinic/Group Practice"
IDTF = "Independent Diagnostic Testing Facility"
AMBULANCE = "Ambulance Service Supplier"
SUPPLIER_TYPES = (
    GROUP_PRACTICE, IDTF, "Ambulatory Surgical Center", AMBULANCE, "Clinical Laboratory", "Pharmacy",
)  # fmt: skip
_INSTITUTIONS = ("Hospital", "Hospice", "Home Health Agency", "Skilled Nursing Facility")
_ON_FILING = frozenset({Reason.INITIAL, Reason.REACTIVATION})


def _basic() -> Topic:
    return Topic(
        "basic",
        "Basic Information",
        (
            Field("state", "State in which services are given", FieldKind.STATE),
            common.EFFECTIVE,
        ),
        changeable=False,
    )


def _organization(label: str, types: tuple[str, ...]) -> Topic:
    return Topic(
        "organization",
        "Organizational Information",
        (
            Field("name", "Legal business name as the IRS has it"),
            Field("dba", "Doing business as", required=False),
            Field("ein", "EIN", FieldKind.EIN, hint="Nine digits"),
            Field("npi", "NPI", FieldKind.NPI, hint="Ten digits"),
            Field("type", label, FieldKind.CHOICE, choices=types),
            Field("structure", "Structure", FieldKind.CHOICE,
                  choices=("Corporation", "Limited liability company", "Partnership", "Nonprofit")),
            Field("incorporated", "Date of incorporation", FieldKind.DATE, required=False,
                  hint="MM/DD/YYYY"),
        ),
        required=ALL_REASONS - {Reason.CHANGE}, offered=ALL_REASONS,
    )  # fmt: skip


MEMBERS = Topic(
    "members", "Reassignment",
    (
        Field("name", "Practitioner's name"),
        Field("npi", "Practitioner's NPI", FieldKind.NPI, hint="Ten digits"),
        Field("since", "Effective date", FieldKind.DATE, hint="MM/DD/YYYY"),
    ),
    required=frozenset({Reason.REASSIGNMENT}), repeatable=True, summary=("name", "npi"),
    note="Practitioners who reassign their benefits to this group. A group needs at least one, "
    "who has a CMS-855I of their own.",
)  # fmt: skip
CHAIN = Topic(
    "chain", "Chain Home Office",
    (
        Field("answer", "Does the provider belong to a chain?", FieldKind.CHOICE, choices=common.YES_NO),
        Field("name", "Name of the home office", only_if=common.ON_YES),
    ),
)  # fmt: skip
SUPPLIES = Topic(
    "supplies", "Products, Accreditation and Surety Bond",
    (
        Field("products", "Products and services"),
        Field("accreditor", "Accrediting organization"),
        Field("accredited_until", "Accreditation expires", FieldKind.DATE, hint="MM/DD/YYYY"),
        Field("bond", "Surety bond number", longest=30),
        Field("insurer", "Liability insurer"),
    ),
)  # fmt: skip


def _after_identity(*more: Section) -> tuple[Section, ...]:
    places = (common.LOCATIONS, common.PAYMENTS, common.RECORDS)
    return (
        Section("3", "Final adverse legal actions", (common.ADVERSE,)),
        Section("4", "Practice locations", places),
        Section("5", "Owning organizations", (common.ORGANIZATIONAL_CONTROL,)),
        Section("6", "Owning and managing individuals", (common.INDIVIDUAL_CONTROL,)),
        *more,
        Section("8", "Billing agency", (common.BILLING_AGENCY,)),
        Section("588", "Electronic funds transfer", (common.EFT,)),
    )


_LAST = (
    Section("13", "Contact", (common.CONTACTS,)),
    Section("16", "Withdrawal", (common.WITHDRAWAL,)),
)
_DOCUMENTS = (
    common.VOIDED_CHECK,
    common.ADVERSE_PAPERS,
    DocumentRule(DocumentKind.IRS_LETTER, _ON_FILING),
    DocumentRule(DocumentKind.ORGANIZATION_CHART, _ON_FILING, When("name", topic="organizational-control")),
    DocumentRule(DocumentKind.BUSINESS_LICENSE, _ON_FILING, When("number", topic="licenses")),
)
GROUP = Sheet(
    code=Form.GROUP,
    title="Clinics, Group Practices and Certain Suppliers",
    kind=AssociateKind.ORGANIZATION,
    sections=(
        Section("1", "Basic information", (_basic(),)),
        Section("2", "Identifying information", (
            _organization("Type of supplier", SUPPLIER_TYPES),
            common.optional(common.LICENSES), common.CORRESPONDENCE,
        )),
        *_after_identity(),
        Section("4F", "Reassignment of benefits", (MEMBERS,)),
        Section("460", "Participation", (common.PARTICIPATION,)),
        *_LAST,
    ),
    documents=(
        *_DOCUMENTS,
        DocumentRule(
            DocumentKind.LIABILITY_INSURANCE, FILED, When("type", frozenset({IDTF}), topic="organization")
        ),
        DocumentRule(
            DocumentKind.VEHICLE_REGISTRATION, _ON_FILING,
            When("type", frozenset({AMBULANCE}), topic="organization"),
        ),
    ),
    walkable=True,
)  # fmt: skip
INSTITUTION = Sheet(
    code=Form.INSTITUTION,
    title="Institutional Providers",
    kind=AssociateKind.ORGANIZATION,
    sections=(
        Section("1", "Basic information", (_basic(),)),
        Section("2", "Identifying information", (
            _organization("Type of provider", _INSTITUTIONS),
            common.optional(common.LICENSES), common.CORRESPONDENCE,
        )),
        *_after_identity(Section("7", "Chain home office", (CHAIN,))),
        *_LAST,
    ),
    documents=_DOCUMENTS,
)  # fmt: skip
DME_SUPPLIER = Sheet(
    code=Form.DME_SUPPLIER,
    title="DMEPOS Suppliers",
    kind=AssociateKind.ORGANIZATION,
    sections=(
        Section("1", "Basic information", (_basic(),)),
        Section("2", "Identifying information", (
            _organization("Type of supplier", ("Medical Supply Company", "Pharmacy", "Orthotist")),
            common.optional(common.LICENSES), SUPPLIES, common.CORRESPONDENCE,
        )),
        *_after_identity(),
        *_LAST,
    ),
    documents=(
        *_DOCUMENTS,
        DocumentRule(DocumentKind.ACCREDITATION, KEEPING),
        DocumentRule(DocumentKind.LIABILITY_INSURANCE, KEEPING),
    ),
)  # fmt: skip
