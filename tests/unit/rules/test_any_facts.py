"""What holds for every rule, whatever was read: hypothesis draws the facts, the day and the reader's zone."""

from datetime import datetime, timedelta, tzinfo

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling
from agent.model.look import LookKind
from agent.model.roster import Roster, RosterEntry
from agent.rules import RULES, Rule

from ..builders import ACCOUNT, NOW, NPI, POLICY, before, visit
from .any_facts import ANY_FACTS, NAMED, ZONES, values_of

OF_VISITS = [rule for rule in RULES if LookKind.VISIT in rule.kinds]
LATER = st.integers(0, 400).map(lambda days: NOW + timedelta(days=days))


def rosters() -> st.SearchStrategy[Roster]:
    entries = values_of(RosterEntry).map(lambda one: one.model_copy(update={"npi": NPI}))
    return st.builds(
        Roster, account=st.just(ACCOUNT), watched_since=st.just(before(days=9)), entries=st.tuples(entries)
    )


def ruled(rule: Rule, facts: Facts, earlier: Facts, roster: Roster, now: datetime) -> Ruling:
    history = (visit(at=before(days=1), facts=earlier), visit(at=before(days=2), facts=earlier))
    return rule.judge(visit(facts=facts), history, roster, POLICY, now)


def said(finding: Finding) -> str:
    return " ".join(
        (finding.subject, finding.title, finding.impact, finding.next_step, finding.desk, finding.rule)
    )


@settings(max_examples=60)
@given(facts=ANY_FACTS, earlier=ANY_FACTS, roster=rosters(), now=LATER, zone=ZONES)
def test_rules_say_the_same_in_every_time_zone_never_fail_and_name_nobody(
    facts: Facts, earlier: Facts, roster: Roster, now: datetime, zone: tzinfo
) -> None:
    for rule in OF_VISITS:
        ruling = ruled(rule, facts, earlier, roster, now)
        assert ruling == ruled(rule, facts, earlier, roster, now.astimezone(zone)), rule.name
        subjects = [finding.subject for finding in ruling.findings]
        assert len(subjects) == len(set(subjects)), rule.name
        assert not set(subjects) & {*ruling.well, *ruling.unsure}, rule.name
        for finding in ruling.findings:
            assert (finding.rule, finding.account) == (rule.name, ACCOUNT)
            assert NAMED not in said(finding), finding
            assert finding.since <= now, finding
            assert all((finding.title, finding.impact, finding.next_step, finding.desk)), finding
            assert len(finding.title) <= 120, finding


@settings(max_examples=20)
@given(facts=ANY_FACTS, roster=rosters())
def test_no_rule_eases_while_the_same_facts_grow_old(facts: Facts, roster: Roster) -> None:
    """What is not found the next day has run its course; what is still found is as bad or worse."""
    for rule in OF_VISITS:
        weights: dict[str, tuple[int, int]] = {}
        for days in range(0, 40, 3):
            ruling = ruled(rule, facts, facts, roster, NOW + timedelta(days=days))
            for finding in ruling.findings:
                weight = (finding.severity.rank, finding.stage)
                assert weight >= weights.get(finding.subject, weight), finding
                weights[finding.subject] = weight
