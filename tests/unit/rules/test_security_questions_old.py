"""security-questions-old: two years after they were chosen."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.model.facts import Facts, ProfileFacts
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import security_questions_old

from ..builders import ACCOUNT, EASTERN, NOW, only, rule_on, visit, well

JUDGE = security_questions_old.judge


def aged(days: int | None) -> Facts:
    return Facts(profile=ProfileFacts(questions_age_days=days))


def test_they_are_old_after_two_years_and_not_the_day_before() -> None:
    assert rule_on(JUDGE, visit(facts=aged(729))) == well(ACCOUNT)
    found = only(rule_on(JUDGE, visit(facts=aged(730))))
    assert (found.severity, found.subject) == (Severity.INFORMATION, ACCOUNT)
    assert found.title == "Security questions are 730 days old, chosen on 2024-03-02"
    assert found.since == datetime(2026, 3, 2, tzinfo=EASTERN)
    assert "Change Security Questions" in found.next_step
    assert found.desk.startswith("I&A self-service first")


def test_the_printed_age_grows_with_the_days_since_the_look() -> None:
    looked = visit(facts=aged(720))
    assert rule_on(JUDGE, looked, now=NOW + timedelta(days=9)) == well(ACCOUNT)
    later = only(rule_on(JUDGE, looked, now=NOW + timedelta(days=10)))
    assert later.title == "Security questions are 730 days old, chosen on 2024-03-12"


def test_the_day_is_the_portal_s() -> None:
    late_evening = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # still 2 March in New York
    found = only(rule_on(JUDGE, visit(at=late_evening, facts=aged(800))))
    assert found.title.endswith("chosen on 2023-12-23")


def test_the_policy_moves_the_day() -> None:
    policy = Policy(security_questions_days=100)
    assert rule_on(JUDGE, visit(facts=aged(99)), policy=policy) == well(ACCOUNT)
    assert only(rule_on(JUDGE, visit(facts=aged(100)), policy=policy)).account == ACCOUNT


@pytest.mark.parametrize("days", [None, -1, 36_526, 10**12])
def test_an_age_that_was_not_read_or_cannot_be_is_neither(days: int | None) -> None:
    assert rule_on(JUDGE, visit(facts=aged(days))) == Ruling()
    assert rule_on(JUDGE, visit()) == Ruling()
