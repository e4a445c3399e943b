"""A page tried to write something that the agent may not write; the guard stopped it."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.rule import History

NAME = "unexpected-write"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    writes = [request for request in look.blocked if request.write]
    if not writes:
        return Ruling(well=(roster.account,)) if look.verdict.good_look else Ruling()
    first = writes[0]
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.CRITICAL,
        title=f"page {first.page} tried {first.method} {first.path}; stopped before it left",
        since=first.at,
        impact=f"{len(writes)} write(s) were stopped and nothing was sent. A page that submits by itself "
        "can sign in a person's name.",
        next_step="Do not use this account in a browser until the page is understood; show EUS the evidence.",
        desk=EUS,
    )
    return Ruling(findings=(finding,))
