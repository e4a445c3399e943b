"""A page is no longer the page of the contract, so something could not be read."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause, Verdict
from agent.rules.desks import OPERATIONS
from agent.rules.rule import History

NAME = "portal-changed"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    reasons = [
        reason
        for reason in look.reasons
        if reason.verdict is Verdict.PORTAL_CHANGED and reason.cause is not Cause.OTHER_PROVIDER
    ]
    if not reasons:
        return Ruling(well=(roster.account,)) if look.verdict.good_look else Ruling()
    not_read = ", ".join(look.facts.not_read) if look.facts and look.facts.not_read else "the page"
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.WARNING,
        title=reasons[0].what,
        since=now,
        impact=f"Not read: {not_read}. What it would have shown is not being watched.",
        next_step="Look at the screenshot; correct the page contract where the portal really changed.",
        desk=OPERATIONS.line(now),
    )
    return Ruling(findings=(finding,))
