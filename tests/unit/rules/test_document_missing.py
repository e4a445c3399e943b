"""document-missing: what an application, a revalidation or the next one of them will lack."""

from datetime import date, timedelta

import pytest

from agent.model.facts import ApplicationFact, CredentialFact, DocumentFact, Facts, RevalidationFact
from agent.model.finding import Ruling, Severity
from agent.rules import document_missing

from ..builders import ACCOUNT, EASTERN, ENROLLMENT, NPI, at_portal, enrollment, only, rule_on, visit

DUE = date(2026, 12, 31)
OPENS = date(2026, 6, 30)
CHECK = "Voided check or bank letter"
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL


def facts(
    *kinds: str,
    form: str = "855B",
    specialty: str = "Clinic/Group Practice",
    reason: str | None = None,
    application: str | None = "In Progress, not submitted",
    due: date | None = None,
    status: str = "Approved",
    response: str = "Response awaited",
    licensed: bool = False,
    not_read: tuple[str, ...] = (),
) -> Facts:
    row = RevalidationFact(enrollment_id=ENROLLMENT, posted=due is not None, due=due, response=response)
    begun = ApplicationFact(
        id="T01", npi=NPI, form=form, reason=reason, status=application, enrollment_id=ENROLLMENT
    )
    return Facts(
        enrollments=(enrollment(status).model_copy(update={"form": form, "specialty": specialty}),),
        applications=(begun,) if reason else (),
        revalidations=(row,),
        documents=tuple(DocumentFact(npi=NPI, kind=kind) for kind in kinds),
        credentials=(CredentialFact(npi=NPI, kind="State license", number="1"),) if licensed else (),
        not_read=not_read,
    )


def on(seen: Facts, day: date = date(2026, 3, 2)) -> Ruling:
    return rule_on(document_missing.judge, visit(at=at_portal(day), facts=seen))


def missing(ruling: Ruling) -> dict[str, Severity]:
    return {found.subject.removeprefix(f"{NPI} "): found.severity for found in ruling.findings}


@pytest.mark.parametrize(
    ("form", "specialty", "needs"),
    [
        ("855B", "Clinic/Group Practice", {CHECK, "IRS CP-575 or 147C"}),
        (
            "855B",
            "Independent Diagnostic Testing Facility",
            {CHECK, "IRS CP-575 or 147C", "Liability insurance"},
        ),
        ("855A", "Hospice", {CHECK, "IRS CP-575 or 147C"}),
        ("855S", "Medical Supply Company", {CHECK, "IRS CP-575 or 147C", "Accreditation"}),
        ("855I", "Dermatology", {CHECK, "State license"}),
        ("855I", "Nurse Practitioner", {CHECK, "State license", "National certificate and diploma"}),
        ("855O", "Internal Medicine", set()),
    ],
)
def test_a_first_application_needs_what_its_form_asks_for(form: str, specialty: str, needs: set[str]) -> None:
    seen = facts(form=form, specialty=specialty, reason="Initial enrollment", status="Pending")
    assert missing(on(seen)) == dict.fromkeys(needs, WARNING)
    assert on(seen.model_copy(update={"documents": facts(*needs).documents})).findings == ()


def test_a_revalidation_needs_less_and_a_change_of_information_nothing() -> None:
    assert missing(on(facts(form="855I", reason="Revalidation"))) == {CHECK: WARNING}
    assert missing(on(facts(form="855I", reason="Change of information"))) == {}


@pytest.mark.parametrize("status", ["Approved", "Rejected", "Withdrawn"])
def test_an_application_that_has_ended_needs_nothing(status: str) -> None:
    assert missing(on(facts(reason="Initial enrollment", application=status))) == {}


def test_a_revalidation_to_come_needs_it_from_the_day_it_may_be_sent() -> None:
    seen = facts(due=DUE)
    assert missing(on(seen, OPENS - timedelta(days=1))) == {}
    assert missing(on(seen, OPENS)) == {CHECK: WARNING}
    assert missing(on(seen, date(2026, 11, 30))) == {CHECK: WARNING}
    assert missing(on(seen, date(2026, 12, 1))) == {CHECK: CRITICAL}
    assert missing(on(facts(due=DUE, response="Submitted"), date(2026, 12, 1))) == {}


def test_a_folder_that_is_kept_and_lacks_something_is_told_and_an_empty_one_is_not() -> None:
    assert missing(on(facts("IRS CP-575 or 147C"))) == {CHECK: INFORMATION}
    assert missing(on(facts())) == {}
    assert missing(on(facts("IRS CP-575 or 147C", status="Deactivated"))) == {}
    assert missing(on(facts("IRS CP-575 or 147C", form="855O"))) == {}


def test_a_licence_among_the_credentials_need_not_be_a_document() -> None:
    seen = facts(CHECK, form="855I", reason="Initial enrollment", licensed=True)
    assert missing(on(seen)) == {}


def test_the_words_say_what_whose_why_and_by_when() -> None:
    found = only(on(facts(due=DUE), OPENS))
    assert found.title == f"NPI {NPI}: {CHECK} is not in the repository"
    assert f"{ENROLLMENT} is to be revalidated by 2026-12-31" in found.impact
    assert "VAL-014" in found.impact
    assert "Required and/or Supporting Documents" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == DUE
    assert (
        "T01 (Initial enrollment) is on its way"
        in only(on(facts("IRS CP-575 or 147C", reason="Initial enrollment"))).impact
    )


def test_of_several_reasons_the_worst_counts() -> None:
    seen = facts("IRS CP-575 or 147C", due=DUE, reason="Reactivation")
    assert missing(on(seen, date(2026, 12, 2))) == {CHECK: CRITICAL}


def test_what_is_there_is_well() -> None:
    ruling = on(facts(CHECK, due=DUE), OPENS)
    assert ruling == Ruling(well=(f"{NPI} {CHECK}",), else_well=ACCOUNT)


def test_nothing_is_missing_from_a_list_that_was_not_read_to_its_end() -> None:
    for name in ("documents", "credentials"):
        ruling = on(facts(due=DUE, not_read=(name,)), OPENS)
        assert ruling == Ruling(unsure=(f"{NPI} {CHECK}",))
    for name in ("applications", "revalidations", "enrollments"):
        assert on(facts(CHECK, not_read=(name,))).else_well is None
    assert on(Facts()) == Ruling()
    assert rule_on(document_missing.judge, visit(facts=None)) == Ruling()
