"""A change that must be reported to the contractor within 30 or 90 days, and was not yet (W38)."""

from collections.abc import Iterator
from datetime import date, datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing, passed
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import ChangeKind, Roster
from agent.rules.changes import LEGAL_NAME, Change, Told, find_changes, told
from agent.rules.dates import shifted
from agent.rules.revalidating import CHANGE, NOT_SENT
from agent.rules.rule import History, spelled
from agent.rules.seen import Seen, Tally, desk_of

NAME = "reportable-event"
_EVENTS: dict[str, str] = {
    ChangeKind.ADVERSE_ACTION: "adverse action of",
    ChangeKind.OTHER: "something reportable changed",
}


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    facts = look.facts
    if facts is None or facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(facts, look, roster, policy, now), Tally()
    found = find_changes(seen, seen.enrollments_of.keys())
    for subject in found.doubtful:
        tally.doubt(subject)
    for change in found.changes:
        standing = _standing(change, seen)
        answer = told(change, seen)
        if standing is None or answer is Told.YES:
            tally.clear(change.subject)
        elif answer is Told.UNKNOWN:
            tally.doubt(change.subject)
        else:
            tally.find(_finding(change, standing, seen))
    by_roster = {change.subject for change in found.changes if not change.in_nppes}
    for subject in _not_in_registry(seen):
        if subject not in by_roster:
            tally.doubt(subject)
    return tally.ruling(roster.account if _saw_all(seen) else None)


def _standing(change: Change, seen: Seen) -> Standing | None:
    """On the ladder of its period; past the period is one more stage."""
    days = -seen.days_left(change.day)
    short = change.within == seen.policy.report_short_days
    ladder = seen.policy.report_short_age if short else seen.policy.report_long_age
    if days > change.within:
        return Standing(severity=Severity.CRITICAL, stage=len(ladder) + 1)
    return passed(days, ladder)


def _finding(change: Change, standing: Standing, seen: Seen) -> Finding:
    last = shifted(change.day, days=change.within)
    what = _EVENTS.get(change.kind, f"{change.kind} changed") + f" {change.day}"
    told_where = " in NPPES" if change.in_nppes else ""
    return seen.finding(
        NAME,
        change.subject,
        standing,
        title=f"NPI {change.npi}: {what}{told_where}, report by {last}, {_left(last, seen)}",
        since=change.day,
        due=last,
        impact=f"NPI {change.npi}: what is not reported to the contractor within {change.within} days can "
        f"bring a stay of up to {seen.policy.stay_days} days, in which claims are rejected, or worse.",
        next_step=_next_step(change, seen),
        desk=desk_of(seen.enrollments_of[change.npi][0]),
    )


def _left(last: date, seen: Seen) -> str:
    days = seen.days_left(last)
    return "the last day" if days == 0 else spelled(days)


def _next_step(change: Change, seen: Seen) -> str:
    begun = any(
        one.reason == CHANGE and one.status in NOT_SENT for one in seen.applications_of.get(change.npi, ())
    )
    file = (
        "Finish and sign the change of information that is begun" if begun else "File a change of information"
    )
    wrong = " If PECOS is right, correct NPPES instead." if change.in_nppes else ""
    return f"{file} in PECOS (My Associates, View Enrollments, More Options).{wrong}"


def _not_in_registry(seen: Seen) -> Iterator[str]:
    """What NPPES decides of providers whose record was not found: that proves nothing."""
    listed = {record.npi for record in (seen.facts.public.registry if seen.facts.public else None) or ()}
    for npi in seen.enrollments_of:
        if npi not in listed:
            yield f"{npi} {ChangeKind.PRACTICE_LOCATION}"
            yield f"{npi} {LEGAL_NAME}"


def _saw_all(seen: Seen) -> bool:
    return all(seen.facts.whole(name) for name in ("enrollments", "associates", "applications"))
