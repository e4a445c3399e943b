"""Fields and topics that several forms share."""

from __future__ import annotations

from dataclasses import replace

from mock_portal.filing.applications import Reason
from mock_portal.filing.forms.nouns import (
    FILED,
    NO,
    YES,
    DocumentRule,
    Field,
    FieldKind,
    Topic,
    When,
)
from mock_portal.filing.records import CredentialKind, DocumentKind

YES_NO = (YES, NO)
ON_YES = When("answer", frozenset({YES}))
_PAPERS = FILED - {Reason.REASSIGNMENT}


def address(label: str = "") -> tuple[Field, ...]:
    """The fields of an address; a ZIP without its last four digits needs a reason (W3)."""
    prefix = f"{label} " if label else ""
    return (
        Field("address_1", f"{prefix}Address Line 1"),
        Field("address_2", f"{prefix}Address Line 2", required=False, longest=40),
        Field("city", "City", longest=40),
        Field("state", "State", FieldKind.STATE),
        Field("zip", "ZIP Code", FieldKind.ZIP, hint="Nine digits, ZIP+4"),
        Field("unverified", "Reason why there is no ZIP+4", required=False, longest=120),
    )


TELEPHONE = Field("telephone", "Telephone", FieldKind.PHONE, hint="Ten digits")
_EMAIL = Field("email", "E-mail", FieldKind.EMAIL, required=False, longest=100)
EFFECTIVE = Field("effective", "Effective date", FieldKind.DATE, required=False, hint="MM/DD/YYYY")

CORRESPONDENCE = Topic(
    "correspondence", "Mailing (correspondence) Address", (*address(), TELEPHONE, _EMAIL),
    note="The contractor writes to this address; it cannot be a billing agency's.",
)  # fmt: skip

ADVERSE = Topic(
    "adverse", "Final Adverse Legal Action",
    (
        Field("answer", "Has a final adverse legal action ever been imposed?", FieldKind.CHOICE,
              choices=YES_NO),
        Field("what", "Action", only_if=ON_YES),
        Field("imposed", "Date imposed", FieldKind.DATE, hint="MM/DD/YYYY", only_if=ON_YES),
        Field("by", "Imposed by", only_if=ON_YES),
    ),
    note="Convictions, exclusions, suspensions and revocations, whether or not under appeal. "
    "Changes are due within 30 days.",
)  # fmt: skip

LOCATIONS = Topic(
    "locations", "Physical Location & Special Payment Address",
    (
        Field("name", "Practice location name"),
        *address(),
        TELEPHONE,
        Field("since", "Date of the first Medicare patient here", FieldKind.DATE, hint="MM/DD/YYYY"),
        Field("ptan", "Medicare ID (PTAN), if issued", FieldKind.PTAN, required=False),
        Field("mobile", "Mobile facility or base of operations", FieldKind.TICK, required=False),
    ),
    repeatable=True, summary=("name", "city", "state"),
    note="List every practice location, mobile ones too. Changes are due within 30 days.",
)  # fmt: skip

PAYMENTS = Topic(
    "special-payments", "Special Payment Address",
    (
        Field("where", "Where special payments go", FieldKind.CHOICE,
              choices=("First practice location", "Another address")),
        *(
            replace(one, only_if=When("where", frozenset({"Another address"}))) for one in address()
        ),
    ),
)  # fmt: skip

RECORDS = Topic(
    "records", "Medical Record Storage",
    (
        Field("where", "Where patients' medical records are kept", FieldKind.CHOICE,
              choices=("At the practice locations", "Electronically", "At another address")),
        Field("place", "Name of the keeper", only_if=When("where", frozenset({"At another address"}))),
    ),
)  # fmt: skip

BILLING_AGENCY = Topic(
    "billing-agency", "Billing Agency",
    (
        Field("answer", "Does a billing agency send the claims?", FieldKind.CHOICE, choices=YES_NO),
        Field("name", "Legal business name of the agency", only_if=ON_YES),
        Field("ein", "Agency's EIN", FieldKind.EIN, hint="Nine digits", only_if=ON_YES),
    ),
    required=frozenset({Reason.REVALIDATION}),
)  # fmt: skip

EFT = Topic(
    "eft", "Electronic Funds Transfer",
    (
        Field("bank", "Financial institution"),
        Field("routing", "Routing number", FieldKind.ROUTING, hint="Nine digits"),
        Field("account_number", "Account number", FieldKind.DIGITS, hint="Digits only"),
        Field("account_type", "Type of account", FieldKind.CHOICE, choices=("Checking", "Savings")),
        Field("holder", "Account holder's legal name"),
    ),
    required=frozenset({Reason.INITIAL, Reason.REACTIVATION}),
    note="This is the CMS-588. A voided check or a bank's letter goes with it.",
)  # fmt: skip

