"""The portal showed another provider's data on this account's page."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import EUS
from agent.rules.rule import History

NAME = "other-provider"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    reason = next((reason for reason in look.reasons if reason.cause is Cause.OTHER_PROVIDER), None)
    if reason is None:
        return Ruling(well=(roster.account,)) if look.verdict.good_look else Ruling()
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.CRITICAL,
        title="portal showed another provider's data",
        since=now,
        impact="Data may be mixed up at the portal; what it shows for this account cannot be relied on.",
        next_step="Do not change anything in the portal. Report it to EUS with the page and the time.",
        desk=EUS.line(now),
    )
    return Ruling(findings=(finding,))
