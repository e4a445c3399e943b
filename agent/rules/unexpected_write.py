"""A page tried to send what the agent may not send: a write, or anything to another host."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.rule import History

NAME = "unexpected-write"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if not look.blocked:
        return Ruling(well=(roster.account,)) if look.verdict.good_look else Ruling()
    first = max(look.blocked, key=lambda request: request.write)  # a write says more than a read
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.CRITICAL,
        title=f"page {first.page} tried {first.method} {first.host}{first.path}; stopped before it left",
        since=first.at,
        impact=f"{len(look.blocked)} request(s) were stopped and nothing was sent. A page that submits by "
        "itself can sign in a person's name.",
        next_step="Do not use this account in a browser until the page is understood; show EUS the evidence.",
        desk=EUS.line(now),
    )
    return Ruling(findings=(finding,))
