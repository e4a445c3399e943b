"""The portal is down, for looks in a row or most of them: to everybody, or to one account that signs in."""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause, Verdict
from agent.rules.counting import Often, fails_since, recovered, same_kind
from agent.rules.desks import EUS
from agent.rules.rule import History

NAME = "portal-availability"
PORTAL = "portal"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if not _asked(look):
        return Ruling()
    earlier, often = [each for each in same_kind(look, history) if _asked(each)], _often(policy)
    if not _down(look):
        over = recovered(look, earlier, _down, often)
        return Ruling(well=_well(look, history, policy)) if over else Ruling()
    since = fails_since(look, earlier, _down, often)
    if since is None:
        return Ruling()
    if look.kind is LookKind.VISIT and _answered_others(look, history, policy):
        return Ruling(findings=(_finding(look, look.account, "portal sign-in is down", since, now),))
    named = _named(_touched(look, history, policy))
    return Ruling(findings=(_finding(look, None, named, since, now),))


def _often(policy: Policy) -> Often:
    return Often(
        in_a_row=policy.availability_failures,
        of=policy.availability_of,
        within=policy.availability_within,
        recover=policy.recover_probes,
    )


def _down(look: Look) -> bool:
    return look.verdict is Verdict.PORTAL_DOWN


def _named(accounts: int) -> str:
    return f"portal is down to {accounts} accounts" if accounts > 1 else "portal is down"


def _touched(look: Look, history: History, policy: Policy) -> int:
    """How many accounts' newest visit failed, of those that tried within a visit interval.

    The history of a look that found the portal down has all of these.
    """
    lately = look.started - policy.visit_interval
    newest: dict[str, Look] = {}
    for each in (look, *history):
        if each.account is not None and each.started >= lately and _asked(each):
            newest.setdefault(each.account, each)
    return sum(map(_down, newest.values()))


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


def _finding(look: Look, account: str | None, named: str, since: datetime, now: datetime) -> Finding:
    reason = look.reason
    return Finding(
        rule=NAME,
        subject=account or PORTAL,
        account=account,
        severity=Severity.CRITICAL,
        title=f"{named}: {reason.what if reason else 'no answer'}",
        since=since,
        impact="Nobody can sign, submit or check an enrollment; deadlines keep running.",
        next_step="Open the portal in your own browser. If it fails there too, ring EUS and note the time.",
        desk=EUS.line(now),
    )
