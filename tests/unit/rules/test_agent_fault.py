"""agent-fault: the look failed on our side."""

import pytest

from agent.model.finding import Severity
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.rules import agent_fault
from agent.rules.desks import OPERATIONS

from ..builders import ACCOUNT, before, only, probe, reason, rule_on, visit, well

JUDGE = agent_fault.judge
OWN = [cause for cause, verdict in VERDICT_OF.items() if verdict is Verdict.OWN_FAULT]


@pytest.mark.parametrize("cause", OWN)
def test_each_fault_of_our_own_is_a_warning_for_operations(cause: Cause) -> None:
    looked = visit(reason(cause, what="Vault is sealed", do="unseal it"), at=before(minutes=3))
    found = only(rule_on(JUDGE, looked, now=before()))
    assert (found.severity, found.subject, found.account) == (Severity.WARNING, ACCOUNT, ACCOUNT)
    assert (found.title, found.next_step, found.desk) == (
        "Vault is sealed",
        "unseal it",
        OPERATIONS.name,
    )
    assert found.since == before(minutes=3)


def test_a_probes_fault_is_told_apart_from_the_accounts() -> None:
    found = only(rule_on(JUDGE, probe(Cause.NO_REFERENCE)))
    assert (found.subject, found.account) == ("probe", None)


def test_the_title_is_the_cause_that_decided() -> None:
    assert only(rule_on(JUDGE, visit(Cause.SERVER_ERROR, Cause.BROWSER))).title == "saw browser"


def test_a_fault_without_a_reason_points_to_the_log() -> None:
    looked = visit().model_copy(update={"verdict": Verdict.OWN_FAULT})
    found = only(rule_on(JUDGE, looked))
    assert (found.title, found.next_step) == ("the agent failed", "Read the agent's log.")


@pytest.mark.parametrize("cause", sorted(set(VERDICT_OF) - set(OWN)))
def test_any_other_end_shows_that_our_side_works(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == well(ACCOUNT)
    assert rule_on(JUDGE, probe(cause)) == well("probe")
