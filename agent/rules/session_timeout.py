"""Sessions end otherwise than the portal's 30 idle minutes (S0)."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.rule import History, visits_of

NAME = "session-timeout"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    stated = look.facts.session.limit_minutes if look.facts else None
    visits = [look, *visits_of(look.account, history)][: policy.session_visits]
    lost = sum(1 for visit in visits if visit.losses)
    if stated is not None and stated != policy.session_limit_minutes:
        severity, title = (
            Severity.WARNING,
            f"portal states {stated} idle minutes, policy says {policy.session_limit_minutes}",
        )
    elif lost > policy.session_losses:
        severity, title = Severity.WARNING, f"{lost} of the last {len(visits)} visits lost their session"
    elif early := _idle_at_early_loss(look, policy.session_limit_minutes):
        severity, title = Severity.INFORMATION, f"session ended after {early} idle, before its limit"
    else:
        return Ruling(well=(roster.account,)) if stated is not None else Ruling()
    return Ruling(findings=(_finding(severity, title, roster.account, now),))


def _idle_at_early_loss(look: Look, limit_minutes: int) -> str | None:
    early = [loss for loss in look.losses if loss.idle < limit_minutes * 60]
    return f"{early[0].idle:.0f} s" if early else None


def _finding(severity: Severity, title: str, account: str, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=account,
        account=account,
        severity=severity,
        title=title,
        since=now,
        impact="People lose unsaved work in the portal sooner than they expect.",
        next_step="Tell its users to save often; if nobody else signs in with this account, ask EUS.",
        desk=EUS.line(now),
    )
