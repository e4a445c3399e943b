"""Pages came slower than their budget, for looks in a row."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import EUS
from agent.rules.rule import History, in_a_row

NAME = "portal-response-time"
SUBJECTS = {"visit": "signed-in pages", "probe": "public pages"}


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    subject = SUBJECTS[look.kind]
    if not look.has(Cause.SLOW):
        return Ruling(well=(subject,)) if look.verdict.good_look else Ruling()
    same_kind = [earlier for earlier in history if earlier.kind is look.kind]
    run = in_a_row(look, same_kind, lambda candidate: candidate.has(Cause.SLOW))
    if len(run) < policy.slow_looks:
        return Ruling()
    slowest = max(look.pages, key=lambda page: page.seconds, default=None)
    named = f"{slowest.name} took {slowest.seconds:.1f} s" if slowest else "over budget"
    finding = Finding(
        rule=NAME,
        subject=subject,
        severity=Severity.WARNING,
        title=f"{subject} are slow: {named}",
        since=run[-1].started,
        impact="Work in the portal takes longer, and forms may time out.",
        next_step="Try another browser and network; if it is slow there too, tell EUS the page and the time.",
        desk=EUS,
    )
    return Ruling(findings=(finding,))
