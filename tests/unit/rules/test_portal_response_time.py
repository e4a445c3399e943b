"""portal-response-time: looks in a row of one kind and account over their budget."""

from collections.abc import Callable

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import portal_response_time
from agent.rules.desks import EUS

from ..builders import ACCOUNT, OTHER_ACCOUNT, POLICY, Book, before, only, probe, rule_on, visit, well

JUDGE = portal_response_time.judge
SLOW = Cause.SLOW


def test_one_slow_look_is_neither_slow_nor_well() -> None:
    assert rule_on(JUDGE, visit(SLOW)) == Ruling()
    assert rule_on(JUDGE, visit(SLOW), visit(at=before(hours=4)), visit(SLOW, at=before(hours=8))) == Ruling()


def test_two_slow_visits_in_a_row_are_a_warning_that_names_the_slowest_page() -> None:
    pages = {"ia-login": 0.4, "home": 12.34, "enrollments": 9.0}
    found = only(rule_on(JUDGE, visit(SLOW, pages=pages), visit(SLOW, at=before(hours=4))))
    assert (found.subject, found.account, found.severity) == (ACCOUNT, ACCOUNT, Severity.WARNING)
    assert found.title == "signed-in pages are slow: home took 12.3 s"
    assert (found.since, found.desk) == (before(hours=4), EUS.line(before()))


def test_slow_probes_are_a_finding_of_their_own() -> None:
    found = only(rule_on(JUDGE, probe(SLOW), probe(SLOW, at=before(minutes=1))))
    assert (found.subject, found.account) == ("public pages", None)
    assert found.title == "public pages are slow: over budget"


def test_the_kinds_are_counted_apart() -> None:
    assert rule_on(JUDGE, visit(SLOW), probe(SLOW, at=before(minutes=1))) == Ruling()
    assert rule_on(JUDGE, probe(SLOW), visit(SLOW, at=before(minutes=1))) == Ruling()
    history = [probe(at=before(minutes=1)), visit(SLOW, at=before(hours=4))]
    assert only(rule_on(JUDGE, visit(SLOW), *history)).since == before(hours=4)


def test_accounts_are_counted_apart() -> None:
    other = visit(SLOW, account=OTHER_ACCOUNT, at=before(hours=1))
    assert rule_on(JUDGE, visit(SLOW), other) == Ruling()
    well_elsewhere = visit(account=OTHER_ACCOUNT, at=before(hours=1))
    found = only(rule_on(JUDGE, visit(SLOW), well_elsewhere, visit(SLOW, at=before(hours=4))))
    assert (found.subject, found.since) == (ACCOUNT, before(hours=4))


def test_a_slow_account_beside_one_in_time_is_told_once() -> None:
    book, history = Book(), list[Look]()
    for hours in (16, 12, 8, 4, 0):
        slow = visit(SLOW, at=before(hours=hours))
        for looked in (slow, visit(account=OTHER_ACCOUNT, at=before(hours=hours, minutes=-1))):
            book.enter([(portal_response_time.NAME, rule_on(JUDGE, looked, *history))], looked.started)
            history.insert(0, looked)
    assert book.transitions == [Transition.OPENED]
    assert (book.only.subject, book.only.finding.since) == (ACCOUNT, before(hours=16))


def test_a_fault_of_our_own_is_passed_over_in_a_row() -> None:
    history = [visit(Cause.VAULT, SLOW, at=before(hours=4)), visit(SLOW, at=before(hours=8))]
    assert only(rule_on(JUDGE, visit(SLOW), *history)).since == before(hours=8)
    assert rule_on(JUDGE, visit(SLOW), *history[:1]) == Ruling()


def test_the_policy_says_how_many_in_a_row() -> None:
    history = [probe(SLOW, at=before(minutes=minutes)) for minutes in (1, 2)]
    policy = Policy(slow_looks=3)
    assert rule_on(JUDGE, probe(SLOW), *history[:1], policy=policy) == Ruling()
    assert only(rule_on(JUDGE, probe(SLOW), *history, policy=policy)).since == before(minutes=2)


def test_a_slow_visit_that_also_lost_its_session_is_slow_all_the_same() -> None:
    looked = visit(SLOW, Cause.SESSION_LOST)
    assert only(rule_on(JUDGE, looked, visit(SLOW, at=before(hours=4)))).subject == ACCOUNT


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SESSION_LOST)])
def test_a_look_in_time_clears_its_own_subject_alone(looked: Look) -> None:
    assert rule_on(JUDGE, looked, visit(SLOW), visit(SLOW)) == well(ACCOUNT)
    assert rule_on(JUDGE, probe(), probe(), probe(SLOW), probe(SLOW)) == well("public pages")


@pytest.mark.parametrize(
    "looked",
    [
        visit(Cause.VAULT),
        visit(Cause.VAULT, SLOW),
        visit(Cause.SERVER_ERROR),
        visit(Cause.LOCKED),
        probe(Cause.WRONG_CONTENT),
        probe(Cause.NO_REFERENCE, SLOW),
    ],
)
def test_a_look_that_failed_says_nothing_of_the_time(looked: Look) -> None:
    history = [visit(SLOW), visit(SLOW), probe(SLOW), probe(SLOW)]
    assert rule_on(JUDGE, looked, *history) == Ruling()


@pytest.mark.parametrize("cause", [Cause.SERVER_ERROR, Cause.LOCKED, Cause.ELEMENT_MISSING])
def test_slow_pages_count_even_on_a_look_that_failed_at_the_portal(cause: Cause) -> None:
    assert only(rule_on(JUDGE, visit(cause, SLOW), visit(SLOW, at=before(hours=4)))).subject == ACCOUNT


def ruled(marks: str, look: Callable[..., Look] = probe, policy: Policy = POLICY) -> str:
    """What is said of the last of these looks, oldest first: `s` slow, `.` in time, `x` failed."""
    seen = {"s": (SLOW,), ".": (), "x": (Cause.SERVER_ERROR,)}
    newest, *earlier = (
        look(*seen[mark], at=before(minutes=240 * ago)) for ago, mark in enumerate(reversed(marks))
    )
    ruling = rule_on(JUDGE, newest, *earlier, policy=policy)
    return "found" if ruling.findings else "well" if ruling.well else ""


@pytest.mark.parametrize("look", [visit, probe])
@pytest.mark.parametrize(
    ("marks", "said"),
    [("s.s.s", "found"), ("s.s", ""), ("ss", "found"), ("sxs", "found"), ("s....s.s", ""), ("xxs", "")],
)
def test_most_of_the_last_looks_are_as_bad_as_a_row(look: Callable[..., Look], marks: str, said: str) -> None:
    assert ruled(marks, look) == said


def test_the_policy_says_how_many_of_how_many() -> None:
    assert ruled("s.s", policy=Policy(slow_looks=9, slow_of=2, slow_within=3)) == "found"
    assert ruled("sss", policy=Policy(slow_looks=9, slow_of=4, slow_within=4)) == ""


@pytest.mark.parametrize(("marks", "said"), [("ss.", ""), ("ss..", "well"), ("ss.x.", "well"), ("ss.x", "")])
def test_public_pages_are_in_time_again_after_probes_in_a_row(marks: str, said: str) -> None:
    assert ruled(marks) == said


def test_the_policy_says_how_many_probes_in_time_end_it() -> None:
    assert ruled("ss.", policy=Policy(recover_probes=1)) == "well"
    assert ruled("ss..", policy=Policy(recover_probes=3)) == ""


def test_one_visit_in_time_ends_it() -> None:
    assert ruled("ss.", visit) == "well"
