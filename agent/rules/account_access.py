"""The portal refuses this account's sign-in, or its connection to a provider.

An expired password, a missing second factor and an account unused for a year have rules of their own.
"""

from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules.desks import IA_SELF_SERVICE
from agent.rules.rule import History

NAME = "account-access"
_REFUSALS = frozenset(
    {Cause.BAD_PASSWORD, Cause.LOCKED, Cause.CODE_REFUSED, Cause.CAPTCHA, Cause.NOT_CONNECTED}
)
"""A secret that was already refused is not tried again, and changes nothing."""
_SELF_HELP = {
    Cause.CODE_REFUSED: "A code sent by e-mail may lie in the spam folder.",
    Cause.CAPTCHA: "Try a private window, a cleared cache and another browser first.",
    Cause.LOCKED: "Its owner unlocks it online in I&A; do not try passwords meanwhile.",
    Cause.BAD_PASSWORD: "Do not try again by guess: three wrong ones lock the account.",
}
"""What to try before anybody is rung (S2, W35, W43)."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    reason = next((reason for reason in look.reasons if reason.cause in _REFUSALS), None)
    if reason is None:
        return Ruling(well=(roster.account,)) if look.verdict.good_look else Ruling()
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.CRITICAL,
        title=reason.what,
        since=look.started,
        impact="The account is not watched until this is put right; enrollments are not affected by it.",
        next_step=". ".join(filter(None, (reason.do.rstrip("."), _SELF_HELP.get(reason.cause)))),
        desk=IA_SELF_SERVICE.line(now),
    )
    return Ruling(findings=(finding,))
