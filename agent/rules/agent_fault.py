"""A look failed on our side: browser, Vault, network, disk, or the portal holding us off."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look, LookKind, Reason
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause, Verdict
from agent.rules.desks import OPERATIONS
from agent.rules.not_looked import MAY_WAIT
from agent.rules.rule import History, visits_of

NAME = "agent-fault"
VAULT, NETWORK = "Vault", "Network"
"""Subjects that no account can have: an alias is written small."""

_AFTER_THE_SECRET = (Cause.VAULT, Cause.BROWSER, Cause.BLOCKED, Cause.RATE_LIMITED, Cause.NO_REFERENCE)
"""What a visit meets only where Vault answered: it asks for the secret first."""

_ANSWERED = (Cause.BLOCKED, Cause.RATE_LIMITED)
"""Faults of ours that the portal itself told us of."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    subject = look.account or str(look.kind)
    if look.verdict is not Verdict.OWN_FAULT:
        return Ruling(well=(subject, *_answered(look)))
    for common, cause in ((VAULT, Cause.VAULT_AWAY), (NETWORK, Cause.NO_REFERENCE)):
        if look.has(cause):
            away = _away(common, cause, look, history, policy, now)
            return Ruling(findings=(away,), well=tuple(_answered(look)))
    found = _finding(subject, look.reason, look.started, now)
    return Ruling(findings=(found.model_copy(update={"account": look.account}),), well=tuple(_answered(look)))


def _answered(look: Look) -> Iterator[str]:
    """Of what every account needs, that which this look found to be there."""
    own = look.verdict is Verdict.OWN_FAULT
    asked_for_secret = not own or any(map(look.has, _AFTER_THE_SECRET))
    if look.kind is LookKind.VISIT and asked_for_secret and not look.has(Cause.VAULT_AWAY):
        yield VAULT
    asked_portal = not look.has(Cause.SECRET_ALREADY_REFUSED)
    if (any(map(look.has, _ANSWERED)) if own else asked_portal) and not look.has(Cause.NO_REFERENCE):
        yield NETWORK


def _away(common: str, cause: Cause, look: Look, history: History, policy: Policy, now: datetime) -> Finding:
    """One for all accounts, for none can be looked at; critical once that is blindness (see not-looked).

    A probe says that it is so, and not how long nobody was visited: it stays a warning.
    """
    looks = visits_of(look.account, history) if look.kind is LookKind.VISIT else ()
    earlier = takewhile(lambda each: each.has(cause), looks)
    since = min((look, *earlier), key=lambda each: each.started).started
    blind = (policy.not_looked_intervals - 1) * policy.visit_interval + MAY_WAIT
    severity = Severity.CRITICAL if look.started - since > blind else Severity.WARNING
    reason = next(reason for reason in look.reasons if reason.cause is cause)
    return _finding(common, reason, since, now).model_copy(update={"severity": severity})


def _finding(subject: str, reason: Reason | None, since: datetime, now: datetime) -> Finding:
    return Finding(
        rule=NAME,
        subject=subject,
        severity=Severity.WARNING,
        title=reason.what if reason else "the agent failed",
        since=since,
        impact="Nothing could be looked at; the portal itself may be well.",
        next_step=reason.do if reason else "Read the agent's log.",
        desk=OPERATIONS.line(now),
    )
