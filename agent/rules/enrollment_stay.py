"""An enrollment is under a stay: a pause, then deactivation unless its cause is put right (W23, W26)."""

from datetime import date, datetime

from agent.model.facts import EnrollmentFact, RevalidationFact
from agent.model.finding import Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.dates import shifted
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally, desk_of, of_npi
from agent.rules.spans import at_once

NAME = "enrollment-stay"
_STAY = "Stay"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    rows = {row.enrollment_id: row for row in look.facts.revalidations or ()}
    for enrollment in look.facts.enrollments:
        if enrollment.status is None:
            tally.doubt(enrollment.id)
        elif enrollment.status == _STAY:
            _judge_stay(enrollment, rows.get(enrollment.id), seen, tally)
        else:
            tally.clear(enrollment.id)
    return tally.ruling(roster.account if look.facts.whole("enrollments") else None)


def _judge_stay(enrollment: EnrollmentFact, row: RevalidationFact | None, seen: Seen, tally: Tally) -> None:
    missed = row.due if row and row.due and row.due < seen.look_day else None
    began = enrollment.status_since or (shifted(missed, days=1) if missed else None)
    ends = shifted(began, days=_longest(missed, seen)) if began else None
    standing = at_once(seen.days_left(ends) if ends else None, seen.policy.stay_left)
    if standing is None:
        tally.clear(enrollment.id)
        return
    tally.find(
        seen.finding(
            NAME,
            enrollment.id,
            standing,
            title=f"{enrollment.id}: under a Stay, {_left(ends, seen)}",
            since=began,
            due=shifted(ends, days=-1) if ends else None,
            impact=f"{of_npi(enrollment)}: claims for dates within the stay are rejected, payable when sent "
            "again once it is lifted; if its cause is not put right, deactivation follows.",
            next_step=_next_step(missed),
            desk=desk_of(enrollment),
        )
    )


def _longest(missed: date | None, seen: Seen) -> int:
    """Days. Where the revalidations were not read the cause is not known: the shorter period counts."""
    if missed is None and seen.facts.whole("revalidations"):
        return seen.policy.stay_days
    return min(seen.policy.stay_missed_days, seen.policy.stay_days)


def _left(ends: date | None, seen: Seen) -> str:
    if ends is None:
        return f"at most {seen.policy.stay_days} days long; the portal does not say since when"
    days = seen.days_left(ends)
    if days <= 0:
        return f"which was to end {ends}"
    return f"{days} day{'s' if days > 1 else ''} left, ends {ends}"


def _next_step(missed: date | None) -> str:
    if missed:
        return (
            f"Send the revalidation that was due {missed} in PECOS (Revalidation Notification Center) or, if "
            "it is sent, answer what the contractor asks; then send the rejected claims again."
        )
    return "Read the stay letter, put right what it names in PECOS, then send the rejected claims again."
