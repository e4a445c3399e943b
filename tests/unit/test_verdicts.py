"""Whose fault each cause is, and which one wins."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.look import seconds_between, verdict_of
from agent.model.verdict import GOOD_LOOKS, SPENDS_SECRET, VERDICT_OF, Cause, Verdict

from .builders import NOW, before, probe, reason, visit

WORST_FIRST = (
    "own_fault",
    "account_problem",
    "portal_down",
    "portal_changed",
    "session_lost",
    "portal_slow",
    "ok",
)
TABLE = {
    "portal_slow": "slow",
    "session_lost": "session-lost",
    "portal_changed": "element-missing element-doubled element-unreadable other-language wrong-content "
    "other-provider",
    "portal_down": "refused name-not-found timed-out reset server-error empty truncated redirect-loop "
    "maintenance bad-certificate thrown-back session-lost-twice",
    "account_problem": "bad-password locked password-expired code-refused captcha secret-already-refused "
    "not-connected inactive mfa-not-set-up",
    "own_fault": "blocked rate-limited no-reference browser vault vault-away store account-busy internal",
}


def test_every_cause_has_the_verdict_of_the_table() -> None:
    expected = {cause: verdict for verdict, causes in TABLE.items() for cause in causes.split()}
    assert {str(cause): str(verdict) for cause, verdict in VERDICT_OF.items()} == expected
    assert set(VERDICT_OF) == set(Cause)


def test_an_account_was_looked_at_by_some_and_the_portal_found_by_more() -> None:
    assert set(GOOD_LOOKS) == {"ok", "portal_slow", "session_lost"}
    assert {each for each in Verdict if each.finds_portal} == {*GOOD_LOOKS, "portal_changed"}


def test_verdicts_are_ranked_from_ok_to_own_fault() -> None:
    ranked = tuple(sorted(Verdict, key=lambda verdict: verdict.rank, reverse=True))
    assert ranked == WORST_FIRST
    assert Verdict.OK.rank == 0


@pytest.mark.parametrize(("worse", "better"), tuple(pairwise(WORST_FIRST[:-1])))
def test_the_worst_wins_in_whatever_order_it_was_seen(worse: str, better: str) -> None:
    a, b = (
        next(cause for cause, verdict in VERDICT_OF.items() if verdict == each) for each in (worse, better)
    )
    assert verdict_of((reason(a), reason(b))) == verdict_of((reason(b), reason(a))) == worse


@given(st.lists(st.sampled_from(Cause), min_size=1, max_size=6))
def test_the_verdict_is_never_better_than_any_cause_and_is_that_of_one(causes: list[Cause]) -> None:
    looked = visit(*causes)
    assert all(looked.verdict.rank >= VERDICT_OF[cause].rank for cause in causes)
    assert looked.reason is not None
    assert looked.reason.verdict is looked.verdict


def test_no_reason_at_all_is_ok() -> None:
    assert verdict_of(()) is Verdict.OK
    assert visit().reason is None


def test_of_equal_causes_the_first_seen_is_the_reason() -> None:
    looked = probe(reason(Cause.RESET, what="first"), reason(Cause.EMPTY, what="second"))
    assert str(looked.reason) == "first (home): ring"


def test_three_verdicts_mean_that_the_account_was_looked_at() -> None:
    good = {str(verdict) for verdict in Verdict if verdict.good_look}
    assert good == {"ok", "portal_slow", "session_lost"}


def test_only_what_the_portal_says_of_the_account_spends_its_secret() -> None:
    assert {VERDICT_OF[cause] for cause in SPENDS_SECRET} == {Verdict.ACCOUNT_PROBLEM}
    assert set(TABLE["account_problem"].split()) - SPENDS_SECRET == {
        "secret-already-refused",
        "not-connected",
        "mfa-not-set-up",
    }


def test_a_look_knows_its_causes_and_its_pages() -> None:
    looked = visit(Cause.SLOW, pages={"home": 2.0, "login": 1.0})
    assert looked.has(Cause.SLOW)
    assert not looked.has(Cause.RESET)
    assert [(page.name, page.seconds) for page in looked.pages] == [("home", 2.0), ("login", 1.0)]


def test_seconds_are_told_to_the_millisecond() -> None:
    assert seconds_between(before(seconds=1.23456), NOW) == 1.235
