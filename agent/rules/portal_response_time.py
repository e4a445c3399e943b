"""Pages came slower than their budget, for looks in a row or most of them."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause, Verdict
from agent.rules.counting import Often, fails_since, recovered, same_kind
from agent.rules.desks import EUS
from agent.rules.rule import History

NAME = "portal-response-time"
PUBLIC_PAGES = "public pages"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.verdict is Verdict.OWN_FAULT:
        return Ruling()
    earlier = [each for each in same_kind(look, history) if _slow(each) or each.verdict.good_look]
    often = _often(policy)
    if not _slow(look):
        over = look.verdict.good_look and recovered(look, earlier, _slow, often)
        return Ruling(well=(_subject(look),)) if over else Ruling()
    since = fails_since(look, earlier, _slow, often)
    return Ruling(findings=(_finding(look, since, now),)) if since else Ruling()


def _often(policy: Policy) -> Often:
    return Often(
        in_a_row=policy.slow_looks,
        of=policy.slow_of,
        within=policy.slow_within,
        recover=policy.recover_probes,
    )


def _slow(look: Look) -> bool:
    return look.has(Cause.SLOW)


def _subject(look: Look) -> str:
    return look.account or PUBLIC_PAGES


def _finding(look: Look, since: datetime, now: datetime) -> Finding:
    slowest = max(look.pages, key=lambda page: page.seconds, default=None)
    named = f"{slowest.name} took {slowest.seconds:.1f} s" if slowest else "over budget"
    return Finding(
        rule=NAME,
        subject=_subject(look),
        account=look.account,
        severity=Severity.WARNING,
        title=f"{'signed-in pages' if look.account else PUBLIC_PAGES} are slow: {named}",
        since=since,
        impact="Work in the portal takes longer, and forms may time out.",
        next_step="Try another browser and network; if it is slow there too, tell EUS the page and the time.",
        desk=EUS.line(now),
    )
