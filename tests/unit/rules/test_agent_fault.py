"""agent-fault: the look failed on our side."""

import pytest

from agent.model.finding import Severity
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.rules import agent_fault
from agent.rules.desks import OPERATIONS

from ..builders import ACCOUNT, OTHER_ACCOUNT, before, only, probe, reason, rule_on, visit, well

JUDGE = agent_fault.judge
OWN = [cause for cause, verdict in VERDICT_OF.items() if verdict is Verdict.OWN_FAULT]
AWAY = Cause.VAULT_AWAY


@pytest.mark.parametrize("cause", sorted(set(OWN) - {AWAY}))
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
    assert rule_on(JUDGE, visit(cause)) == well(ACCOUNT, "Vault")
    assert rule_on(JUDGE, probe(cause)) == well("probe")


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT])
def test_a_vault_that_is_away_is_one_finding_for_all_accounts(account: str) -> None:
    found = only(rule_on(JUDGE, visit(AWAY, account=account)))
    assert (found.subject, found.account, found.severity) == ("Vault", None, Severity.WARNING)
    assert (found.title, found.since) == ("saw vault-away", before())


def test_a_vault_that_is_away_is_named_also_where_something_else_broke_first() -> None:
    assert only(rule_on(JUDGE, visit(Cause.BROWSER, AWAY))).title == "saw vault-away"


@pytest.mark.parametrize("cause", [Cause.VAULT, Cause.BROWSER, Cause.BLOCKED, Cause.RATE_LIMITED])
def test_a_vault_that_was_asked_before_what_broke_is_there(cause: Cause) -> None:
    """Or its incident, never over, would hold back that no browser starts."""
    ruling = rule_on(JUDGE, visit(cause))
    assert ruling.well == ("Vault",)
    assert [found.subject for found in ruling.findings] == [ACCOUNT]


@pytest.mark.parametrize("cause", [Cause.NO_REFERENCE, Cause.STORE, Cause.ACCOUNT_BUSY, Cause.INTERNAL])
def test_another_fault_of_our_own_says_nothing_of_vault(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)).well == ()


def test_a_probe_that_is_blocked_says_nothing_of_vault() -> None:
    assert rule_on(JUDGE, probe(Cause.BLOCKED)).well == ()


@pytest.mark.parametrize(("minutes", "severity"), [(2, Severity.WARNING), (3, Severity.CRITICAL)])
def test_a_vault_that_stays_away_is_critical_once_nobody_is_looked_at(
    minutes: int, severity: Severity
) -> None:
    away = [visit(AWAY, at=before(hours=2)), visit(AWAY, at=before(hours=4, minutes=minutes))]
    found = only(rule_on(JUDGE, visit(AWAY), *away, visit(at=before(hours=8))))
    assert (found.severity, found.since) == (severity, before(hours=4, minutes=minutes))


def test_how_long_vault_is_away_counts_from_the_last_visit_it_answered() -> None:
    history = [visit(AWAY, at=before(hours=2)), visit(at=before(hours=4)), visit(AWAY, at=before(hours=8))]
    found = only(rule_on(JUDGE, visit(AWAY), *history))
    assert (found.severity, found.since) == (Severity.WARNING, before(hours=2))
