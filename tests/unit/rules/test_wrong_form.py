"""wrong-form: a person's form for an organization, an organization's for a person, and other misfits."""

import pytest

from agent.model.facts import ApplicationFact, AssociateFact
from agent.model.finding import Ruling, Severity
from agent.model.public import PublicFacts, RegistryRecord
from agent.model.roster import Roster, RosterEntry
from agent.rules import wrong_form

from ..builders import NOBODY_EXPECTED, NOW, NPI, OTHER_NPI, enrollment, only, roster, rule_on
from .filing import DRAFT_SUBJECT, TRACKING, application, draft, reading

JUDGE = wrong_form.judge
SUPPLIES = enrollment("Approved").model_copy(update={"specialty": "Medical Supply Company", "form": "855S"})


def judged(
    form: str,
    kind: str | None,
    *,
    status: str = "In Progress, not submitted",
    roster: Roster = NOBODY_EXPECTED,
) -> Ruling:
    associates = (AssociateFact(npi=NPI, kind=kind),) if kind else ()
    filed = application(status, id=None, form=form, enrollment_id=None)
    return rule_on(JUDGE, reading(filed, associates=associates), roster=roster)


@pytest.mark.parametrize(
    ("form", "kind", "why"),
    [
        ("855I", "organization", "the NPI is an organization's"),
        ("855O", "organization", "the NPI is an organization's"),
        ("855A", "individual", "the NPI is a person's"),
        ("855B", "individual", "the NPI is a person's"),
    ],
)
def test_a_form_of_the_other_kind_of_provider_is_a_warning(form: str, kind: str, why: str) -> None:
    found = only(judged(form, kind))
    assert found.severity is Severity.WARNING
    assert found.title == f"draft {NPI} {form} OH: form {form} does not fit: {why}"
    assert "30 to 45 days" in found.impact
    assert "Begin the application anew on the right form" in found.next_step


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("855I", "individual"), ("855O", "individual"), ("855A", "organization"), ("855B", "organization"),
        ("855S", "organization"), ("855S", "individual"), ("588", "organization"), ("855R", "individual"),
    ],
)  # fmt: skip
def test_a_form_that_fits_is_well(form: str, kind: str) -> None:
    assert judged(form, kind).well == (f"draft {NPI} {form} OH",)


def test_a_sent_application_is_as_wrong_as_a_draft_and_one_that_has_ended_is_past() -> None:
    assert only(judged("855B", "individual", status="In Review"))
    assert judged("855B", "individual", status="Rejected").findings == ()


def test_whether_it_is_a_person_can_come_from_the_roster() -> None:
    member = RosterEntry(npi=NPI, groups=(OTHER_NPI,))
    group = RosterEntry(npi=OTHER_NPI, groups=(NPI,))
    as_member, as_group = (roster().model_copy(update={"entries": (each,)}) for each in (member, group))
    assert "a person's" in only(judged("855B", None, roster=as_member)).title
    assert "an organization's" in only(judged("855I", None, roster=as_group)).title
    assert "a person's" in only(judged("855B", "individual", roster=as_group)).title  # PECOS knows better


@pytest.mark.parametrize("kind", [None, "unheard of"])
def test_who_is_neither_is_not_judged(kind: str | None) -> None:
    ruling = judged("855B", kind)
    assert (ruling.findings, ruling.unsure) == ((), (f"draft {NPI} 855B OH",))


@pytest.mark.parametrize("unread", [draft(form=None), application(None, form="855B")])
def test_what_was_not_read_is_not_judged(unread: ApplicationFact) -> None:
    persons = (AssociateFact(npi=NPI, kind="individual"),)
    assert rule_on(JUDGE, reading(unread, associates=persons)).unsure == (unread.subject,)


def test_a_supplier_of_medical_equipment_uses_its_own_form() -> None:
    organization = (AssociateFact(npi=NPI, kind="organization"),)
    on_b, on_s = application(form="855B"), application(form="855S")
    found = only(rule_on(JUDGE, reading(on_b, enrollments=[SUPPLIES], associates=organization)))
    assert found.title == f"{TRACKING}: form 855B does not fit: a supplier of medical equipment uses 855S"
    assert rule_on(JUDGE, reading(on_s, enrollments=[SUPPLIES], associates=organization)).well == (TRACKING,)


def test_before_there_is_an_enrollment_nppes_says_what_it_supplies() -> None:
    record = RegistryRecord(npi=NPI, specialties=("Durable Medical Equipment & Medical Supplies", "Pharmacy"))
    public = PublicFacts(read=NOW, registry=(record,))
    first = draft(form="855B", enrollment_id=None)
    assert "uses 855S" in only(rule_on(JUDGE, reading(first, public=public))).title
    second = record.model_copy(update={"specialties": record.specialties[::-1]})
    public = PublicFacts(read=NOW, registry=(second,))
    assert rule_on(JUDGE, reading(first, public=public)).findings == ()


def test_an_application_about_an_enrollment_is_made_on_its_form() -> None:
    persons = (AssociateFact(npi=NPI, kind="individual"),)
    found = only(rule_on(JUDGE, reading(draft(form="855O"), associates=persons)))
    assert found.title.endswith("form 855O does not fit: the enrollment is on 855I")
    assert rule_on(JUDGE, reading(draft(form="855I"), associates=persons)).well == (DRAFT_SUBJECT,)


def test_who_bills_does_not_enroll_to_order_only() -> None:
    bills = RosterEntry(npi=NPI, roles=("billing", "ordering"))
    orders = RosterEntry(npi=NPI, roles=("ordering",))
    wrong, fine = (roster().model_copy(update={"entries": (each,)}) for each in (bills, orders))
    assert "bills" in only(judged("855O", "individual", roster=wrong)).title
    assert judged("855O", "individual", roster=fine).findings == ()
    assert judged("855I", "individual", roster=wrong).findings == ()
