"""The portal is down, for looks in a row: to everybody, or to one account that signs in."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause, Verdict
from agent.rules.desks import EUS
from agent.rules.rule import History, in_a_row

NAME = "portal-availability"
PORTAL = "portal"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if not _asked(look):
        return Ruling()
    if look.verdict is not Verdict.PORTAL_DOWN:
        return Ruling(well=_well(look, history, policy))
    same_kind = [e for e in history if e.kind is look.kind and e.account == look.account]
    run = in_a_row(look, same_kind, lambda candidate: candidate.verdict is Verdict.PORTAL_DOWN)
    if len(run) < policy.availability_failures:
        return Ruling()
    since = run[-1].started
    answers_others = look.kind is LookKind.VISIT and _answered_others(look, history, policy)
    return Ruling(findings=(_finding(look, look.account if answers_others else None, since, now),))


def _asked(look: Look) -> bool:
    """Whether the portal was asked at all: a failure of ours, or a secret not tried again, says nothing."""
    return look.verdict is not Verdict.OWN_FAULT and not look.has(Cause.SECRET_ALREADY_REFUSED)


def _well(look: Look, history: History, policy: Policy) -> tuple[str, ...]:
    """A probe clears the portal; a visit its account, and the portal unless others say otherwise."""
    if look.account is None:
        return (PORTAL,)
    return (look.account,) if _answered_others(look, history, policy) is False else (look.account, PORTAL)


def _answered_others(visit: Look, history: History, policy: Policy) -> bool | None:
    """Whether the portal answered others before a visit; None where nobody else asked.

    Where probes run they say it; where there is none in a visit's interval, the newest look of others does.
    """
    others = [o for o in history if o.account != visit.account and o.started <= visit.started and _asked(o)]
    lately = visit.started - policy.visit_interval
    probes = [o for o in others if o.kind is LookKind.PROBE and o.started >= lately]
    newest = next(iter(probes or others), None)
    return None if newest is None else newest.verdict is not Verdict.PORTAL_DOWN


def _finding(look: Look, account: str | None, since: datetime, now: datetime) -> Finding:
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
        desk=EUS.line(now),
    )
