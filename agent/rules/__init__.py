"""The rules: one file each, pure, all listed in RULES."""

from collections.abc import Iterable
from datetime import datetime

from agent.model.finding import Ruling
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules import (
    account_access,
    agent_fault,
    enrollment_status,
    not_looked,
    other_provider,
    password_expiry,
    portal_availability,
    portal_changed,
    portal_response_time,
    session_timeout,
    unexpected_write,
)
from agent.rules.not_looked import judge_watch
from agent.rules.rule import History, Rule

__all__ = ["RULES", "RULE_NAMES", "WATCH_RULE", "History", "Rule", "judge", "judge_watch"]

_VISIT = frozenset({LookKind.VISIT})
_BOTH = frozenset(LookKind)

RULES: tuple[Rule, ...] = (
    Rule(enrollment_status.NAME, _VISIT, enrollment_status.judge),
    Rule(password_expiry.NAME, _VISIT, password_expiry.judge),
    Rule(session_timeout.NAME, _VISIT, session_timeout.judge),
    Rule(account_access.NAME, _VISIT, account_access.judge),
    Rule(unexpected_write.NAME, _VISIT, unexpected_write.judge),
    Rule(other_provider.NAME, _VISIT, other_provider.judge),
    Rule(portal_changed.NAME, _VISIT, portal_changed.judge),
    Rule(portal_availability.NAME, _BOTH, portal_availability.judge),
    Rule(portal_response_time.NAME, _BOTH, portal_response_time.judge),
    Rule(agent_fault.NAME, _BOTH, agent_fault.judge),
)
"""Every rule that judges a look."""

WATCH_RULE = not_looked.NAME
"""The one rule that the clock sets off; see `judge_watch`."""

RULE_NAMES = (*(rule.name for rule in RULES), WATCH_RULE)


def judge(
    look: Look,
    history: History,
    roster: Roster,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule] = RULES,
) -> tuple[tuple[str, Ruling], ...]:
    """Every rule's ruling on one look, under the rule's name.

    A rule that policy switches off finds nothing any more: what it had found is well.
    """
    return tuple(
        (
            rule.name,
            Ruling(else_well=roster.account)
            if rule.name in policy.off
            else rule.judge(look, history, roster, policy, now),
        )
        for rule in rules
        if look.kind in rule.kinds
    )
