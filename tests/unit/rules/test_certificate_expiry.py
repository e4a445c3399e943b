"""certificate-expiry: the portal's own certificate, and a submitter's."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from agent.model.facts import CredentialFact, Facts, PortalFacts
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import certificate_expiry
from agent.rules.certificate_expiry import PORTAL

from ..builders import ACCOUNT, EASTERN, NPI, at_portal, enrollment, only, rule_on, visit
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

JUDGE = certificate_expiry.judge
EXPIRES = date(2026, 6, 15)
SUBJECT = f"{NPI} Digital certificate DI0000001"
STAGES: Stages = [
    (-30, INFORMATION, 1),
    (-14, WARNING, 2),
    (-7, CRITICAL, 3),
    (-1, CRITICAL, 4),
    (1, CRITICAL, 5),
]
FAR = datetime(2030, 1, 1, tzinfo=UTC)


def digital(
    expires: date | None = EXPIRES, kind: str = "Digital certificate", number: str = "DI0000001"
) -> CredentialFact:
    return CredentialFact(npi=NPI, kind=kind, number=number, expires=expires)


def facts(
    *credentials: CredentialFact, portal: datetime | None = FAR, not_read: tuple[str, ...] = ()
) -> Facts:
    return Facts(
        portal=PortalFacts(certificate_expires=portal),
        enrollments=(enrollment("Approved"),),
        credentials=credentials,
        not_read=not_read,
    )


def on(day: int, seen: Facts, policy: Policy | None = None) -> Ruling:
    looked = visit(at=at_portal(EXPIRES + timedelta(days=day)), facts=seen)
    return rule_on(JUDGE, looked, policy=policy or Policy())


@pytest.mark.parametrize(("day", "severity", "stage"), STAGES)
def test_each_stage_of_a_digital_certificate_begins_on_its_day(
    day: int, severity: Severity, stage: int
) -> None:
    found = only(on(day, facts(digital())))
    assert (found.subject, found.severity, found.stage) == (SUBJECT, severity, stage)
    earlier = on(day - 1, facts(digital())).findings
    assert [one.stage for one in earlier] == ([stage - 1] if stage > 1 else [])


@settings(max_examples=50)
@given(days=days_between(-60, 20), minute=MINUTES, portal=PORTAL_ZONES, reader=READER_ZONES)
def test_no_stage_comes_early_or_is_skipped_however_looks_fall(
    days: list[int], minute: int, portal: ZoneInfo, reader: ZoneInfo
) -> None:
    seen = facts(digital())
    assert_lives(
        certificate_expiry.NAME,
        JUDGE,
        lambda _: seen,
        STAGES,
        days,
        zero=EXPIRES,
        minute=minute,
        portal=portal,
        reader=reader,
    )


def test_the_portals_own_certificate_has_a_subject_of_its_own_and_goes_to_the_help_desk() -> None:
    moment = datetime(2026, 6, 15, 12, tzinfo=EASTERN)
    assert on(-31, facts(portal=moment)) == Ruling(well=(PORTAL,), else_well=ACCOUNT)
    found = only(on(-30, facts(portal=moment)))
    assert (found.subject, found.severity) == (PORTAL, INFORMATION)
    assert found.title == "The portal's TLS certificate runs out 2026-06-15, 30 days left"
    assert found.due == moment
    assert "EUS help desk, 1-866-484-8049" in found.desk


def test_the_portals_certificate_runs_out_at_its_moment_not_at_midnight() -> None:
    moment = datetime(2026, 6, 15, 12, tzinfo=EASTERN)
    looked = visit(at=at_portal(EXPIRES), facts=facts(portal=moment))
    before, after = moment - timedelta(seconds=1), moment
    assert only(rule_on(JUDGE, looked, now=before)).title.endswith("runs out today, 2026-06-15")
    expired = only(rule_on(JUDGE, looked, now=after))
    assert (expired.stage, expired.title) == (5, "The portal's TLS certificate ran out 2026-06-15")


def test_the_words_say_what_whose_when_and_whom_to_ring() -> None:
    found = only(on(-30, facts(digital())))
    assert found.title == f"{SUBJECT} runs out 2026-06-15, 30 days left"
    assert f"NPI {NPI}" in found.impact
    assert "refused" in found.impact
    assert "Credentials and Certificates" in found.next_step
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"
    assert found.due is not None
    assert found.due.astimezone(EASTERN).date() == EXPIRES
    assert only(on(1, facts(digital()))).title == f"{SUBJECT} ran out 2026-06-15"
    assert only(on(9, facts(digital()))).title == f"{SUBJECT} ran out 2026-06-15, 9 days past"


def test_a_renewed_certificate_replaces_the_old_one_of_the_same_number() -> None:
    renewed = digital(date(2028, 6, 15))
    assert on(0, facts(digital(), renewed)).well == (PORTAL, SUBJECT)
    assert on(0, facts(renewed, digital())).well == (PORTAL, SUBJECT)


def test_other_papers_are_not_certificates() -> None:
    assert on(0, facts(digital(kind="State license"))).findings == ()


def test_what_was_not_read_is_not_judged() -> None:
    unread = on(0, facts(digital(None), portal=None))
    assert unread == Ruling(unsure=(PORTAL, SUBJECT), else_well=ACCOUNT)
    assert on(0, facts(not_read=("credentials",))).else_well is None
    assert on(0, Facts(portal=PortalFacts(certificate_expires=FAR))) == Ruling(well=(PORTAL,))
    assert rule_on(JUDGE, visit(facts=None)) == Ruling()


@pytest.mark.parametrize("expires", [date.min, date.max])
def test_impossible_dates_are_survived(expires: date) -> None:
    assert len(on(0, facts(digital(expires))).findings) == (expires is date.min)
