"""An application fee is asked for; unpaid and without a hardship exception it costs the application (W11)."""

from datetime import datetime

from agent.model.facts import FeeFact
from agent.model.finding import Ruling
from agent.model.ladder import days_until
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import ENDED, Answer, Case, Opinion, Printed, judge_each
from agent.rules.rule import History, spelled
from agent.rules.spans import at_once

NAME = "fee-requested"
_REQUESTED, _REFUSED = "Requested", "Hardship exception denied"
"""States of payment in which it is to be paid; `Paid` and `Hardship exception requested` are not."""
_PAY_NOTHING = frozenset({"855I", "855O"})
_GROUP = "Clinic/Group Practice"
"""Physicians, other practitioners and their groups pay no fee (W28)."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    return judge_each(look, roster, policy, now, _opinion)


def _opinion(case: Case) -> Opinion:
    application = case.application
    if application.status is None:
        return Answer.UNSURE
    if application.status in ENDED:
        return Answer.WELL
    unpaid = [each for each in application.fees or () if _is_unpaid(each)]
    if unpaid:
        return _to_pay(case, unpaid)
    if application.fees is None or any(each.state is None for each in application.fees):
        return Answer.UNSURE
    asked = application.status == Printed.FEE and not application.fees
    return _to_pay(case, []) if asked else Answer.WELL


def _is_unpaid(fee: FeeFact) -> bool:
    return (fee.state or "").startswith((_REQUESTED, _REFUSED))


def _to_pay(case: Case, unpaid: list[FeeFact]) -> Opinion:
    """The status alone says that a fee is asked for; then it is not known by when."""
    due = min((each.due for each in unpaid if each.due), default=None)
    days = days_until(due, case.today) if due else None
    standing = at_once(days, case.policy.fee_left)
    if standing is None:
        return Answer.WELL
    refused = any((each.state or "").startswith(_REFUSED) for each in unpaid)
    amount = f"${sum(each.amount for each in unpaid)} " if unpaid else ""
    return case.finding(
        NAME,
        standing,
        title=f"application fee {amount}{'to be paid, hardship denied' if refused else 'requested'}"
        f"{'' if days is None else f', {spelled(days)}'}",
        impact="unpaid and without a hardship exception the application is rejected: there is no appeal, it "
        "starts again.",
        next_step=_next_step(case, refused=refused),
        since=min((each.requested for each in unpaid if each.requested), default=case.application.since),
        due=due,
    )


def _next_step(case: Case, *, refused: bool) -> str:
    enrollment = case.enrollment
    group = enrollment is not None and enrollment.specialty == _GROUP
    if case.application.form in _PAY_NOTHING or group:
        return "Ask the contractor why before anybody pays: physicians and their groups do not pay this fee."
    pay = "The practice pays it in PECOS (Application Fee Payment); this agent never pays."
    return f"{pay} An exception is not granted twice." if refused else f"{pay} Or it asks there for hardship."
