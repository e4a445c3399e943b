"""The table of rules, and what holds for every rule in it."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

import agent.rules
from agent.model.finding import Ruling
from agent.model.look import Look, LookKind
from agent.model.roster import Roster
from agent.model.verdict import VERDICT_OF, Cause, Verdict
from agent.rules import BACKUP_RULE, RULE_NAMES, RULES, WATCH_RULE, Rule, judge

from ..builders import (
    ACCOUNT,
    NOW,
    OTHER_NPI,
    POLICY,
    before,
    blocked,
    enrollment,
    facts,
    look,
    loss,
    probe,
    roster,
    visit,
)

ROSTER: Roster = roster(n1234567893="Approved")
BAD_FACTS = facts(
    days_left=0,
    limit_minutes=15,
    enrollments=[enrollment("Deactivated"), enrollment("Pending", npi=OTHER_NPI)],
)


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len(set(RULE_NAMES)) == len(RULE_NAMES) == len(RULES) + 2


def test_every_rule_is_named_as_its_file_and_every_file_is_listed() -> None:
    modules = {
        module.name: vars(import_module(f"agent.rules.{module.name}"))
        for module in iter_modules(agent.rules.__path__)
    }
    names = {file: inside["NAME"] for file, inside in modules.items() if "NAME" in inside}
    judging = {file for file, inside in modules.items() if "judge" in inside}
    assert judging <= set(names)
    assert names == {file: file.replace("_", "-") for file in names}
    assert set(names.values()) == set(RULE_NAMES)


def test_only_rules_that_a_probe_can_serve_judge_probes() -> None:
    judging_probes = {rule.name for rule in RULES if LookKind.PROBE in rule.kinds}
    assert judging_probes == {"portal-availability", "portal-response-time", "agent-fault"}
    assert all(LookKind.VISIT in rule.kinds for rule in RULES)
    assert not {WATCH_RULE, BACKUP_RULE} & judging_probes


def test_a_look_is_judged_by_the_rules_of_its_kind_under_their_names() -> None:
    for judged in (visit(), probe()):
        ruled = [name for name, _ in judge(judged, (), ROSTER, POLICY, NOW)]
        assert ruled == [rule.name for rule in RULES if judged.kind in rule.kinds]


def test_a_fault_of_our_own_finds_and_clears_nothing_but_itself() -> None:
    history = [visit(Cause.SLOW, at=before(hours=4), facts=BAD_FACTS), probe(at=before(minutes=1))]
    rulings = dict(judge(visit(Cause.BROWSER), history, ROSTER, POLICY, NOW))
    assert [found.rule for found in rulings.pop("agent-fault").findings] == ["agent-fault"]
    assert set(rulings.values()) == {Ruling(account=ACCOUNT)}


def looks(kind: LookKind) -> Iterator[Look]:
    """One for each cause, with everything that can be wrong beside it, and one with nothing beside it."""
    account = ACCOUNT if kind is LookKind.VISIT else None
    for cause in VERDICT_OF:
        yield look(kind, cause, account=account)
        yield look(kind, cause, account=account, facts=BAD_FACTS, blocked=[blocked()], losses=[loss(idle=1)])


@pytest.mark.parametrize(
    ("rule", "kind"), [(rule, kind) for rule in RULES for kind in sorted(rule.kinds)], ids=str
)
def test_findings_carry_their_rules_name_once_a_subject_and_are_never_well_too(
    rule: Rule, kind: LookKind
) -> None:
    for looked in looks(kind):
        earlier = looked.model_copy(update={"started": before(hours=4)})
        ruling = rule.judge(looked, (earlier,), ROSTER, POLICY, NOW)
        subjects = [found.subject for found in ruling.findings]
        assert not set(subjects) & set(ruling.well)
        assert len(set(subjects)) == len(subjects)
        assert {found.rule for found in ruling.findings} <= {rule.name}
        assert all(found.since <= NOW for found in ruling.findings)


@pytest.mark.parametrize("verdict", [Verdict.ACCOUNT_PROBLEM, Verdict.PORTAL_DOWN])
def test_a_look_that_read_nothing_clears_nothing_about_the_account(verdict: Verdict) -> None:
    for cause in (cause for cause, its in VERDICT_OF.items() if its is verdict):
        cleared = {
            name
            for name, ruling in judge(visit(cause), (), ROSTER, POLICY, NOW)
            if ruling.well and name not in ("agent-fault", "portal-availability")
        }
        assert cleared == set()
