"""The account has no multi-factor authentication (S0); PECOS has required it since 2022 (W7)."""

from datetime import datetime

from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History

NAME = "mfa-missing"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.has(Cause.MFA_NOT_SET_UP):
        impact = "Sign-in is refused, so the account is not watched; enrollment and claims are not affected."
        return Ruling(findings=(_finding(look, Severity.CRITICAL, impact, roster.account, now),))
    if look.facts is None:
        return Ruling()
    if look.facts.profile.primary_method:
        return Ruling(well=(roster.account,))
    if not _says_none(look.facts):
        return Ruling()
    impact = "A stolen password alone is enough to get in, and PECOS can refuse the account any day."
    return Ruling(findings=(_finding(look, Severity.WARNING, impact, roster.account, now),))


def _says_none(facts: Facts) -> bool:
    """The section was read, back-up methods and all, and names no primary method."""
    return facts.profile.backups is not None and "profile.primary_method" not in facts.not_read


def _finding(look: Look, severity: Severity, impact: str, account: str, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=account,
        account=account,
        severity=severity,
        title="Multi-factor authentication is not set up",
        since=look.started,
        impact=impact,
        next_step="The account's owner sets it up in I&A (Set Up Multi-Factor Authentication), with an "
        "authenticator app and a back-up method, and stores the app's secret in Vault.",
        desk=IA_SELF_SERVICE.line(now),
    )
