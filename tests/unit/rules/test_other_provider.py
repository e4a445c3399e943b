"""other-provider: this account's page showed another provider's data."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import other_provider
from agent.rules.desks import EUS

from ..builders import ACCOUNT, NOW, only, reason, rule_on, visit, well

JUDGE = other_provider.judge


def test_another_providers_data_is_critical() -> None:
    found = only(rule_on(JUDGE, visit(Cause.OTHER_PROVIDER)))
    assert (found.severity, found.subject, found.account) == (Severity.CRITICAL, ACCOUNT, ACCOUNT)
    assert (found.desk, found.since) == (EUS.line(NOW), NOW)


def test_it_is_told_on_a_look_that_ended_worse() -> None:
    assert only(rule_on(JUDGE, visit(Cause.ELEMENT_MISSING, Cause.OTHER_PROVIDER, Cause.SERVER_ERROR)))


def test_nothing_of_what_was_seen_is_repeated() -> None:
    seen = reason(Cause.OTHER_PROVIDER, what="saw Canary, Dana", where="home of Canary", do="tell Canary")
    assert "Canary" not in only(rule_on(JUDGE, visit(seen))).model_dump_json()


@pytest.mark.parametrize("looked", [visit(), visit(Cause.SLOW), visit(Cause.SESSION_LOST)])
def test_a_good_look_is_well(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == well(ACCOUNT)


@pytest.mark.parametrize(
    "cause", [Cause.VAULT, Cause.SERVER_ERROR, Cause.BAD_PASSWORD, Cause.ELEMENT_MISSING]
)
def test_a_failed_look_is_neither(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == Ruling()
