"""unexpected-write: the guard stopped something that the agent may not write."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import unexpected_write

from ..builders import ACCOUNT, before, blocked, only, rule_on, visit, well

JUDGE = unexpected_write.judge


def test_one_stopped_write_is_critical_on_an_otherwise_good_look() -> None:
    stopped = [blocked(method="GET", path="/font", write=False), blocked(), blocked(path="/pecos/pay.do")]
    found = only(rule_on(JUDGE, visit(blocked=stopped)))
    assert (found.severity, found.subject, found.account) == (Severity.CRITICAL, ACCOUNT, ACCOUNT)
    assert found.title == "page home tried POST /pecos/submit.do; stopped before it left"
    assert found.impact.startswith("2 write(s) were stopped")
    assert found.since == before(minutes=1)


def test_a_stopped_write_is_told_on_a_failed_look_too() -> None:
    assert only(rule_on(JUDGE, visit(Cause.BROWSER, blocked=[blocked()])))


def test_a_stopped_fetch_is_no_write() -> None:
    assert rule_on(JUDGE, visit(blocked=[blocked(write=False)])) == well(ACCOUNT)


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SLOW), visit(Cause.SESSION_LOST)])
def test_a_good_look_without_writes_is_well(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == well(ACCOUNT)


@pytest.mark.parametrize(
    "cause", [Cause.VAULT, Cause.SERVER_ERROR, Cause.BAD_PASSWORD, Cause.ELEMENT_MISSING]
)
def test_a_failed_look_without_writes_may_not_have_seen_the_page(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == Ruling()
