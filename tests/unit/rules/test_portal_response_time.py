"""portal-response-time: looks in a row of one kind over their budget."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import portal_response_time

from ..builders import before, only, probe, rule_on, visit, well

JUDGE = portal_response_time.judge
SLOW = Cause.SLOW


def test_one_slow_look_is_neither_slow_nor_well() -> None:
    assert rule_on(JUDGE, visit(SLOW)) == Ruling()
    assert rule_on(JUDGE, visit(SLOW), visit(at=before(hours=4)), visit(SLOW, at=before(hours=8))) == Ruling()


def test_two_slow_visits_in_a_row_are_a_warning_that_names_the_slowest_page() -> None:
    pages = {"ia-login": 0.4, "home": 12.34, "enrollments": 9.0}
    found = only(rule_on(JUDGE, visit(SLOW, pages=pages), visit(SLOW, at=before(hours=4))))
    assert (found.subject, found.severity) == ("signed-in pages", Severity.WARNING)
    assert found.title == "signed-in pages are slow: home took 12.3 s"
    assert found.since == before(hours=4)
    assert found.account is None


def test_slow_probes_are_a_finding_of_their_own() -> None:
    found = only(rule_on(JUDGE, probe(SLOW), probe(SLOW, at=before(minutes=1))))
    assert found.subject == "public pages"
    assert found.title == "public pages are slow: over budget"


def test_the_kinds_are_counted_apart() -> None:
    assert rule_on(JUDGE, visit(SLOW), probe(SLOW, at=before(minutes=1))) == Ruling()
    history = [probe(at=before(minutes=1)), visit(SLOW, at=before(hours=4))]
    assert only(rule_on(JUDGE, visit(SLOW), *history)).since == before(hours=4)


def test_the_policy_says_how_many_in_a_row() -> None:
    history = [probe(SLOW, at=before(minutes=minutes)) for minutes in (1, 2)]
    policy = Policy(slow_looks=3)
    assert rule_on(JUDGE, probe(SLOW), *history[:1], policy=policy) == Ruling()
    assert only(rule_on(JUDGE, probe(SLOW), *history, policy=policy)).since == before(minutes=2)


def test_a_slow_visit_that_also_lost_its_session_is_slow_all_the_same() -> None:
    looked = visit(SLOW, Cause.SESSION_LOST)
    assert only(rule_on(JUDGE, looked, visit(SLOW, at=before(hours=4)))).subject == "signed-in pages"


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SESSION_LOST)])
def test_a_look_in_time_clears_its_own_kind(looked: Look) -> None:
    assert rule_on(JUDGE, looked, visit(SLOW), visit(SLOW)) == well("signed-in pages")
    assert rule_on(JUDGE, probe(), probe(SLOW), probe(SLOW)) == well("public pages")


@pytest.mark.parametrize(
    "looked", [visit(Cause.VAULT), visit(Cause.SERVER_ERROR), visit(Cause.LOCKED), probe(Cause.WRONG_CONTENT)]
)
def test_a_look_that_failed_says_nothing_of_the_time(looked: Look) -> None:
    history = [visit(SLOW), visit(SLOW), probe(SLOW), probe(SLOW)]
    assert rule_on(JUDGE, looked, *history) == Ruling()
