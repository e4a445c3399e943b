"""No claim for so long that the enrollment is deactivated for it (S2, W10: twelve months; sources differ)."""

from datetime import date, datetime

from agent.model.facts import EnrollmentFact
from agent.model.finding import Ruling
from agent.model.ladder import left
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.dates import shifted
from agent.rules.rule import History, spelled
from agent.rules.seen import IN_FORCE, Seen, Tally, desk_of, of_npi

NAME = "deactivation-risk-non-billing"
_ORDERS_ONLY = "855O"  # bills nothing, so it cannot stop


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    billed = {entry.npi: entry.last_claim for entry in roster.entries}
    unread = "enrollments.last_claim" in look.facts.not_read
    for enrollment in look.facts.enrollments:
        known = [day for day in (enrollment.last_claim, billed.get(enrollment.npi)) if day]
        if enrollment.status is None or (enrollment.last_claim is None and unread):
            tally.doubt(enrollment.id)
        elif enrollment.status not in IN_FORCE or enrollment.form == _ORDERS_ONLY or not known:
            tally.clear(enrollment.id)
        else:
            _judge_last(enrollment, max(known), seen, tally)
    return tally.ruling(roster.account if look.facts.whole("enrollments") else None)


def _judge_last(enrollment: EnrollmentFact, last: date, seen: Seen, tally: Tally) -> None:
    months = seen.policy.non_billing_months
    ends = shifted(last, months=months)
    days = seen.days_left(ends)
    standing = left(days, seen.policy.non_billing_left)
    if standing is None:
        tally.clear(enrollment.id)
        return
    tally.find(
        seen.finding(
            NAME,
            enrollment.id,
            standing,
            title=f"{enrollment.id}: no claim since {last}, {months} months are over {ends}, {spelled(days)}",
            since=last,
            due=ends,
            impact=f"{of_npi(enrollment)}: an enrollment without a claim for {months} months is deactivated; "
            "then it must be reactivated, and what was done in the gap is never paid.",
            next_step=f"Send a Medicare claim under this enrollment before the end of {ends}, or, if "
            "nobody bills now, withdraw it in PECOS (More Options). If it does bill, correct the roster.",
            desk=desk_of(enrollment),
        )
    )
