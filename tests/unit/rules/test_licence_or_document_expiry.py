"""licence-or-document-expiry: papers that run out, perhaps before an application is decided."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import ApplicationFact, CredentialFact, DocumentFact, Facts, StatusStep
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import licence_or_document_expiry as expiry

from ..builders import ACCOUNT, EASTERN, NPI, OTHER_NPI, at_portal, enrollment, only, rule_on, visit
from .lives import (
    CRITICAL,
    INFORMATION,
    MINUTES,
    PORTAL_ZONES,
    READER_ZONES,
    WARNING,
    Stages,
    assert_lives,
    days_between,
)

EXPIRES = date(2026, 11, 10)
LICENCE, CHECK = f"{NPI} State license ST0000001", f"{NPI} Business license document"
STAGES: Stages = [
    (-90, INFORMATION, 1),
    (-60, WARNING, 2),
    (-30, CRITICAL, 3),
    (-7, CRITICAL, 4),
    (-1, CRITICAL, 5),
    (1, CRITICAL, 6),
]


def licence(expires: date | None = EXPIRES, kind: str = "State license") -> CredentialFact:
    return CredentialFact(npi=NPI, kind=kind, number="ST0000001", state="OH", expires=expires)


def document(expires: date | None = EXPIRES) -> DocumentFact:
    return DocumentFact(npi=NPI, kind="Business license", expires=expires)


def application(status: str | None, sent: date | None = None, npi: str = NPI) -> ApplicationFact:
    at = sent and datetime(sent.year, sent.month, sent.day, 12, tzinfo=EASTERN)
    history = (StatusStep(status="Submitted", at=at),) if at else ()
    return ApplicationFact(id="T01", npi=npi, status=status, history=history)


def facts(
    *papers: CredentialFact | DocumentFact,
    applications: tuple[ApplicationFact, ...] = (),
    not_read: tuple[str, ...] = (),
) -> Facts:
    return Facts(
        enrollments=(enrollment("Approved"),),
        applications=applications,
        credentials=tuple(each for each in papers if isinstance(each, CredentialFact)),
        documents=tuple(each for each in papers if isinstance(each, DocumentFact)),
        not_read=not_read,
    )


def on(day: int, seen: Facts, policy: Policy | None = None) -> Ruling:
    looked = visit(at=at_portal(EXPIRES + timedelta(days=day)), facts=seen)
    return rule_on(expiry.judge, looked, policy=policy or Policy())


@pytest.mark.parametrize("paper", [licence(), document()])
@pytest.mark.parametrize(("day", "severity", "stage"), STAGES)
def test_each_stage_begins_on_its_day_and_not_the_day_before(
    paper: CredentialFact | DocumentFact, day: int, severity: Severity, stage: int
) -> None:
    found = only(on(day, facts(paper)))
    assert (found.severity, found.stage) == (severity, stage)
    earlier = on(day - 1, facts(paper)).findings
    assert [one.stage for one in earlier] == ([stage - 1] if stage > 1 else [])


@settings(max_examples=50)
@given(days=days_between(-120, 20), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_comes_early_or_is_skipped_however_looks_fall(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    seen = facts(licence())
    assert_lives(
        expiry.NAME,
        expiry.judge,
        lambda _: seen,
        STAGES,
        days,
        zero=EXPIRES,
        minute=minute,
        portal=portal,
        reader=reader,
    )


def test_the_words_say_what_whose_when_and_whom_to_ring() -> None:
    found = only(on(-30, facts(licence())))
    assert (found.subject, found.title) == (LICENCE, f"{LICENCE} runs out 2026-11-10, 30 days left")
    assert f"NPI {NPI}" in found.impact
    assert "can end in deactivation" in found.impact
    assert "by a change of information" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == EXPIRES
    late = only(on(3, facts(document())))
    assert (late.subject, late.title) == (CHECK, f"{CHECK} ran out 2026-11-10, 3 days past")
    assert late.next_step.startswith("Get the renewed one at once, and upload it")


def test_a_paper_that_runs_out_before_the_likely_decision_is_a_warning() -> None:
    sent = EXPIRES - timedelta(days=75)
    going = application("In Review", sent=sent)
    in_time = Policy(likely_decision_days=75)
    too_long = Policy(likely_decision_days=76)
    assert only(on(-74, facts(licence(), applications=(going,)), in_time)).severity is INFORMATION
    found = only(on(-74, facts(licence(), applications=(going,)), too_long))
    assert (found.severity, found.stage) == (WARNING, 1)
    assert "likely to be decided by 2026-11-11 (VAL-013)" in found.impact


def test_a_draft_is_decided_so_many_days_from_today() -> None:
    policy = Policy(likely_decision_days=100)
    draft = application("In Progress, not submitted")
    assert on(-100, facts(licence(), applications=(draft,)), policy).findings == ()
    assert only(on(-99, facts(licence(), applications=(draft,)), policy)).severity is WARNING


def test_the_decision_adds_no_stage_to_what_is_worse_already() -> None:
    draft = application("In Progress, not submitted")
    for day in (-49, -30, -1):
        alone, both = (only(on(day, facts(licence(), applications=more))) for more in ((), (draft,)))
        assert (alone.severity, alone.stage) == (both.severity, both.stage)
        assert "VAL-013" in both.impact
        assert "VAL-013" not in alone.impact


@pytest.mark.parametrize("status", ["Approved", "Rejected", None])
def test_only_an_application_on_its_way_waits_for_a_decision(status: str | None) -> None:
    policy = Policy(likely_decision_days=300)
    assert on(-200, facts(licence(), applications=(application(status),)), policy).findings == ()
    other = application("In Review", npi=OTHER_NPI)
    assert on(-200, facts(licence(), applications=(other,)), policy).findings == ()


def test_a_renewed_paper_replaces_the_old_one() -> None:
    renewed, lasting = document(date(2030, 1, 1)), document(None)
    assert on(0, facts(document(), renewed)) == Ruling(well=(CHECK,), else_well=ACCOUNT)
    assert on(0, facts(lasting, document())).well == (CHECK,)


def test_a_digital_certificate_is_another_rules_business() -> None:
    assert on(0, facts(licence(kind="Digital certificate"))) == Ruling(else_well=ACCOUNT)


def test_what_was_not_read_is_not_judged() -> None:
    assert on(0, facts(licence(None))).unsure == (LICENCE,)
    assert on(0, facts(document(None))).well == (CHECK,)  # does not expire
    assert on(0, facts(document(None), not_read=("documents.expires",))).unsure == (CHECK,)
    for name in ("credentials", "documents"):
        assert on(0, facts(not_read=(name,))).else_well is None
    assert on(0, Facts()) == Ruling()
    assert rule_on(expiry.judge, visit(facts=None)) == Ruling()


@pytest.mark.parametrize("expires", [date.min, date.max])
def test_impossible_dates_are_survived(expires: date) -> None:
    going = application("In Review", sent=date(2026, 1, 1))
    assert len(on(0, facts(licence(expires), applications=(going,))).findings) == (expires is date.min)
