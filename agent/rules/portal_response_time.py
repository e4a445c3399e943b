"""Pages came slower than their budget, for looks in a row."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause, Verdict
from agent.rules.desks import EUS
from agent.rules.rule import History, in_a_row

NAME = "portal-response-time"
PUBLIC_PAGES = "public pages"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    subject = look.account or PUBLIC_PAGES
    if look.verdict is Verdict.OWN_FAULT:
        return Ruling()
    if not look.has(Cause.SLOW):
        return Ruling(well=(subject,)) if look.verdict.good_look else Ruling()
    same_kind = [e for e in history if e.kind is look.kind and e.account == look.account]
    run = in_a_row(look, same_kind, lambda candidate: candidate.has(Cause.SLOW))
    if len(run) < policy.slow_looks:
        return Ruling()
    slowest = max(look.pages, key=lambda page: page.seconds, default=None)
    named = f"{slowest.name} took {slowest.seconds:.1f} s" if slowest else "over budget"
    finding = Finding(
        rule=NAME,
        subject=subject,
        account=look.account,
        severity=Severity.WARNING,
        title=f"{'signed-in pages' if look.account else PUBLIC_PAGES} are slow: {named}",
        since=run[-1].started,
        impact="Work in the portal takes longer, and forms may time out.",
        next_step="Try another browser and network; if it is slow there too, tell EUS the page and the time.",
        desk=EUS.line(now),
    )
    return Ruling(findings=(finding,))
