"""A signature is not given: after 20 calendar days the application is rejected (W14)."""

from datetime import date, datetime

from agent.model.facts import SignatureFact
from agent.model.finding import Ruling
from agent.model.ladder import days_until
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import (
    ENDED,
    Answer,
    Case,
    Opinion,
    Printed,
    counted,
    judge_each,
    signatures_of_newest,
)
from agent.rules.rule import History, spelled
from agent.rules.spans import days_since, last_day, worse

NAME = "signature-waiting"
_WAITING, _LAPSED = "Waiting", frozenset({"Expired", "Lapsed"})
"""How the status page says that one stands, beside `Signed` and `No longer wanted`."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    return judge_each(look, roster, policy, now, _opinion)


def _opinion(case: Case) -> Opinion:
    """The status alone says that a signature is awaited; of one that lapsed application-progress tells once
    the application is rejected for it."""
    application = case.application
    if application.status is None:
        return Answer.UNSURE
    if application.status in ENDED or application.status == Printed.DRAFT:
        return Answer.WELL
    awaited = application.status == Printed.UNSIGNED
    asked = signatures_of_newest(application)
    open_ones = [each for each in asked if _is_open(each)]
    if open_ones or awaited:
        return _unsigned(case, open_ones)
    unreadable = application.signatures is None or any(each.standing is None for each in asked)
    return Answer.UNSURE if unreadable else Answer.WELL


def _is_open(signature: SignatureFact) -> bool:
    standing = signature.standing or ""
    return standing.startswith(_WAITING) or standing in _LAPSED


def _unsigned(case: Case, open_ones: list[SignatureFact]) -> Opinion:
    """By the earliest: one signer of several who does not sign is enough."""
    policy = case.policy
    asked = min((each.requested for each in open_ones if each.requested), default=_began(case))
    due = min((each.due for each in open_ones if each.due), default=last_day(asked, policy.signature_days))
    if due is None:
        return Answer.UNSURE
    lapsed = any(each.standing in _LAPSED for each in open_ones)
    days = min(days_until(due, case.today), -1) if lapsed else days_until(due, case.today)
    waited = days_since(asked, case.today) if asked else 0
    standing = worse(waited, policy.signature_age, days, policy.signature_left)
    if standing is None:
        return Answer.WELL
    return case.finding(
        NAME,
        standing,
        title=f"{counted(max(1, len(open_ones)), 'signature')} not given, "
        f"{'lapsed' if lapsed else spelled(days)}",
        impact="nothing reaches the contractor before it is signed; unsigned in time it is rejected: there "
        "is no appeal, it starts again.",
        next_step=f"Tell the signer{_as_what(open_ones)} to sign: PECOS home, Manage Signatures, View and "
        "Sign, or the link in the mail, which only the signer gets (look in spam). Nobody else may sign, "
        "nor this agent; each revision is signed anew.",
        since=asked,
        due=due,
    )


def _began(case: Case) -> date | None:
    """When the newest signature was asked for, if no row says it."""
    return case.application.since if case.application.status == Printed.UNSIGNED else None


def _as_what(open_ones: list[SignatureFact]) -> str:
    """In which capacities, never who."""
    roles = sorted({each.role for each in open_ones})
    return f" ({', '.join(roles)})" if roles else ""
