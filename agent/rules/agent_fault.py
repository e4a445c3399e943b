"""A look failed on our side: browser, Vault, disk, or the portal holding us off."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Verdict
from agent.rules.desks import OPERATIONS
from agent.rules.rule import History

NAME = "agent-fault"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    subject = look.account or str(look.kind)
    if look.verdict is not Verdict.OWN_FAULT:
        return Ruling(well=(subject,))
    reason = look.reason
    finding = Finding(
        rule=NAME,
        subject=subject,
        account=look.account,
        severity=Severity.WARNING,
        title=reason.what if reason else "the agent failed",
        since=look.started,
        impact="Nothing could be looked at; the portal itself may be well.",
        next_step=reason.do if reason else "Read the agent's log.",
        desk=OPERATIONS.line(now),
    )
    return Ruling(findings=(finding,))
