"""password-reminder-too-late: a reminder every quarter fires after day 60."""

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import password_reminder_too_late

from ..builders import ACCOUNT, NOW, only, rule_on, visit, well

LOOKED = visit(facts=Facts())


def judged(every: int | None, life: int = 60) -> Ruling:
    policy = Policy(password_reminder_every_days=every, password_life_days=life)
    return rule_on(password_reminder_too_late.judge, LOOKED, policy=policy)


@pytest.mark.parametrize("every", [60, 61, 90])
def test_a_reminder_on_the_last_day_or_later_is_a_warning(every: int) -> None:
    found = only(judged(every))
    assert (found.severity, found.subject, found.since) == (Severity.WARNING, ACCOUNT, NOW)
    assert found.title == (f"A password reminder every {every} days comes too late: a password lives 60 days")
    assert "fewer than 60 days" in found.next_step
    assert "enrollment and claims are not affected" in found.impact


@pytest.mark.parametrize("every", [None, 1, 59])
def test_one_in_time_and_none_at_all_are_well(every: int | None) -> None:
    assert judged(every) == well(ACCOUNT)


def test_the_life_of_a_password_is_policy() -> None:
    assert judged(90, life=150) == well(ACCOUNT)
    assert only(judged(150, life=150)).account == ACCOUNT


def test_a_look_that_read_nothing_says_nothing() -> None:
    policy = Policy(password_reminder_every_days=90)
    assert rule_on(password_reminder_too_late.judge, visit(), policy=policy) == Ruling()