PARTICIPATION = Topic(
    "participation", "PAR Status (CMS-460)",
    (
        Field("status", "Medicare participation", FieldKind.CHOICE,
              choices=("Participating", "Non-participating")),
    ),
    required=frozenset({Reason.INITIAL, Reason.REACTIVATION}),
)  # fmt: skip

CONTACTS = Topic(
    "contacts", "Contact Person",
    (
        Field("first_name", "First name", FieldKind.NAME),
        Field("last_name", "Last name", FieldKind.NAME),
        TELEPHONE,
        Field("email", "E-mail", FieldKind.EMAIL, longest=100),
    ),
    required=frozenset(), offered=frozenset(Reason), repeatable=True, summary=("first_name", "last_name"),
    note="Optional; the contractor's questions and the acknowledgement go here.",
)  # fmt: skip

WITHDRAWAL = Topic(
    "withdrawal", "Voluntary Withdrawal",
    (
        Field("effective", "Date of withdrawal", FieldKind.DATE, hint="MM/DD/YYYY"),
        Field("why", "Reason", FieldKind.CHOICE,
              choices=("Retired", "Practice closed", "Moved to another state", "Other")),
    ),
    required=frozenset({Reason.WITHDRAWAL}), offered=frozenset({Reason.WITHDRAWAL}),
)  # fmt: skip

LICENSES = Topic(
    "licenses", "Licenses and Certifications",
    (
        Field("kind", "Kind", FieldKind.CHOICE,
              choices=(CredentialKind.LICENSE, CredentialKind.BOARD_CERTIFICATE, CredentialKind.DEA)),
        Field("number", "Number", longest=30),
        Field("state", "State", FieldKind.STATE, required=False),
        Field("effective", "Effective date", FieldKind.DATE, required=False, hint="MM/DD/YYYY"),
        Field("expires", "Expiration date", FieldKind.DATE, hint="MM/DD/YYYY"),
    ),
    repeatable=True, summary=("kind", "number", "state"),
)  # fmt: skip

ORGANIZATIONAL_CONTROL = Topic(
    "organizational-control", "Organizational Control",
    (
        Field("name", "Legal business name"),
        Field("ein", "EIN", FieldKind.EIN, hint="Nine digits"),
        Field("percent", "Percentage of ownership", FieldKind.PERCENT),
        Field("since", "Effective date", FieldKind.DATE, hint="MM/DD/YYYY"),
    ),
    required=frozenset(), repeatable=True, summary=("name", "percent"),
    note="Organizations with 5 percent or more ownership, direct or indirect, or with managing control.",
)  # fmt: skip

INDIVIDUAL_CONTROL = Topic(
    "individual-control", "Individual Control",
    (
        Field("first_name", "First name", FieldKind.NAME),
        Field("last_name", "Last name", FieldKind.NAME),
        Field("birth_date", "Date of birth", FieldKind.DATE, hint="MM/DD/YYYY"),
        Field("ssn", "Social Security Number", FieldKind.SSN, hint="Nine digits without dashes"),
        Field("percent", "Percentage of ownership", FieldKind.PERCENT, hint="0 where there is none"),
        Field("managing", "Managing employee", FieldKind.TICK, required=False),
        Field("authorized", "Authorized Official", FieldKind.TICK, required=False),
        Field("delegated", "Delegated Official", FieldKind.TICK, required=False),
        Field("email", "E-mail for signing", FieldKind.EMAIL, required=False, longest=100),
        Field("since", "Effective date", FieldKind.DATE, hint="MM/DD/YYYY"),
    ),
    repeatable=True, summary=("first_name", "last_name"),
    note="Owners of 5 percent or more, managing employees, and the officials who may sign. "
    "An official of I&A who is not named here cannot sign.",
)  # fmt: skip

VOIDED_CHECK = DocumentRule(DocumentKind.VOIDED_CHECK, _PAPERS, When("routing", topic="eft"))
ADVERSE_PAPERS = DocumentRule(
    DocumentKind.ADVERSE_ACTION, _PAPERS, When("answer", frozenset({YES}), topic="adverse")
)


def optional(topic: Topic) -> Topic:
    """The topic where no reason asks for it."""
    return replace(topic, required=frozenset())
