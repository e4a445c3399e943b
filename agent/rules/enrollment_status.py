"""An enrollment's status is not what the roster expects, or got worse since the last look."""

from datetime import datetime

from agent.model.facts import EnrollmentFact
from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster, Status
from agent.rules.rule import History, facts_before
from agent.rules.seen import Seen, Tally, desk_of

NAME = "enrollment-status"
_STAY = "Stay"
_COSTS = {
    "Deactivated": "billing has stopped, and the days until it is reactivated stay unpaid.",
    _STAY: "those for days of the stay are rejected; they can be sent again if it is cured in time. After at "
    "most {stay} days the enrollment is deactivated.",
    "Revoked": "the provider is barred from Medicare.",
    "Denied": "the application was denied, so there is nothing to bill under.",
    "Rejected": "the application was rejected and starts again, without an appeal.",
    "Withdrawn": "as PECOS has it, the provider has ended the enrollment.",
    "Opt Out": "the provider has opted out: may order and refer, not bill.",
}
"""What the statuses cost under which claims are not paid (S2, W15, W23, W25, W26)."""
_NOT_PAID = frozenset({*_COSTS, "Opt-Out"})
_NEXT = {
    "Deactivated": "Read the letter for its reason and date: a rebuttal is due {rebuttal} days after it. "
    "In PECOS open More Options and reactivate, with the revalidation that is owed.",
    _STAY: "Find out in PECOS what is owed (a revalidation past due, a change not reported) and submit it; "
    "keep the rejected claims to send them again.",
    "Revoked": "Stop billing Medicare, read the letter, and ask for a reconsideration within {reconsider} "
    "days of it.",
    "Denied": "Read the letter: a corrective action plan is due {correct} days after it, a reconsideration "
    "{reconsider}.",
    "Withdrawn": "Ask the provider whether that was meant. If it was, change the roster; if not, ring the "
    "contractor at once.",
    "Opt Out": "Ask the provider whether that was meant. If it was, change the roster.",
    Status.APPROVED: "Find out which is right, the enrollment or the roster, and change the other.",
}
_ANY_NEXT = (
    "Open the enrollment in PECOS, read its status and notices, and ask the contractor what it waits for."
)


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    facts = look.facts
    if facts is None or facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(facts, look, roster, policy, now), Tally()
    before = _before(look, history)
    for enrollment in facts.enrollments:
        wrong = _wrong(enrollment, before.get(enrollment.id), roster)
        if wrong:
            tally.find(_finding(enrollment, wrong, seen))
        elif _is_well(enrollment, roster):
            tally.clear(enrollment.id)
        else:
            tally.doubt(enrollment.id)
    for gone in sorted(before.keys() - seen.enrollments.keys()):
        tally.doubt(gone)  # what became of it, enrollment-missing asks
    return tally.ruling(roster.account if facts.whole("enrollments") else None)


def _before(look: Look, history: History) -> dict[str, str]:
    """The newest status of each enrollment that an earlier look could read; none on the first."""
    lists = [facts.enrollments or () for _, facts in facts_before(look, history)]
    return {each.id: each.status for listed in reversed(lists) for each in listed if each.status}


def _wrong(enrollment: EnrollmentFact, before: str | None, roster: Roster) -> str | None:
    """What to call it, or None. A status that could not be read is never wrong."""
    status, expected = enrollment.status, roster.expected(enrollment.npi)
    if status is None or status == expected:
        return None
    if expected is not None:
        return f"is {status}, expected {expected}"
    worse = before is not None and _badness(status) > _badness(before)
    return f"is {status}, was {before} at the last look" if worse else None


def _badness(status: str) -> int:
    """Pending after Deactivated is the way back, not a turn for the worse."""
    if status == Status.APPROVED:
        return 0
    if status not in _NOT_PAID:
        return 1
    return 2 if status == _STAY else 3  # a stay is a pause; the others are an end


def _is_well(enrollment: EnrollmentFact, roster: Roster) -> bool:
    """Off the roster only Approved is well: an unchanged bad status keeps its incident open."""
    if enrollment.status is None:
        return False
    return enrollment.status == (roster.expected(enrollment.npi) or Status.APPROVED)


def _finding(enrollment: EnrollmentFact, wrong: str, seen: Seen) -> Finding:
    status = enrollment.status or ""
    severity = Severity.CRITICAL if status in _NOT_PAID else Severity.WARNING
    return seen.finding(
        NAME,
        enrollment.id,
        Standing(severity=severity, stage=0),
        title=f"{enrollment.id} {wrong}",
        since=enrollment.status_since,
        due=None,
        impact=f"NPI {enrollment.npi}: {_cost(status, seen.policy)}",
        next_step=_filled(_NEXT.get(_called(status), _ANY_NEXT), seen.policy),
        desk=desk_of(enrollment),
    )


def _cost(status: str, policy: Policy) -> str:
    if status == Status.APPROVED:
        return "it may bill Medicare, which the roster does not expect."
    if status not in _NOT_PAID:
        return "claims may pend until it is decided."
    return f"Medicare does not pay its claims: {_filled(_COSTS[_called(status)], policy)}"


def _called(status: str) -> str:
    return status.replace("Opt-Out", "Opt Out")


def _filled(words: str, policy: Policy) -> str:
    return words.format(
        stay=policy.stay_days,
        rebuttal=policy.rebuttal_days,
        correct=policy.corrective_action_days,
        reconsider=policy.reconsideration_days,
    )
