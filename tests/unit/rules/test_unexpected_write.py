"""unexpected-write: the guard stopped a write, or a request to another host."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import unexpected_write
from agent.rules.desks import EUS

from ..builders import ACCOUNT, before, blocked, only, rule_on, visit, well

JUDGE = unexpected_write.judge


def test_one_stopped_write_is_critical_on_an_otherwise_good_look() -> None:
    found = only(rule_on(JUDGE, visit(blocked=[blocked()])))
    assert (found.severity, found.subject, found.account) == (Severity.CRITICAL, ACCOUNT, ACCOUNT)
    assert found.title == "page home tried POST portal/pecos/submit.do; stopped before it left"
    assert found.impact.startswith("1 request(s) were stopped")
    assert (found.since, found.desk) == (before(minutes=1), EUS.line(before()))


def test_a_stopped_fetch_from_another_host_is_critical_too() -> None:
    found = only(rule_on(JUDGE, visit(blocked=[blocked(method="GET", path="/font", write=False)])))
    assert (found.severity, found.since) == (Severity.CRITICAL, before(minutes=1))
    assert found.title == "page home tried GET portal/font; stopped before it left"


def test_of_several_the_first_write_is_named_and_all_are_counted() -> None:
    fetch = blocked(method="GET", path="/font", write=False, minutes_ago=3)
    stopped = [fetch, blocked(minutes_ago=2), blocked(path="/pecos/pay.do"), fetch]
    found = only(rule_on(JUDGE, visit(blocked=stopped)))
    assert found.title == "page home tried POST portal/pecos/submit.do; stopped before it left"
    assert found.impact.startswith("4 request(s) were stopped")
    assert found.since == before(minutes=2)
    first_fetch = only(rule_on(JUDGE, visit(blocked=[fetch, blocked(path="/image", write=False)])))
    assert "/font;" in first_fetch.title


def test_a_stopped_write_is_told_on_a_failed_look_too() -> None:
    found = only(rule_on(JUDGE, visit(Cause.BROWSER, blocked=[blocked()])))
    assert found.severity is Severity.CRITICAL


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SLOW), visit(Cause.SESSION_LOST)])
def test_a_good_look_with_nothing_stopped_is_well(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == well(ACCOUNT)


@pytest.mark.parametrize(
    "cause", [Cause.VAULT, Cause.SERVER_ERROR, Cause.BAD_PASSWORD, Cause.ELEMENT_MISSING]
)
def test_a_failed_look_with_nothing_stopped_may_not_have_seen_the_page(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == Ruling()
