"""The portal is down, for looks in a row: to everybody, or only to an account that signs in."""

from collections.abc import Sequence
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


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.verdict is Verdict.OWN_FAULT:
        return Ruling()
    if look.verdict is not Verdict.PORTAL_DOWN:
        return Ruling(well=_well(look, history))
    same_kind = [e for e in history if e.kind is look.kind and e.account == look.account]
    run = in_a_row(look, same_kind, lambda candidate: candidate.verdict is Verdict.PORTAL_DOWN)
    if len(run) < policy.availability_failures:
        return Ruling()
    since = run[-1].started
    only_signed_in = look.kind is LookKind.VISIT and _public_pages_answered(run, history)
    return Ruling(findings=(_finding(look, look.account if only_signed_in else None, since),))


def _well(look: Look, history: History) -> tuple[str, ...]:
    """A probe clears the portal; a visit its account, and the portal unless probes say otherwise."""
    if look.account is None:
        return (PORTAL,)
    return (look.account,) if _public_pages_up(look, history) is False else (look.account, PORTAL)


def _public_pages_answered(run: Sequence[Look], history: History) -> bool:
    """Whether they answered at every visit of the run of which it is known, and it is known of one."""
    known = [up for visit in run if (up := _public_pages_up(visit, history)) is not None]
    return bool(known) and all(known)


def _public_pages_up(visit: Look, history: History) -> bool | None:
    """What the newest probe before a visit says; None where there was none, or it failed on our side."""
    for probe in history:
        judged = probe.kind is LookKind.PROBE and probe.verdict is not Verdict.OWN_FAULT
        if judged and probe.started <= visit.started:
            return probe.verdict is not Verdict.PORTAL_DOWN
    return None


def _finding(look: Look, account: str | None, since: datetime) -> Finding:
    reason = look.reason
    named = "portal sign-in" if account else "portal"
    return Finding(
        rule=NAME,
        subject=account or PORTAL,
        account=account,
        severity=Severity.CRITICAL,
        title=f"{named} is down: {reason.what if reason else 'no answer'}",
        since=since,
        impact="Nobody can sign, submit or check an enrollment; deadlines keep running.",
        next_step="Open the portal in your own browser. If it fails there too, ring EUS and note the time.",
        desk=EUS,
    )
