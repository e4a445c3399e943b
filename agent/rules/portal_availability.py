"""The portal is down, for looks in a row; its sign-in alone, where only visits fail."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Verdict
from agent.rules.desks import EUS
from agent.rules.rule import History, in_a_row

NAME = "portal-availability"
PORTAL = "portal"
SIGN_IN = "portal sign-in"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.verdict is Verdict.OWN_FAULT:
        return Ruling()
    if look.verdict is not Verdict.PORTAL_DOWN:
        return Ruling(well=(PORTAL,) if look.kind is LookKind.PROBE else (PORTAL, SIGN_IN))
    same_kind = [earlier for earlier in history if earlier.kind is look.kind]
    run = in_a_row(look, same_kind, lambda candidate: candidate.verdict is Verdict.PORTAL_DOWN)
    if len(run) < policy.availability_failures:
        return Ruling()
    since = run[-1].started
    subject = SIGN_IN if _public_pages_answered(look, history, since) else PORTAL
    return Ruling(findings=(_finding(look, subject, since),))


def _public_pages_answered(look: Look, history: History, since: datetime) -> bool:
    probes = [p for p in history if p.kind is LookKind.PROBE and p.started >= since]
    return look.kind is LookKind.VISIT and any(p.verdict is not Verdict.PORTAL_DOWN for p in probes)


def _finding(look: Look, subject: str, since: datetime) -> Finding:
    reason = look.reason
    return Finding(
        rule=NAME,
        subject=subject,
        severity=Severity.CRITICAL,
        title=f"{subject} is down: {reason.what if reason else 'no answer'}",
        since=since,
        impact="Nobody can sign, submit or check an enrollment; deadlines keep running.",
        next_step="Open the portal in your own browser. If it fails there too, ring EUS and note the time.",
        desk=EUS,
    )
