"""The Error/Warning Check: nothing where all is well, and each code for what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from mock_portal.filing.applications import Reason
from mock_portal.filing.checks import stops
from mock_portal.filing.checks.findings import SEVERITIES, Code, Severity
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import (
    Credential,
    CredentialKind,
    DocumentKind,
    Fee,
    FeeState,
    FileType,
)
from mock_portal.world.entities import EnrollmentStatus, Form
from tests.mock_portal.applications.cases import GROUP_NPI, NOW, OFFICIAL, Sample, document, enrollment

Change = Callable[[Sample], object]


def typed(topic: str, field: str, value: str, number: int = 0) -> Change:
    def change(sample: Sample) -> None:
        sample.topics[topic][number][field] = value

    return change


def without(topic: str) -> Change:
    return lambda sample: sample.topics.pop(topic)


def knows(**context: object) -> Change:
    return lambda sample: sample.context.update(context)


def group(status: EnrollmentStatus = EnrollmentStatus.APPROVED, state: str = "IN") -> Change:
    one = enrollment(Form.GROUP, status=status, state=state)
    return knows(enrolled={GROUP_NPI: (one,)})


def license_until(day: date) -> Change:
    return typed("licenses", "expires", f"{day:%m/%d/%Y}")


def fee(state: FeeState) -> Change:
    return knows(fee=Fee(id="F1", application_id="A1", dollars=750, requested=NOW, due=NOW, state=state))


def credential(expires: date) -> Change:
    one = Credential(id="L1", pac_id="1234567890", kind=CredentialKind.DEA, number="D1", issuer="DEA",
                     state=None, expires=expires)  # fmt: skip
    return knows(credentials=(one,))


def due(day: date | None) -> Change:
    return knows(enrollment=enrollment(Form.PRACTITIONER, revalidation_due=day))


def files(*kinds: DocumentKind, **change: object) -> Change:
    return knows(documents=tuple(document(one, **change) for one in kinds))


BOTH = (DocumentKind.VOIDED_CHECK, DocumentKind.LICENSE)
PERSON_CASES: list[tuple[Change, Code, str]] = [
    (without("adverse"), Code.REQUIRED, "adverse"),
    (typed("personal", "last_name", ""), Code.REQUIRED, "personal"),
    (typed("adverse", "answer", "Yes"), Code.REQUIRED, "adverse"),
    (typed("personal", "birth_date", "1971-05-04"), Code.DATE, "personal"),
    (typed("locations", "since", "02/30/2026", 1), Code.DATE, "locations"),
    (typed("personal", "ssn", "900-12-3456"), Code.SSN, "personal"),
    (typed("personal", "ssn", "90012345"), Code.SSN, "personal"),
    (typed("personal", "npi", "1234567890"), Code.NUMBER, "personal"),
    (typed("reassignments", "ptan", "x"), Code.NUMBER, "reassignments"),
    (typed("eft", "routing", "12345678"), Code.NUMBER, "eft"),
    (typed("correspondence", "zip", "4730"), Code.NUMBER, "correspondence"),
    (typed("contacts", "email", "ida at post"), Code.NUMBER, "contacts"),
    (typed("contacts", "telephone", "555-0101"), Code.NUMBER, "contacts"),
    (typed("personal", "first_name", "4da"), Code.NUMBER, "personal"),
    (typed("personal", "last_name", "Marchetty"), Code.IDENTITY, "personal"),
    (typed("personal", "ssn", "900123457"), Code.IDENTITY, "personal"),
    (typed("personal", "specialty", "Dermatology"), Code.NPPES, "personal"),
    (typed("personal", "npi", GROUP_NPI), Code.NPPES, "personal"),
    (typed("correspondence", "zip", "47305"), Code.ADDRESS, "correspondence"),
    (knows(enrolled={}), Code.REASSIGNMENT, "reassignments"),
    (group(state="OH"), Code.REASSIGNMENT, "reassignments"),
    (group(EnrollmentStatus.DEACTIVATED), Code.REASSIGNMENT, "reassignments"),
    (license_until(date(2026, 3, 16)), Code.LICENSE, "licenses"),
    (license_until(date(2026, 3, 1)), Code.LICENSE, "licenses"),
    (credential(date(2026, 3, 16)), Code.LICENSE, "licenses"),
    (files(DocumentKind.VOIDED_CHECK), Code.DOCUMENT, "documents"),
    (files(DocumentKind.LICENSE), Code.DOCUMENT, "documents"),
    (files(*BOTH, size=10_000_001), Code.FILE, "documents"),
    (fee(FeeState.REQUESTED), Code.FEE, "fee"),
    (fee(FeeState.HARDSHIP_DENIED), Code.FEE, "fee"),
    (without("contacts"), Code.ADVICE, "contacts"),
    (lambda sample: sample.topics["locations"].pop(), Code.ADVICE, "locations"),
]


@pytest.mark.parametrize(
    "reason", [Reason.INITIAL, Reason.REVALIDATION, Reason.REACTIVATION, Reason.REASSIGNMENT]
)
@pytest.mark.parametrize("person", [True, False], ids=["855I", "855B"])
def test_nothing_is_found_where_all_is_well(person: bool, reason: Reason) -> None:
    assert Sample(person=person, reason=reason).findings() == ()


@pytest.mark.parametrize(("change", "code", "topic"), PERSON_CASES)
def test_what_is_wrong_with_an_855i_is_found_once_in_its_topic(
    change: Change, code: Code, topic: str
) -> None:
    sample = Sample()
    change(sample)
    found = [one for one in sample.findings() if one.code is code]
    assert found
    assert {one.topic for one in found} == {topic}
    assert stops(found) == (SEVERITIES[code] is Severity.CRITICAL)


RIGHT: list[Change] = [
    lambda sample: sample.topics["correspondence"][0].update(zip="47305", unverified="New building"),
    typed("special-payments", "zip", "47305"),
    license_until(date(2026, 3, 17)),
    group(EnrollmentStatus.PENDING),
    group(EnrollmentStatus.STAY),
    knows(enrolled={}, applying=frozenset({GROUP_NPI})),
    fee(FeeState.PAID),
    fee(FeeState.HARDSHIP_REQUESTED),
    files(*BOTH, size=10_000_000),
    files(*BOTH, file_type=FileType.TIFF),
    credential(date(2026, 3, 17)),
    typed("personal", "middle_name", ""),
    typed("personal", "last_name", "MARCHETTI"),
]


@pytest.mark.parametrize("change", RIGHT)
def test_what_is_just_right_is_not_found(change: Change) -> None:
    sample = Sample()
    change(sample)
    assert sample.findings() == ()


ORGANIZATION_CASES: list[tuple[Change, Code]] = [
    (typed("organization", "ein", "12-3456789"), Code.NUMBER),
    (typed("organization", "name", "Elm Group LLC"), Code.IDENTITY),
    (typed("organization", "ein", "000123457"), Code.IDENTITY),
    (typed("organization", "name", "Elm Group LLC"), Code.NPPES),
    (without("members"), Code.REASSIGNMENT),
    (knows(enrolled={}), Code.REASSIGNMENT),
    (typed("individual-control", "authorized", ""), Code.SIGNER),
    (typed("individual-control", "percent", "4.99"), Code.CONTROL),
    (typed("individual-control", "managing", ""), Code.CONTROL),
    (files(DocumentKind.VOIDED_CHECK, DocumentKind.BUSINESS_LICENSE), Code.DOCUMENT),
]


@pytest.mark.parametrize(("change", "code"), ORGANIZATION_CASES)
def test_what_is_wrong_with_an_855b_is_found(change: Change, code: Code) -> None:
    sample = Sample(person=False)
    change(sample)
    assert code in {one.code for one in sample.findings()}


ORGANIZATION_RIGHT: list[Change] = [
    typed("individual-control", "percent", "5"),
    lambda sample: sample.topics["individual-control"][0].update(authorized="", delegated="on"),
    lambda sample: (
        sample.topics["organization"][0].update(structure="Nonprofit")
        or sample.topics["individual-control"][0].update(percent="0")
    ),
    lambda sample: sample.topics["organization"][0].update(type="Pharmacy") or sample.topics.pop("members"),
]


@pytest.mark.parametrize("change", ORGANIZATION_RIGHT)
def test_what_is_just_right_for_an_855b_is_not_found(change: Change) -> None:
    sample = Sample(person=False)
    change(sample)
    assert sample.findings() == ()


def test_an_owning_organization_counts_as_owner_and_brings_the_chart() -> None:
    sample = Sample(person=False)
    sample.topics["individual-control"] = [{**OFFICIAL, "percent": "0"}]
    owner = {"name": "Holding Inc", "ein": "000999999", "percent": "100", "since": "03/02/2020"}
    sample.topics["organizational-control"] = [owner]
    assert [one.text for one in sample.findings()] == ["The document Organization chart is missing."]


@pytest.mark.parametrize(
    ("day", "early"),
    [(None, True), (date(2026, 9, 3), True), (date(2026, 9, 2), False), (date(2026, 1, 31), False)],
)
def test_a_revalidation_is_too_early_before_its_six_months(day: date | None, early: bool) -> None:
    sample = Sample(reason=Reason.REVALIDATION)
    due(day)(sample)
    assert (Code.EARLY in {one.code for one in sample.findings()}) == early


def test_how_early_a_revalidation_may_come_is_a_setting() -> None:
    sample = Sample(reason=Reason.REVALIDATION)
    due(date(2026, 9, 30))(sample)
    sample.context["policy"] = FilingPolicy(early_months=7)
    assert sample.findings() == ()


def test_a_revalidation_that_brings_a_change_asks_for_a_change_of_information_first() -> None:
    sample = Sample(reason=Reason.REVALIDATION)
    sample.topics["eft"][0]["account_number"] = "77777"
    [found] = sample.findings()
    assert (found.code, found.topic, found.severity) == (Code.CHANGE_FIRST, "eft", Severity.WARNING)


def test_a_tiff_is_found_where_the_setting_forbids_it() -> None:
    sample = Sample()
    files(*BOTH, file_type=FileType.TIFF)(sample)
    sample.context["policy"] = FilingPolicy(tiff_allowed=False)
    assert {one.code for one in sample.findings()} == {Code.FILE}


def test_a_change_of_information_is_about_its_own_topics_only() -> None:
    sample = Sample(reason=Reason.CHANGE)
    sample.chosen, sample.topics = ("correspondence",), {}
    assert [(one.code, one.topic) for one in sample.findings()] == [
        (Code.REQUIRED, "correspondence"), (Code.ADVICE, "contacts"),
    ]  # fmt: skip


def test_a_withdrawal_needs_its_own_topic() -> None:
    sample = Sample(reason=Reason.WITHDRAWAL)
    assert [(one.code, one.topic) for one in sample.findings()] == [(Code.REQUIRED, "withdrawal")]


@pytest.mark.parametrize(
    ("practice", "idle"),
    [
        ("Private practice only", ["reassignments"]),
        ("Reassigns all benefits to a group",
         ["business", "locations", "special-payments", "records", "eft", "participation"]),
    ],
)  # fmt: skip
def test_section_4_follows_from_how_the_practitioner_is_paid(practice: str, idle: list[str]) -> None:
    sample = Sample()
    typed("basic", "practice", practice)(sample)
    sample.topics["eft"][0]["routing"] = "9"
    files(DocumentKind.LICENSE)(sample)
    found = {one.code for one in sample.findings()}
    assert found == (set() if "eft" in idle else {Code.NUMBER, Code.DOCUMENT})
    sample.topics["eft"][0]["routing"] = "991234567"
    files(*BOTH)(sample)
    for topic in idle:
        sample.topics.pop(topic)
    assert sample.findings() == ()


def test_how_one_is_paid_is_no_change_to_be_filed_first() -> None:
    sample = Sample(reason=Reason.REVALIDATION)
    typed("basic", "effective", "05/01/2026")(sample)
    assert sample.findings() == ()


def test_critical_findings_come_first() -> None:
    sample = Sample()
    sample.topics.pop("contacts")
    sample.topics["correspondence"][0]["zip"] = "47305"
    files(DocumentKind.VOIDED_CHECK)(sample)
    assert [one.severity.value for one in sample.findings()] == ["Critical", "Warning", "Information"]


def test_every_code_is_shown_by_a_case_here() -> None:
    shown = {code for _, code, _ in PERSON_CASES} | {code for _, code in ORGANIZATION_CASES}
    assert shown | {Code.EARLY, Code.CHANGE_FIRST} == set(Code)
