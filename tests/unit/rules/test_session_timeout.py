"""session-timeout: another limit than 30 minutes, too many losses, or a session that ends early."""

from datetime import timedelta

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import session_timeout

from ..builders import ACCOUNT, NOW, facts, loss, only, probe, rule_on, visit, well

AS_STATED = facts(limit_minutes=30)
AT_THE_LIMIT = loss(idle=1800)


def earlier(*lost: bool, account: str = ACCOUNT) -> list[Look]:
    """Visits before NOW, newest first; True for one that lost its session, after its full idle time."""
    return [
        visit(
            at=NOW - timedelta(hours=4 * (place + 1)),
            account=account,
            losses=[AT_THE_LIMIT] if was_lost else (),
        )
        for place, was_lost in enumerate(lost)
    ]


def test_the_limit_of_the_policy_is_well() -> None:
    assert rule_on(session_timeout.judge, visit(facts=AS_STATED)) == well(ACCOUNT)


@pytest.mark.parametrize("stated", [0, 15, 29, 31])
def test_another_stated_limit_is_a_warning(stated: int) -> None:
    found = only(rule_on(session_timeout.judge, visit(facts=facts(limit_minutes=stated))))
    assert found.severity is Severity.WARNING
    assert found.title == f"portal states {stated} idle minutes, policy says 30"
    assert (found.subject, found.account, found.since) == (ACCOUNT, ACCOUNT, NOW)


def test_the_policy_says_which_limit_is_right() -> None:
    looked, policy = visit(facts=facts(limit_minutes=15)), Policy(session_limit_minutes=15)
    assert rule_on(session_timeout.judge, looked, policy=policy) == well(ACCOUNT)


@pytest.mark.parametrize("looked", [visit(), visit(facts=facts()), visit(Cause.VAULT)])
def test_a_limit_that_was_not_read_is_neither_wrong_nor_well(looked: Look) -> None:
    assert rule_on(session_timeout.judge, looked) == Ruling()


def test_a_session_that_ends_before_its_limit_is_information() -> None:
    looked = visit(Cause.SESSION_LOST, facts=AS_STATED, losses=[AT_THE_LIMIT, loss(idle=1799)])
    found = only(rule_on(session_timeout.judge, looked))
    assert found.severity is Severity.INFORMATION
    assert found.title == "session ended after 1799 s idle, before its limit"


def test_a_session_that_ends_at_its_limit_is_well() -> None:
    looked = visit(Cause.SESSION_LOST, facts=AS_STATED, losses=[AT_THE_LIMIT])
    assert rule_on(session_timeout.judge, looked) == well(ACCOUNT)


def test_an_early_end_is_told_even_where_the_limit_was_not_read() -> None:
    looked = visit(Cause.SESSION_LOST_TWICE, losses=[loss(idle=5)])
    assert "5 s idle" in only(rule_on(session_timeout.judge, looked)).title


def test_four_of_ten_visits_without_their_session_are_a_warning_and_three_are_not() -> None:
    looked = visit(Cause.SESSION_LOST, facts=AS_STATED, losses=[AT_THE_LIMIT])
    three = earlier(True, False, True, *[False] * 6)
    four = earlier(True, False, True, *[False] * 5, True)
    assert rule_on(session_timeout.judge, looked, *three) == well(ACCOUNT)
    found = only(rule_on(session_timeout.judge, looked, *four))
    assert (found.severity, found.title) == (
        Severity.WARNING,
        "4 of the last 10 visits lost their session",
    )


def test_a_loss_eleven_visits_ago_no_longer_counts() -> None:
    looked = visit(Cause.SESSION_LOST, facts=AS_STATED, losses=[AT_THE_LIMIT])
    old = earlier(True, True, *[False] * 7, True)
    assert rule_on(session_timeout.judge, looked, *old) == well(ACCOUNT)


def test_two_losses_in_one_visit_are_one_visit() -> None:
    looked = visit(Cause.SESSION_LOST_TWICE, facts=AS_STATED, losses=[AT_THE_LIMIT, AT_THE_LIMIT])
    assert rule_on(session_timeout.judge, looked, *earlier(True, True)) == well(ACCOUNT)


def test_probes_and_other_accounts_do_not_count() -> None:
    looked = visit(Cause.SESSION_LOST, facts=AS_STATED, losses=[AT_THE_LIMIT])
    others = [*earlier(*[True] * 5, account="south-clinic"), *[probe()] * 20]
    assert rule_on(session_timeout.judge, looked, *others) == well(ACCOUNT)
    found = only(rule_on(session_timeout.judge, looked, *others, *earlier(True, True, True)))
    assert found.title == "4 of the last 4 visits lost their session"
