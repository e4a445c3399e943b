"""portal-changed: a page is not the page of the contract."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.rules import portal_changed
from agent.rules.desks import OPERATIONS

from ..builders import ACCOUNT, NOW, facts, only, reason, rule_on, visit, well

JUDGE = portal_changed.judge
CHANGES = [
    cause
    for cause, verdict in VERDICT_OF.items()
    if verdict is Verdict.PORTAL_CHANGED and cause is not Cause.OTHER_PROVIDER
]


@pytest.mark.parametrize("cause", CHANGES)
def test_each_way_a_page_can_change_is_a_warning(cause: Cause) -> None:
    found = only(rule_on(JUDGE, visit(reason(cause, what="no status on enrollments"))))
    assert (found.severity, found.subject, found.account) == (Severity.WARNING, ACCOUNT, ACCOUNT)
    assert found.title == "no status on enrollments"
    assert (found.desk, found.since) == (OPERATIONS.line(NOW), NOW)


def test_it_names_what_could_not_be_read() -> None:
    looked = visit(Cause.ELEMENT_MISSING, facts=facts(not_read=["password.days_left", "enrollments"]))
    assert only(rule_on(JUDGE, looked)).impact.startswith("Not read: password.days_left, enrollments.")


@pytest.mark.parametrize(
    "looked", [visit(Cause.ELEMENT_MISSING), visit(Cause.ELEMENT_MISSING, facts=facts())]
)
def test_without_names_it_says_the_page(looked: Look) -> None:
    assert only(rule_on(JUDGE, looked)).impact.startswith("Not read: the page.")


def test_a_change_is_told_on_a_look_that_ended_worse() -> None:
    assert (
        only(rule_on(JUDGE, visit(Cause.SERVER_ERROR, Cause.ELEMENT_DOUBLED))).title == "saw element-doubled"
    )


def test_another_providers_data_is_no_change_of_the_page_and_no_good_look() -> None:
    assert rule_on(JUDGE, visit(Cause.OTHER_PROVIDER)) == Ruling()


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SLOW), visit(Cause.SESSION_LOST)])
def test_a_good_look_is_well(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == well(ACCOUNT)


@pytest.mark.parametrize("cause", [Cause.VAULT, Cause.SERVER_ERROR, Cause.BAD_PASSWORD])
def test_a_look_that_did_not_reach_the_page_is_neither(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == Ruling()
