"""The portal refuses this account's sign-in, or its connection to a provider."""

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
)  # an expired password has a rule of its own; an already refused one changes nothing


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
        since=now,
        impact="The account is not watched until this is put right; enrollments are not affected by it.",
        next_step=reason.do,
        desk=IA_SELF_SERVICE.line(now),
    )
    return Ruling(findings=(finding,))
