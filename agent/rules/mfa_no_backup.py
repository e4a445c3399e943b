"""The account has no back-up method for verification codes (S0)."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History

NAME = "mfa-no-backup"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    backups = look.facts.profile.backups if look.facts else None
    if backups is None or backups < 0:
        return Ruling()
    if backups:
        return Ruling(well=(roster.account,))
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.WARNING,
        title="No back-up method for verification codes",
        since=look.started,
        impact="A lost phone locks the account's owner out; enrollment and claims are not affected.",
        next_step="The account's owner adds an e-mail address or a phone in I&A (My Profile > Change back-up "
        "methods).",
        desk=IA_SELF_SERVICE.line(now),
    )
    return Ruling(findings=(finding,))
