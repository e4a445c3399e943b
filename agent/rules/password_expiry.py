"""The portal password runs out 60 days after its change (S2, S4); told four times, as one incident.

The days left are those that the page said at its look, less the days that have passed since.
"""

from datetime import datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History, start_of

NAME = "password-expiry"
_EXPIRED_STAGE = 1
_MOST_DAYS = 3660
"""A password that is to live ten years, or ran out ten years ago, is a misprint."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    days_left = _days_left(look, policy, now)
    if days_left is None:
        return Ruling()
    severity = _severity(days_left, policy)
    if severity is None:
        return Ruling(well=(roster.account,))
    expired = days_left <= 0
    dated = not look.has(Cause.PASSWORD_EXPIRED)  # the portal's message does not say since when
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=severity,
        stage=_EXPIRED_STAGE if expired else 0,
        title=_title(days_left),
        since=now,
        due=start_of(policy.today(now) + timedelta(days=days_left), policy) if dated else None,
        impact="Sign-in is blocked until it is changed; enrollment and claims are not affected (CMS)."
        if expired
        else "When it runs out sign-in is blocked; enrollment and claims are not affected (CMS).",
        next_step="The account's owner changes it in I&A (My Profile), then stores the new one in Vault.",
        desk=IA_SELF_SERVICE.line(now),
    )
    return Ruling(findings=(finding,))


def _days_left(look: Look, policy: Policy, now: datetime) -> int | None:
    """0 when the portal itself says expired: on that day nothing else can be read."""
    if look.has(Cause.PASSWORD_EXPIRED):
        return 0
    printed = look.facts.password.days_left if look.facts else None
    if printed is None or abs(printed) > _MOST_DAYS:
        return None
    return printed - (policy.today(now) - policy.today(look.ended)).days


def _severity(days_left: int, policy: Policy) -> Severity | None:
    if days_left <= policy.password_critical_days:
        return Severity.CRITICAL
    if days_left <= policy.password_warning_days:
        return Severity.WARNING
    if days_left <= policy.password_information_days:
        return Severity.INFORMATION
    return None


def _title(days_left: int) -> str:
    if days_left <= 0:
        return "portal password has expired"
    return f"portal password expires in {days_left} day{'s' if days_left != 1 else ''}"
