"""What holds for every rule that judges applications one by one."""

import pytest

from agent.model.facts import ApplicationFact, AssociateFact, EnrollmentFact
from agent.model.finding import Ruling
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import (
    application_progress,
    corrections_requested,
    fee_requested,
    paper_signature,
    signature_waiting,
    submission_confirmed,
    unfinished_application,
    validation_error_open,
    wrong_form,
)
from agent.rules.desks import contractor
from agent.rules.rule import LookRule

from ..builders import ACCOUNT, NOW, NPI, before, enrollment, facts, only, rule_on, visit
from .filing import (
    DRAFT_SUBJECT,
    OTHER_TRACKING,
    TRACKING,
    ago,
    application,
    correction,
    draft,
    fee,
    finding_of_check,
    reading,
    signature,
)

EACH: dict[str, tuple[LookRule, ApplicationFact]] = {
    application_progress.NAME: (application_progress.judge, application(since=ago(50))),
    unfinished_application.NAME: (unfinished_application.judge, draft(since=ago(9))),
    corrections_requested.NAME: (
        corrections_requested.judge,
        application("Returned for Corrections", corrections=[correction(due=ago(-9))]),
    ),
    signature_waiting.NAME: (
        signature_waiting.judge,
        application("Pending E-Signature", signatures=[signature(due=ago(-20))]),
    ),
    paper_signature.NAME: (
        paper_signature.judge,
        application("Submitted", signatures=[signature("Signed", method="Upload")]),
    ),
    fee_requested.NAME: (
        fee_requested.judge,
        application("Application Fee Requested", fees=[fee(due=ago(-9))]),
    ),
    validation_error_open.NAME: (
        validation_error_open.judge,
        draft(findings=[finding_of_check("VAL-001", "Critical")]),
    ),
    wrong_form.NAME: (wrong_form.judge, draft(form="855B")),
    submission_confirmed.NAME: (submission_confirmed.judge, application("Submitted")),
}
"""Each rule with an application in which it finds something, and what it is called."""
RULES = pytest.mark.parametrize("name", EACH)


def looked(
    *applications: ApplicationFact, not_read: str | None = None, enrollments: tuple[EnrollmentFact, ...]
) -> Look:
    associates = (AssociateFact(npi=NPI, kind="individual"),)
    return reading(
        *applications, enrollments=enrollments, not_read=[not_read] if not_read else [], associates=associates
    )


LISTED = (enrollment("Approved"),)
EARLIER = reading(at=before(hours=4))


@RULES
def test_what_it_finds_is_said_of_the_application_with_its_npi_and_the_contractor(name: str) -> None:
    judge, wrong = EACH[name]
    found = only(rule_on(judge, looked(wrong, enrollments=LISTED), EARLIER))
    assert (found.rule, found.subject, found.account) == (name, wrong.subject, ACCOUNT)
    assert found.title.startswith(f"{wrong.subject}: ")
    assert len(found.title) <= 90 + len(wrong.subject)
    assert f"NPI {NPI}" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"


@RULES
def test_the_desk_is_the_contractor_that_the_portal_names_for_the_enrollment(name: str) -> None:
    judge, wrong = EACH[name]
    named = LISTED[0].model_copy(update={"contractor": "WPS (J8)"})
    found = only(rule_on(judge, looked(wrong, enrollments=(named,)), EARLIER))
    assert found.desk == "the Medicare contractor for OH, WPS (J8)"
    elsewhere = wrong.model_copy(update={"form": "855B", "state": None, "enrollment_id": None})
    found = only(rule_on(judge, looked(elsewhere, enrollments=LISTED), EARLIER))
    assert found.desk == contractor(None).line(NOW)


@RULES
def test_a_whole_list_clears_all_others_and_one_read_in_part_only_those_it_has(name: str) -> None:
    judge, wrong = EACH[name]
    fine = application("Approved", id=OTHER_TRACKING)
    earlier = reading(fine, at=before(hours=4))
    whole = rule_on(judge, looked(wrong, fine, enrollments=LISTED), earlier)
    assert (whole.well, whole.unsure, whole.else_well) == ((OTHER_TRACKING,), (), ACCOUNT)
    part = rule_on(judge, looked(wrong, fine, not_read="applications", enrollments=LISTED), earlier)
    assert (part.findings, part.well, part.else_well) == (whole.findings, (OTHER_TRACKING,), None)


@RULES
@pytest.mark.parametrize("unread", [visit(), visit(Cause.VAULT), visit(facts=facts(enrollments=LISTED))])
def test_a_list_that_was_not_read_says_nothing(name: str, unread: Look) -> None:
    assert rule_on(EACH[name][0], unread, EARLIER) == Ruling()


@RULES
def test_a_tracking_id_that_stands_for_two_different_applications_is_judged_by_neither(name: str) -> None:
    judge, wrong = EACH[name]
    sent = wrong.model_copy(update={"id": TRACKING})
    twin = sent.model_copy(update={"case_number": "another"})
    ruling = rule_on(judge, looked(sent, twin, enrollments=LISTED), EARLIER)
    assert (ruling.findings, ruling.well, ruling.unsure) == ((), (), (TRACKING,))
    same = rule_on(judge, looked(sent, sent, enrollments=LISTED), EARLIER)
    assert len(same.findings) == 1


def test_of_drafts_of_the_same_form_and_state_the_worst_counts() -> None:
    old, fresh = draft(since=ago(40)), draft(since=ago(1))
    for order in ((old, fresh), (fresh, old)):
        found = only(rule_on(unfinished_application.judge, reading(*order)))
        assert (found.subject, found.severity.value) == (DRAFT_SUBJECT, "warning")


def test_the_contractor_of_medical_equipment_is_not_that_of_the_state() -> None:
    supplier = draft(since=ago(9), form="855S", enrollment_id=None)
    found = only(rule_on(unfinished_application.judge, reading(supplier)))
    assert "NPE East or NPE West" in found.desk
