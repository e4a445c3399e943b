"""access-review: a reminder every so many days of watching, for a week, if the practice asked for it."""

from datetime import date, datetime, time, timedelta

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.policy import Policy
from agent.rules import access_review

from ..builders import ACCOUNT, EASTERN, access, at_portal, only, roster, rule_on, visit, well

BEGAN = date(2026, 1, 5)
QUARTERLY = Policy(access_review_days=90)
PEOPLE = (
    access("Authorized Official"),
    access("Authorized Official", npi="1245319599"),
    access("Staff End User", name="Jerrold Hyde"),
    access("Staff End User", name="Lena Shore"),
)


def on_day(day: int, policy: Policy = QUARTERLY, facts: Facts | None = None) -> Ruling:
    now = at_portal(BEGAN + timedelta(days=day))
    watched = roster(watched_since=at_portal(BEGAN, hour=23))
    looked = visit(at=now, facts=facts or Facts(access=PEOPLE))
    return rule_on(access_review.judge, looked, roster=watched, policy=policy)


@pytest.mark.parametrize("day", [0, 1, 89, 97, 179, 187])
def test_before_and_after_its_week_all_is_well(day: int) -> None:
    assert on_day(day) == well(ACCOUNT)


@pytest.mark.parametrize(("day", "number"), [(90, 1), (96, 1), (180, 2), (186, 2), (3600, 40)])
def test_for_a_week_the_review_is_due(day: int, number: int) -> None:
    found = only(on_day(day))
    assert (found.severity, found.subject) == (Severity.INFORMATION, ACCOUNT)
    assert found.title == f"Access review {number}: 1 Authorized Official, 2 Staff End User"
    first = BEGAN + timedelta(days=90 * number)
    assert found.since == datetime.combine(first, time.min, EASTERN)
    assert found.due == datetime.combine(first + timedelta(days=6), time(23, 59), EASTERN)
    assert "My Staff" in found.next_step


def test_without_a_setting_nothing_is_ever_told() -> None:
    assert {on_day(day, Policy()) for day in range(0, 400, 5)} == {well(ACCOUNT)}


def test_lists_that_were_not_read_are_not_counted() -> None:
    assert only(on_day(90, facts=Facts())).title == "Access review 1: see who has access"


def test_a_look_that_read_nothing_says_nothing() -> None:
    assert rule_on(access_review.judge, visit(), policy=QUARTERLY) == Ruling()


@pytest.mark.parametrize("days", [0, 6])
def test_a_review_cannot_be_due_all_the_time(days: int) -> None:
    with pytest.raises(ValueError, match="access_review_days"):
        Policy(access_review_days=days)
