"""The portal password runs out 60 days after its change (S2, S4); told four times, as one incident."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History

NAME = "password-expiry"
_EXPIRED_STAGE = 1


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    days_left = _days_left(look)
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
        due=_start_of_day(look.ended, days_left, policy.time_zone) if dated else None,
        impact="Sign-in is blocked until it is changed; enrollment and claims are not affected (CMS)."
        if expired
        else "When it runs out sign-in is blocked; enrollment and claims are not affected (CMS).",
        next_step="The account's owner changes it in I&A (My Profile), then stores the new one in Vault.",
        desk=IA_SELF_SERVICE.line(now),
    )
    return Ruling(findings=(finding,))


def _days_left(look: Look) -> int | None:
    """0 when the portal itself says expired: on that day nothing else can be read."""
    if look.has(Cause.PASSWORD_EXPIRED):
        return 0
    return look.facts.password.days_left if look.facts else None


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


def _start_of_day(read: datetime, days_left: int, time_zone: str) -> datetime:
    """Midnight at the portal, at which 0 days are left."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(read.astimezone(zone).date() + timedelta(days=days_left), time.min, zone)
