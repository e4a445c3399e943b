"""agent-fault: the look failed on our side."""

from collections.abc import Callable

import pytest

from agent.model.finding import Severity
from agent.model.look import Look
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.rules import agent_fault
from agent.rules.desks import OPERATIONS

from ..builders import ACCOUNT, OTHER_ACCOUNT, before, only, probe, reason, rule_on, visit, well

JUDGE = agent_fault.judge
OWN = [cause for cause, verdict in VERDICT_OF.items() if verdict is Verdict.OWN_FAULT]
COMMON = {Cause.VAULT_AWAY: "Vault", Cause.NO_REFERENCE: "Network"}
AWAY = Cause.VAULT_AWAY

common = pytest.mark.parametrize(("away", "subject"), COMMON.items())


@pytest.mark.parametrize("cause", sorted(set(OWN) - set(COMMON)))
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
    found = only(rule_on(JUDGE, probe(Cause.INTERNAL)))
    assert (found.subject, found.account) == ("probe", None)


def test_the_title_is_the_cause_that_decided() -> None:
    assert only(rule_on(JUDGE, visit(Cause.SERVER_ERROR, Cause.BROWSER))).title == "saw browser"


def test_a_fault_without_a_reason_points_to_the_log() -> None:
    looked = visit().model_copy(update={"verdict": Verdict.OWN_FAULT})
    found = only(rule_on(JUDGE, looked))
    assert (found.title, found.next_step) == ("the agent failed", "Read the agent's log.")


@pytest.mark.parametrize("cause", sorted(set(VERDICT_OF) - set(OWN) - {Cause.SECRET_ALREADY_REFUSED}))
def test_any_other_end_shows_that_our_side_works(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)) == well(ACCOUNT, "Vault", "Network")
    assert rule_on(JUDGE, probe(cause)) == well("probe", "Network")


def test_a_secret_that_is_not_tried_again_says_nothing_of_the_network() -> None:
    assert rule_on(JUDGE, visit(Cause.SECRET_ALREADY_REFUSED)) == well(ACCOUNT, "Vault")


@common
@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT])
def test_what_is_away_for_all_accounts_is_one_finding(away: Cause, subject: str, account: str) -> None:
    found = only(rule_on(JUDGE, visit(away, account=account)))
    assert (found.subject, found.account, found.severity) == (subject, None, Severity.WARNING)
    assert (found.title, found.since) == (f"saw {away}", before())


@common
def test_it_is_named_also_where_something_else_broke_first(away: Cause, subject: str) -> None:
    found = only(rule_on(JUDGE, visit(Cause.BROWSER, away)))
    assert (found.title, found.subject) == (f"saw {away}", subject)


def test_the_network_is_one_finding_for_probes_and_visits_that_a_probe_never_makes_critical() -> None:
    history = [probe(Cause.NO_REFERENCE, at=before(hours=hours)) for hours in range(1, 20)]
    found = only(rule_on(JUDGE, probe(Cause.NO_REFERENCE), *history))
    assert (found.subject, found.account, found.severity) == ("Network", None, Severity.WARNING)


@pytest.mark.parametrize("cause", [Cause.VAULT, Cause.BROWSER, Cause.BLOCKED, Cause.RATE_LIMITED])
def test_a_vault_that_was_asked_before_what_broke_is_there(cause: Cause) -> None:
    """Or its incident, never over, would hold back that no browser starts."""
    ruling = rule_on(JUDGE, visit(cause))
    assert "Vault" in ruling.well
    assert [found.subject for found in ruling.findings] == [ACCOUNT]


def test_without_network_the_secret_was_there() -> None:
    assert rule_on(JUDGE, visit(Cause.NO_REFERENCE)).well == ("Vault",)


@pytest.mark.parametrize("look", [visit, probe])
@pytest.mark.parametrize("cause", [Cause.BLOCKED, Cause.RATE_LIMITED])
def test_a_portal_that_holds_us_off_is_reached(look: Callable[[Cause], Look], cause: Cause) -> None:
    assert "Network" in rule_on(JUDGE, look(cause)).well


@pytest.mark.parametrize("cause", [AWAY, Cause.VAULT, Cause.BROWSER, Cause.STORE, Cause.INTERNAL])
def test_what_breaks_before_the_portal_is_asked_says_nothing_of_the_network(cause: Cause) -> None:
    assert "Network" not in rule_on(JUDGE, visit(cause)).well


def test_a_network_that_goes_away_after_the_portal_held_us_off_is_away() -> None:
    ruling = rule_on(JUDGE, visit(Cause.BLOCKED, Cause.NO_REFERENCE))
    assert only(ruling).subject == "Network"
    assert ruling.well == ("Vault",)


@pytest.mark.parametrize("cause", [Cause.STORE, Cause.ACCOUNT_BUSY, Cause.INTERNAL])
def test_another_fault_of_our_own_says_nothing_of_vault_or_network(cause: Cause) -> None:
    assert rule_on(JUDGE, visit(cause)).well == ()


@pytest.mark.parametrize("cause", [Cause.BLOCKED, Cause.REFUSED])
def test_a_probe_says_nothing_of_vault(cause: Cause) -> None:
    assert "Vault" not in rule_on(JUDGE, probe(cause)).well


@common
@pytest.mark.parametrize(("minutes", "severity"), [(2, Severity.WARNING), (3, Severity.CRITICAL)])
def test_what_stays_away_is_critical_once_nobody_is_looked_at(
    away: Cause, subject: str, minutes: int, severity: Severity
) -> None:
    earlier = [visit(away, at=before(hours=2)), visit(away, at=before(hours=4, minutes=minutes))]
    found = only(rule_on(JUDGE, visit(away), *earlier, visit(at=before(hours=8))))
    assert (found.subject, found.severity) == (subject, severity)
    assert found.since == before(hours=4, minutes=minutes)


@common
def test_how_long_it_is_away_counts_from_the_last_visit_it_answered(away: Cause, subject: str) -> None:
    history = [visit(away, at=before(hours=2)), visit(at=before(hours=4)), visit(away, at=before(hours=8))]
    found = only(rule_on(JUDGE, visit(away), *history))
    assert (found.subject, found.severity, found.since) == (subject, Severity.WARNING, before(hours=2))
