"""account-access: the portal works and refuses this account."""

from datetime import timedelta

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import account_access

from ..builders import ACCOUNT, NOW, only, reason, rule_on, visit, well

JUDGE = account_access.judge


@pytest.mark.parametrize(
    "cause", [Cause.BAD_PASSWORD, Cause.LOCKED, Cause.CODE_REFUSED, Cause.CAPTCHA, Cause.NOT_CONNECTED]
)
def test_each_refusal_is_critical_and_says_what_to_do(cause: Cause) -> None:
    found = only(rule_on(JUDGE, visit(reason(cause, what="refused", do="go to I&A"))))
    assert (found.severity, found.subject, found.account) == (Severity.CRITICAL, ACCOUNT, ACCOUNT)
    assert (found.title, found.since) == ("refused", NOW)
    assert found.next_step.startswith("go to I&A")
    assert found.desk.startswith("I&A self-service first")


def test_a_refusal_is_found_among_other_reasons() -> None:
    looked = visit(Cause.SLOW, reason(Cause.LOCKED, what="locked"), Cause.BROWSER)
    assert only(rule_on(JUDGE, looked)).title == "locked"


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SLOW), visit(Cause.SESSION_LOST)])
def test_a_good_look_is_well(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == well(ACCOUNT)


@pytest.mark.parametrize(
    "cause",
    [
        Cause.SECRET_ALREADY_REFUSED,
        Cause.PASSWORD_EXPIRED,
        Cause.SERVER_ERROR,
        Cause.VAULT,
        Cause.BLOCKED,
        Cause.ELEMENT_MISSING,
    ],
)
def test_a_look_that_did_not_try_the_sign_in_to_its_end_is_neither(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == Ruling()


@pytest.mark.parametrize(
    ("cause", "first"),
    [
        (Cause.CODE_REFUSED, "spam folder"),
        (Cause.CAPTCHA, "private window"),
        (Cause.LOCKED, "unlocks it online"),
        (Cause.BAD_PASSWORD, "lock the account"),
    ],
)
def test_what_to_try_before_ringing_anybody_is_said(cause: Cause, first: str) -> None:
    assert first in only(rule_on(JUDGE, visit(cause))).next_step


@pytest.mark.parametrize("cause", [Cause.INACTIVE, Cause.MFA_NOT_SET_UP])
def test_refusals_with_a_rule_of_their_own_are_not_told_twice(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == Ruling()


def test_a_later_hour_does_not_move_the_beginning() -> None:
    looked = visit(Cause.LOCKED)
    assert only(rule_on(JUDGE, looked, now=NOW + timedelta(days=3))).since == NOW
