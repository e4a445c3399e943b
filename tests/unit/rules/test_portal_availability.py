"""portal-availability: looks in a row by kind; one incident where everything fails, another for sign-in."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import portal_availability
from agent.rules.desks import EUS

from ..builders import NOW, Book, before, only, probe, roster, rule_on, visit, well

DOWN = Cause.SERVER_ERROR
JUDGE = portal_availability.judge


def test_one_failed_look_is_neither_down_nor_well() -> None:
    assert rule_on(JUDGE, probe(DOWN)) == Ruling()
    assert rule_on(JUDGE, visit(DOWN)) == Ruling()


def test_two_failed_probes_in_a_row_are_down_since_the_first() -> None:
    found = only(rule_on(JUDGE, probe(DOWN), probe(Cause.REFUSED, at=before(minutes=1)), probe()))
    assert (found.subject, found.severity, found.desk) == ("portal", Severity.CRITICAL, EUS)
    assert found.since == before(minutes=1)
    assert found.title == "portal is down: saw server-error"
    assert found.account is None


def test_a_good_look_between_two_failures_breaks_the_row() -> None:
    history = [probe(at=before(minutes=1)), probe(DOWN, at=before(minutes=2))]
    assert rule_on(JUDGE, probe(DOWN), *history) == Ruling()


def test_the_policy_says_how_many_in_a_row() -> None:
    policy = Policy(availability_failures=3)
    history = [probe(DOWN, at=before(minutes=minutes)) for minutes in (1, 2)]
    assert rule_on(JUDGE, probe(DOWN), *history[:1], policy=policy) == Ruling()
    assert only(rule_on(JUDGE, probe(DOWN), *history, policy=policy)).since == before(minutes=2)
    assert only(rule_on(JUDGE, probe(DOWN), policy=Policy(availability_failures=1))).since == NOW


def test_a_failed_probe_and_a_failed_visit_are_not_two_in_a_row() -> None:
    assert rule_on(JUDGE, visit(DOWN), probe(DOWN, at=before(minutes=1))) == Ruling()
    assert rule_on(JUDGE, probe(DOWN), visit(DOWN, at=before(minutes=1))) == Ruling()


def test_a_row_of_one_kind_is_not_broken_by_the_other() -> None:
    history = [visit(at=before(minutes=1)), probe(DOWN, at=before(minutes=2))]
    assert only(rule_on(JUDGE, probe(DOWN), *history)).since == before(minutes=2)


def test_visits_and_probes_that_fail_together_are_one_incident() -> None:
    book, history = Book(), list[Look]()
    outage = [
        visit(DOWN, at=before(hours=4)),
        *(probe(DOWN, at=before(hours=3, minutes=minutes)) for minutes in (30, 20, 10)),
        visit(DOWN),
    ]
    for looked in outage:
        book.enter([(portal_availability.NAME, rule_on(JUDGE, looked, *history))], looked.started)
        history.insert(0, looked)
    assert book.transitions == [Transition.OPENED]
    assert book.only.subject == "portal"
    assert book.only.finding.since == before(hours=4)


def test_visits_that_fail_while_a_probe_answers_are_the_sign_in_alone() -> None:
    history = [probe(at=before(hours=2)), visit(Cause.THROWN_BACK, at=before(hours=4))]
    found = only(rule_on(JUDGE, visit(Cause.THROWN_BACK), *history))
    assert (found.subject, found.since) == ("portal sign-in", before(hours=4))
    assert found.title == "portal sign-in is down: saw thrown-back"


def test_a_probe_that_answered_as_the_first_visit_failed_counts() -> None:
    history = [visit(DOWN, at=before(hours=4)), probe(at=before(hours=4))]
    assert only(rule_on(JUDGE, visit(DOWN), *history)).subject == "portal sign-in"


def test_a_probe_that_answered_before_the_first_visit_failed_says_nothing() -> None:
    history = [visit(DOWN, at=before(hours=4)), probe(at=before(hours=4, minutes=1))]
    assert only(rule_on(JUDGE, visit(DOWN), *history)).subject == "portal"


def test_failed_probes_are_never_the_sign_in() -> None:
    history = [probe(DOWN, at=before(minutes=1)), visit(), probe(at=before(minutes=2))]
    assert only(rule_on(JUDGE, probe(DOWN), *history)).subject == "portal"


@pytest.mark.parametrize(
    "cause", [None, Cause.SLOW, Cause.SESSION_LOST, Cause.ELEMENT_MISSING, Cause.BAD_PASSWORD]
)
def test_a_visit_that_the_portal_answered_clears_both(cause: Cause | None) -> None:
    looked = visit(cause) if cause else visit()
    assert rule_on(JUDGE, looked, visit(DOWN), visit(DOWN)) == well("portal", "portal sign-in")


@pytest.mark.parametrize("cause", [None, Cause.SLOW, Cause.WRONG_CONTENT])
def test_a_probe_that_the_portal_answered_clears_the_portal_but_not_its_sign_in(cause: Cause | None) -> None:
    looked = probe(cause) if cause else probe()
    assert rule_on(JUDGE, looked, probe(DOWN), probe(DOWN)) == well("portal")


@pytest.mark.parametrize(
    "looked", [probe(Cause.NO_REFERENCE), visit(Cause.VAULT), visit(Cause.BLOCKED, DOWN)]
)
def test_a_fault_of_our_own_neither_opens_nor_clears(looked: Look) -> None:
    down = [probe(DOWN, at=before(minutes=1)), visit(DOWN, at=before(hours=4))] * 2
    assert rule_on(JUDGE, looked, *down) == Ruling()


def test_faults_of_our_own_do_not_make_up_a_row() -> None:
    assert rule_on(JUDGE, probe(DOWN), probe(Cause.NO_REFERENCE, at=before(minutes=1))) == Ruling()


def test_an_outage_on_our_side_leaves_the_incident_open_and_as_old_as_it_was() -> None:
    book, history = Book(), list[Look]()
    for minutes, cause in ((5, DOWN), (4, DOWN), (3, Cause.NO_REFERENCE), (2, DOWN), (1, DOWN)):
        looked = probe(cause, at=before(minutes=minutes))
        ruling = JUDGE(looked, history, roster(), book.policy, looked.started)
        book.enter([(portal_availability.NAME, ruling)], looked.started)
        history.insert(0, looked)
    assert book.transitions == [Transition.OPENED]
    assert book.only.finding.since == before(minutes=5)


@pytest.mark.xfail(strict=True, reason="a probe that failed on our side is taken for one that was answered")
def test_a_probe_that_failed_on_our_side_is_no_answer() -> None:
    history = [probe(Cause.NO_REFERENCE, at=before(hours=2)), visit(DOWN, at=before(hours=4))]
    assert only(rule_on(JUDGE, visit(DOWN), *history)).subject == "portal"
