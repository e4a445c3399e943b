"""portal-availability: looks in a row; the portal where everything fails, the account where its visits do."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import portal_availability
from agent.rules.desks import EUS

from ..builders import (
    ACCOUNT,
    NOW,
    OTHER_ACCOUNT,
    POLICY,
    Book,
    before,
    only,
    probe,
    roster,
    rule_on,
    visit,
    well,
)

DOWN = Cause.SERVER_ERROR
JUDGE = portal_availability.judge


def test_one_failed_look_is_neither_down_nor_well() -> None:
    assert rule_on(JUDGE, probe(DOWN)) == Ruling()
    assert rule_on(JUDGE, visit(DOWN)) == Ruling()


def test_two_failed_probes_in_a_row_are_down_since_the_first() -> None:
    found = only(rule_on(JUDGE, probe(DOWN), probe(Cause.REFUSED, at=before(minutes=1)), probe()))
    assert (found.subject, found.severity, found.desk) == ("portal", Severity.CRITICAL, EUS.line(NOW))
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


def failing(*hours_ago: float) -> list[Look]:
    return [visit(Cause.THROWN_BACK, at=before(hours=hours)) for hours in hours_ago]


def newest_first(*looks: Look) -> list[Look]:
    return sorted(looks, key=lambda each: each.started, reverse=True)


def test_visits_that_fail_while_probes_answer_are_the_accounts_sign_in_alone() -> None:
    first, second = failing(4, 0)
    found = only(rule_on(JUDGE, second, probe(at=before(hours=2)), first, probe(at=before(hours=5))))
    assert (found.subject, found.account, found.since) == (ACCOUNT, ACCOUNT, before(hours=4))
    assert found.title == "portal sign-in is down: saw thrown-back"
    assert (found.severity, found.desk) == (Severity.CRITICAL, EUS.line(NOW))


@pytest.mark.parametrize("answer", [None, Cause.SLOW, Cause.WRONG_CONTENT])
def test_a_probe_that_was_answered_in_whatever_way_found_the_public_pages_up(answer: Cause | None) -> None:
    answered = probe(answer, at=before(hours=2)) if answer else probe(at=before(hours=2))
    assert only(rule_on(JUDGE, visit(DOWN), answered, *failing(4))).subject == ACCOUNT


def test_a_probe_at_the_very_start_of_the_visit_counts_and_a_later_one_does_not() -> None:
    assert only(rule_on(JUDGE, visit(DOWN), probe(), *failing(4))).subject == ACCOUNT
    later = probe(at=NOW + timedelta(microseconds=1))
    assert only(rule_on(JUDGE, visit(DOWN), later, *failing(4))).subject == "portal"


def test_only_the_newest_probe_before_each_visit_counts() -> None:
    up_then_down = [probe(DOWN, at=before(minutes=1)), probe(at=before(minutes=2))]
    assert only(rule_on(JUDGE, visit(DOWN), *up_then_down, *failing(4))).subject == "portal"
    down_then_up = [probe(at=before(minutes=1)), probe(DOWN, at=before(minutes=2))]
    assert only(rule_on(JUDGE, visit(DOWN), *down_then_up, *failing(4))).subject == ACCOUNT


def test_where_the_public_pages_are_down_at_the_visit_it_is_the_portal() -> None:
    history = [probe(DOWN, at=before(hours=2)), *failing(4), probe(at=before(hours=5))]
    found = only(rule_on(JUDGE, visit(DOWN), *history))
    assert (found.subject, found.account, found.since) == ("portal", None, before(hours=4))
    assert found.title == "portal is down: saw server-error"


def test_probes_of_another_day_say_nothing_of_this_visit() -> None:
    stale = probe(DOWN, at=before(hours=30))
    other = visit(account=OTHER_ACCOUNT, at=before(hours=40))
    assert only(rule_on(JUDGE, visit(DOWN), *failing(20), stale, other)).subject == "portal"
    answered = visit(account=OTHER_ACCOUNT, at=before(hours=1))
    assert only(rule_on(JUDGE, visit(DOWN), answered, *failing(20), stale)).subject == ACCOUNT


def test_a_visit_of_which_no_probe_is_known_is_passed_over() -> None:
    history = [probe(at=before(hours=2)), *failing(4, 8)]
    assert only(rule_on(JUDGE, visit(DOWN), *history)).subject == ACCOUNT
    known_of_the_first = [*failing(4), probe(at=before(hours=5))]
    assert only(rule_on(JUDGE, visit(DOWN), *known_of_the_first)).subject == ACCOUNT


def test_without_any_probe_it_is_the_portal() -> None:
    assert only(rule_on(JUDGE, visit(DOWN), *failing(4))).subject == "portal"


def test_a_probe_that_failed_on_our_side_is_no_answer() -> None:
    own = probe(Cause.NO_REFERENCE, at=before(hours=2))
    assert only(rule_on(JUDGE, visit(DOWN), own, *failing(4))).subject == "portal"
    judged = [own, probe(at=before(hours=3)), *failing(4)]
    assert only(rule_on(JUDGE, visit(DOWN), *judged)).subject == ACCOUNT


def test_without_probes_other_accounts_say_whether_the_portal_answers_but_make_up_no_row() -> None:
    other = visit(account=OTHER_ACCOUNT, at=before(hours=1))
    assert only(rule_on(JUDGE, visit(DOWN), other, *failing(4))).subject == ACCOUNT
    probed = [other, *failing(4), probe(DOWN, at=before(hours=2))]
    assert only(rule_on(JUDGE, visit(DOWN), *probed)).subject == "portal"
    other_down = visit(DOWN, account=OTHER_ACCOUNT, at=before(hours=1))
    assert rule_on(JUDGE, visit(DOWN), other_down) == Ruling()


def test_failed_probes_are_never_the_sign_in() -> None:
    history = [probe(DOWN, at=before(minutes=1)), visit(), probe(at=before(minutes=2))]
    assert only(rule_on(JUDGE, probe(DOWN), *history)).subject == "portal"


ANSWERED = [None, Cause.SLOW, Cause.SESSION_LOST, Cause.ELEMENT_MISSING, Cause.BAD_PASSWORD]


@pytest.mark.parametrize("cause", ANSWERED)
@pytest.mark.parametrize("probes", [[], [probe()], [probe(Cause.NO_REFERENCE)], [probe(), probe(DOWN)]])
def test_a_visit_that_the_portal_answered_clears_both(cause: Cause | None, probes: list[Look]) -> None:
    looked = visit(cause) if cause else visit()
    assert rule_on(JUDGE, looked, *probes, *failing(4, 8)) == well(ACCOUNT, "portal")


@pytest.mark.parametrize("cause", ANSWERED)
@pytest.mark.parametrize("later", [[], [probe(Cause.NO_REFERENCE)], [probe(at=NOW + timedelta(seconds=1))]])
def test_it_does_not_clear_the_portal_where_the_newest_judged_probe_before_it_says_down(
    cause: Cause | None, later: list[Look]
) -> None:
    looked = visit(cause) if cause else visit()
    down = [probe(DOWN, at=before(minutes=1)), probe(at=before(minutes=2))]
    assert rule_on(JUDGE, looked, *later, *down) == well(ACCOUNT)


@pytest.mark.parametrize("cause", [None, Cause.SLOW, Cause.WRONG_CONTENT])
def test_a_probe_that_the_portal_answered_clears_the_portal_but_not_its_sign_in(cause: Cause | None) -> None:
    looked = probe(cause) if cause else probe()
    assert rule_on(JUDGE, looked, probe(at=before(minutes=1)), probe(DOWN)) == well("portal")


@pytest.mark.parametrize(
    "looked", [probe(Cause.NO_REFERENCE), visit(Cause.VAULT), visit(Cause.BLOCKED, DOWN)]
)
def test_a_fault_of_our_own_neither_opens_nor_clears(looked: Look) -> None:
    down = [probe(DOWN, at=before(minutes=1)), visit(DOWN, at=before(hours=4))] * 2
    assert rule_on(JUDGE, looked, *down) == Ruling()


def test_a_fault_of_our_own_does_not_make_up_a_row() -> None:
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


def test_a_fault_of_our_own_is_passed_over_in_a_row() -> None:
    history = [probe(Cause.NO_REFERENCE, at=before(minutes=1)), probe(DOWN, at=before(minutes=2))]
    assert only(rule_on(JUDGE, probe(DOWN), *history)).since == before(minutes=2)


def told(*looks: Look) -> list[tuple[Transition, str]]:
    """What is told over these looks, oldest first."""
    book = Book()
    looks_in_order = sorted(looks, key=lambda each: each.started)
    for number, looked in enumerate(looks_in_order):
        history = looks_in_order[:number][::-1]
        book.enter([(portal_availability.NAME, rule_on(JUDGE, looked, *history))], looked.started)
    return [(transition, incident.subject) for transition, incident in book.told]


def every_hour(*accounts: Look, probe_at: Cause | None = None, hours: int = 12) -> list[Look]:
    """The same visits every hour, ten minutes after a probe."""
    seen = (probe_at,) if probe_at else ()
    return [
        each
        for ago in range(hours)
        for each in (
            probe(*seen, at=before(hours=ago, minutes=10)),
            *(
                account.model_copy(update={"started": before(hours=ago, minutes=-place)})
                for place, account in enumerate(accounts)
            ),
        )
    ]


def test_one_account_that_fails_beside_one_that_does_not_is_told_once() -> None:
    looks = every_hour(visit(DOWN), visit(account=OTHER_ACCOUNT))
    assert told(*looks) == [(Transition.OPENED, ACCOUNT)]


def test_two_accounts_that_fail_while_the_public_pages_answer_are_told_once_each() -> None:
    looks = every_hour(visit(DOWN), visit(DOWN, account=OTHER_ACCOUNT))
    assert told(*looks) == [(Transition.OPENED, ACCOUNT), (Transition.OPENED, OTHER_ACCOUNT)]


def test_public_pages_that_fail_while_visits_do_not_are_told_once() -> None:
    looks = every_hour(visit(), visit(account=OTHER_ACCOUNT), probe_at=DOWN)
    assert told(*looks) == [(Transition.OPENED, "portal")]


def test_an_outage_of_everything_is_told_once_and_ends_once() -> None:
    outage = every_hour(visit(DOWN), visit(DOWN, account=OTHER_ACCOUNT), probe_at=DOWN)
    over = [probe(at=before(minutes=-30)), probe(at=before(minutes=-35)), visit(at=before(minutes=-40))]
    assert told(*outage, *over) == [(Transition.OPENED, "portal"), (Transition.RESOLVED, "portal")]


def test_a_sign_in_that_works_again_is_resolved_for_its_account_alone() -> None:
    outage = every_hour(visit(DOWN), visit(DOWN, account=OTHER_ACCOUNT))
    mended = visit(at=before(minutes=-40))
    assert told(*outage, mended)[2:] == [(Transition.RESOLVED, ACCOUNT)]


def test_without_probes_one_account_that_fails_beside_one_that_does_not_is_told_once() -> None:
    looks = every_hour(visit(DOWN), visit(account=OTHER_ACCOUNT))
    assert len(told(*(each for each in looks if each.account))) == 1


def test_a_sign_in_that_stays_down_after_the_public_pages_came_back_is_not_told_every_visit() -> None:
    looks = every_hour(visit(DOWN))
    looks[-2] = probe(DOWN, at=looks[-2].started)
    assert told(*looks) == [(Transition.OPENED, ACCOUNT)]


def test_a_visit_that_was_not_tried_clears_nothing() -> None:
    assert rule_on(JUDGE, visit(Cause.SECRET_ALREADY_REFUSED), *failing(4, 8)) == Ruling()


def pattern(marks: str, look: Callable[..., Look] = probe, minutes: int = 1) -> list[Look]:
    """Looks oldest first as marks, `x` failed and `.` good, as a history: newest first."""
    return [
        look(*((DOWN,) if mark == "x" else ()), at=before(minutes=minutes * ago))
        for ago, mark in enumerate(reversed(marks))
    ]


def ruled(marks: str, policy: Policy = POLICY, look: Callable[..., Look] = probe) -> str:
    """`found`, `well` or nothing: what is said of the last mark."""
    newest, *earlier = pattern(marks, look, 1 if look is probe else 240)
    ruling = rule_on(JUDGE, newest, *earlier, policy=policy)
    return "found" if ruling.findings else "well" if ruling.well else ""


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ("x.x.x", "found"),
        (".x.x.x", "found"),
        ("x.x", ""),
        ("x...x.x", ""),
        ("x..x.x", ""),
        ("x.x.", ""),
        ("xx", "found"),
        ("xx..x", ""),
        ("xxx..x", ""),
        ("xxx..x.x", ""),
        ("xxx..x.x.x", "found"),
    ],
)
def test_most_of_the_last_probes_are_as_bad_as_a_row_but_not_those_before_it_recovered(
    marks: str, said: str
) -> None:
    assert ruled(marks) == said


@pytest.mark.parametrize(
    ("marks", "said"), [("x.x.x", "found"), ("xx..x", "found"), ("x.x", ""), ("x..x.x", ""), ("x.x.", "well")]
)
def test_most_of_the_last_visits_are_as_bad_as_a_row_though_a_good_one_ends_it(marks: str, said: str) -> None:
    assert ruled(marks, look=visit) == said


def test_most_of_the_last_looks_is_since_the_oldest_failure_among_them() -> None:
    newest, *earlier = pattern("xx.x.x.x")
    assert only(rule_on(JUDGE, newest, *earlier)).since == before(minutes=4)


def test_the_policy_says_how_many_of_how_many() -> None:
    strict = Policy(availability_failures=9, availability_of=2, availability_within=3)
    assert ruled("x.x", strict) == "found"
    assert ruled("x..x", Policy(availability_failures=9, availability_of=2, availability_within=4)) == ""
    wide = Policy(availability_failures=9, availability_of=2, availability_within=4, recover_probes=3)
    assert ruled("x..x", wide) == "found"
    assert ruled("xxxx", Policy(availability_failures=9, availability_of=5, availability_within=5)) == ""


@pytest.mark.parametrize(("marks", "said"), [("xx.", ""), ("xx..", "well"), ("xx.x.", ""), (".", "well")])
def test_probes_end_it_only_in_a_row(marks: str, said: str) -> None:
    assert ruled(marks) == said


def test_the_policy_says_how_many_good_probes_end_it() -> None:
    assert ruled("xx.", Policy(recover_probes=1)) == "well"
    assert ruled("xx..", Policy(recover_probes=3)) == ""
    assert ruled("xx...", Policy(recover_probes=3)) == "well"


def test_one_good_visit_ends_it() -> None:
    assert ruled("xx.", look=visit) == "well"


def test_a_fault_of_our_own_between_two_good_probes_is_no_failure() -> None:
    history = [probe(Cause.NO_REFERENCE), probe(at=before(minutes=2)), probe(DOWN, at=before(minutes=3))]
    assert rule_on(JUDGE, probe(), *history) == well("portal")


def test_a_visit_that_was_not_tried_does_not_break_a_row() -> None:
    untried = visit(Cause.SECRET_ALREADY_REFUSED, at=before(hours=2))
    assert only(rule_on(JUDGE, visit(DOWN), untried, *failing(4))).since == before(hours=4)


def test_the_portals_incident_says_how_many_accounts_it_touches() -> None:
    others = [visit(DOWN, account=name, at=before(hours=1)) for name in ("east-clinic", OTHER_ACCOUNT)]
    answered = visit(account="west-clinic", at=before(hours=1))
    yesterday = visit(DOWN, account="hill-clinic", at=before(hours=24))
    history = [probe(DOWN, at=before(minutes=5)), *others, answered, *failing(4), yesterday]
    found = only(rule_on(JUDGE, probe(DOWN), *history))
    assert (found.subject, found.title) == ("portal", "portal is down to 3 accounts: saw server-error")


def test_an_account_that_was_answered_since_is_not_touched() -> None:
    failed = [visit(DOWN, account=name, at=before(hours=2)) for name in ("east-clinic", OTHER_ACCOUNT)]
    history = [probe(DOWN, at=before(minutes=5)), visit(account=OTHER_ACCOUNT, at=before(hours=1)), *failed]
    assert only(rule_on(JUDGE, probe(DOWN), *history)).title == "portal is down: saw server-error"
