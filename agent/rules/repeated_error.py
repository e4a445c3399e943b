"""The portal shows the same system error again and again: technical support has to look into it (S0)."""

from datetime import datetime
from itertools import islice

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.rule import History, facts_before
from agent.rules.system_error_shown import system_errors

NAME = "repeated-error"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """In a row are the visits that read anything: one that read nothing saw no error, and no cure either."""
    if look.facts is None:
        return Ruling()
    wanted = policy.repeated_error_looks
    row = [(look, look.facts), *islice(facts_before(look, history), wanted - 1)]
    shown = [system_errors(facts.portal.messages) for _, facts in row]
    first = row[-1][0].started
    repeated = [key for key in shown[0] if len(row) == wanted and all(key in each for each in shown)]
    return Ruling(
        findings=tuple(_finding(key, wanted, first, roster.account, now) for key in repeated),
        unsure=tuple(f"{roster.account} {key}" for key in shown[0] if key not in repeated),
        else_well=roster.account if look.verdict.good_look else None,
    )


def _finding(key: str, looks: int, first: datetime, account: str, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=f"{account} {key}",
        account=account,
        severity=Severity.CRITICAL,
        title=f"The same system error in {looks} visits in a row: {key}",
        since=first,
        impact="It does not go away by itself; what it blocks cannot be filed, and deadlines keep running.",
        next_step="Where a private window, a cleared cache and another browser did not help, ring technical "
        "support with the support packet: code, page, times, screenshots, browser version.",
        desk=EUS.line(now),
    )
