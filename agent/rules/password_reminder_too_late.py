"""The practice's own password reminder comes when the password has already run out.

A quarterly reminder is often advised (S0), but a password lives 60 days (S2, S4).
"""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History

NAME = "password-reminder-too-late"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """On the day itself is too late too: no day is left then."""
    if look.facts is None:
        return Ruling()
    every, life = policy.password_reminder_every_days, policy.password_life_days
    if every is None or every < life:
        return Ruling(well=(roster.account,))
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.WARNING,
        title=f"A password reminder every {every} days comes too late: a password lives {life} days",
        since=look.started,
        impact="Whoever waits for it is locked out of sign-in; enrollment and claims are not affected (CMS).",
        next_step=f"Set the practice's own reminder to fewer than {life} days, best a week sooner, and say "
        "so in policy.password_reminder_every_days.",
        desk=PRACTICE.line(now),
    )
    return Ruling(findings=(finding,))
