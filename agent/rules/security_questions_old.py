"""The security questions were chosen long ago; they should be changed now and then (S0)."""

from datetime import datetime, timedelta

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History, start_of

NAME = "security-questions-old"
_OLDEST_DAYS = 36_525
"""A century: an older age is a misprint."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    printed = look.facts.profile.questions_age_days if look.facts else None
    if printed is None or not 0 <= printed <= _OLDEST_DAYS:
        return Ruling()
    chosen = policy.today(look.ended) - timedelta(days=printed)
    age = (policy.today(now) - chosen).days
    if age < policy.security_questions_days:
        return Ruling(well=(roster.account,))
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.INFORMATION,
        title=f"Security questions are {age} days old, chosen on {chosen}",
        since=start_of(chosen + timedelta(days=policy.security_questions_days), policy),
        impact="They recover a lost account; old answers are forgotten by their owner, or found out.",
        next_step="The account's owner chooses new ones, hard to guess, in I&A (My Profile > Change Security "
        "Questions).",
        desk=IA_SELF_SERVICE.line(now),
    )
    return Ruling(findings=(finding,))
