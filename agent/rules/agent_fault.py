"""A look failed on our side: browser, Vault, disk, or the portal holding us off."""

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
VAULT = "Vault"
"""A subject that no account can have: an alias is written small."""

_AFTER_THE_SECRET = (Cause.VAULT, Cause.BROWSER, Cause.BLOCKED, Cause.RATE_LIMITED)
"""What a visit meets only where Vault answered: it asks for the secret first."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    subject = look.account or str(look.kind)
    if look.verdict is not Verdict.OWN_FAULT:
        vault_answers = look.kind is LookKind.VISIT
        return Ruling(well=(subject, VAULT) if vault_answers else (subject,))
    if look.has(Cause.VAULT_AWAY):
        return Ruling(findings=(_vault(look, history, policy, now),))
    answered = (VAULT,) if look.kind is LookKind.VISIT and any(map(look.has, _AFTER_THE_SECRET)) else ()
    found = _finding(subject, look.reason, look.started, now)
    return Ruling(findings=(found.model_copy(update={"account": look.account}),), well=answered)


def _vault(look: Look, history: History, policy: Policy, now: datetime) -> Finding:
    """One for all accounts, for none can be looked at; critical once that is blindness (see not-looked)."""
    earlier = takewhile(lambda each: each.has(Cause.VAULT_AWAY), visits_of(look.account, history))
    since = min((look, *earlier), key=lambda each: each.started).started
    blind = (policy.not_looked_intervals - 1) * policy.visit_interval + MAY_WAIT
    severity = Severity.CRITICAL if look.started - since > blind else Severity.WARNING
    reason = next(reason for reason in look.reasons if reason.cause is Cause.VAULT_AWAY)
    return _finding(VAULT, reason, since, now).model_copy(update={"severity": severity})


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
