"""account-inactive: 300, 350 and more than 365 days without a sign-in."""

from datetime import date, timedelta

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.people import AccessFact
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import account_inactive

from ..builders import ACCOUNT, EASTERN, NOW, OTHER_NPI, POLICY, access, at_portal, only, rule_on, visit

LAST = date(2025, 3, 2)
WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL
PERSON = access("Authorized Official", "Access Manager", last_sign_in=LAST)


def on_day(day: int, *people: AccessFact, not_read: tuple[str, ...] = (), policy: Policy = POLICY) -> Ruling:
    facts = Facts(access=people or (PERSON,), not_read=not_read)
    now = at_portal(LAST + timedelta(days=day))
    return rule_on(account_inactive.judge, visit(facts=facts), policy=policy, now=now)


@pytest.mark.parametrize(
    ("day", "severity", "stage"),
    [(300, WARNING, 1), (349, WARNING, 1), (350, CRITICAL, 2), (365, CRITICAL, 2), (366, CRITICAL, 3)],
)
def test_each_stage_begins_on_its_day(day: int, severity: Severity, stage: int) -> None:
    (found,) = on_day(day).findings
    assert (found.severity, found.stage) == (severity, stage)


def test_up_to_299_days_are_well() -> None:
    assert on_day(299) == Ruling(well=(ACCOUNT,), else_well=ACCOUNT)


def test_the_finding_lets_a_reader_find_the_person_and_names_nobody() -> None:
    (found,) = on_day(300).findings
    assert found.title == (
        "Access unused for 300 days: Authorized Official, Access Manager, last sign-in 2025-03-02"
    )
    assert found.subject.startswith(f"{ACCOUNT} person ")
    assert "Garrity" not in found.model_dump_json()
    assert found.since.astimezone(EASTERN).date() == LAST
    assert found.due is not None
    assert found.due.astimezone(EASTERN).isoformat() == "2026-03-02T23:59:00-05:00"
    assert "sign in once" in found.next_step
    assert "claims are not affected" in found.impact


def test_after_a_year_it_must_be_recovered() -> None:
    (last_day,) = on_day(365).findings
    assert "(lapsed)" not in last_day.title
    (found,) = on_day(366).findings
    assert "(lapsed)" in found.title
    assert "recover the account" in found.next_step


def test_one_person_of_several_providers_is_one_and_the_newest_sign_in_counts() -> None:
    newer = PERSON.model_copy(update={"npi": OTHER_NPI, "last_sign_in": LAST + timedelta(days=10)})
    never = PERSON.model_copy(update={"npi": "1003000126", "last_sign_in": None})
    assert on_day(305, PERSON, newer, never).findings == ()
    (found,) = on_day(310, PERSON, newer, never).findings
    assert found.title.endswith("last sign-in 2025-03-12")


def test_the_subject_is_the_same_for_a_person_whatever_else_is_listed() -> None:
    other = access("Staff End User", name="Jerrold Hyde", last_sign_in=LAST)
    (alone,) = on_day(300).findings
    assert [found.subject for found in on_day(300, other, PERSON).findings][1] == alone.subject
    assert alone.subject != on_day(300, other).findings[0].subject


@pytest.mark.parametrize("last", [None, LAST + timedelta(days=301), date.max])
def test_who_never_signed_in_or_will_one_day_is_not_judged(last: date | None) -> None:
    ruling = on_day(300, PERSON.model_copy(update={"last_sign_in": last}))
    assert ruling.findings == ()
    assert len(ruling.unsure) == 1


def test_a_sign_in_of_long_ago_never_raises() -> None:
    assert len(on_day(0, PERSON.model_copy(update={"last_sign_in": date.min})).findings) == 1


def test_only_a_whole_list_clears_who_is_no_longer_on_it() -> None:
    recent = PERSON.model_copy(update={"last_sign_in": LAST + timedelta(days=299)})
    for cut_off in ("access", "access.last_sign_in"):
        assert on_day(300, recent, not_read=(cut_off,)) == Ruling(well=(ACCOUNT,))
    assert rule_on(account_inactive.judge, visit(facts=Facts())) == Ruling(well=(ACCOUNT,))
    assert rule_on(account_inactive.judge, visit()) == Ruling()


def test_an_account_that_the_portal_calls_inactive_is_critical() -> None:
    found = only(rule_on(account_inactive.judge, visit(Cause.INACTIVE)))
    assert (found.subject, found.severity, found.stage, found.since) == (ACCOUNT, CRITICAL, 3, NOW)
    assert "not watched" in found.impact
    assert "new User ID" in found.next_step
    assert found.desk.startswith("I&A self-service first")


def test_the_policy_moves_the_days() -> None:
    policy = Policy.model_validate(
        {"account_idle_days": 60, "account_idle": [{"days": 50, "severity": "warning"}]}
    )
    assert on_day(49, policy=policy).findings == ()
    assert [on_day(day, policy=policy).findings[0].stage for day in (50, 60, 61)] == [1, 1, 2]
