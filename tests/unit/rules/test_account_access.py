"""account-access: the portal works and refuses this account."""

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
    assert (found.title, found.next_step, found.since) == ("refused", "go to I&A", NOW)
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
