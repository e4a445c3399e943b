"""A revalidation comes due while something else must be reported first (S2, W9, VAL-018)."""

from datetime import date, datetime

from agent.model.facts import EnrollmentFact
from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.changes import Told, find_changes, told
from agent.rules.dates import shifted
from agent.rules.revalidating import CHANGE, NOT_SENT, Progress, Revalidation, revalidations, window_opens
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally, desk_of, of_npi

NAME = "change-before-revalidation"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.revalidations is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    opened: list[tuple[Revalidation, EnrollmentFact, date]] = []
    for one in revalidations(seen):
        if one.progress in (Progress.SENT, Progress.CLOSED):
            tally.clear(one.subject)
        elif one.row.due is None or one.progress is Progress.UNKNOWN or one.enrollment is None:
            tally.doubt(one.subject)
        elif seen.today < window_opens(one.row.due, policy):
            tally.clear(one.subject)
        else:
            opened.append((one, one.enrollment, one.row.due))
    _judge_open(opened, seen, tally)
    return tally.ruling(roster.account if look.facts.whole("revalidations") else None)


def _judge_open(opened: list[tuple[Revalidation, EnrollmentFact, date]], seen: Seen, tally: Tally) -> None:
    """Those that may be sent now, each with its enrollment and due date."""
    reasons, doubtful = _reasons(seen, {enrollment.npi for _, enrollment, _ in opened})
    for one, enrollment, due in opened:
        why = [*_drafts(one, seen), *reasons.get(enrollment.npi, ())]
        if why:
            tally.find(_finding(one, due, why, seen))
        elif enrollment.npi in doubtful:
            tally.doubt(one.subject)
        else:
            tally.clear(one.subject)


def _reasons(seen: Seen, npis: set[str]) -> tuple[dict[str, list[str]], set[str]]:
    """What differs and is not reported, by NPI; and the NPIs of which that could not be told."""
    found = find_changes(seen, npis)
    reasons: dict[str, list[str]] = {}
    doubtful = {subject.partition(" ")[0] for subject in found.doubtful}
    for change in found.changes:
        answer = told(change, seen)
        where = "NPPES has another" if change.in_nppes else "the roster has a change of"
        if answer is Told.UNKNOWN:
            doubtful.add(change.npi)
        elif answer is Told.NO and change.day <= seen.today:
            reasons.setdefault(change.npi, []).append(f"{where} {change.kind} since {change.day}")
    public = seen.facts.public
    if public is not None:
        doubtful |= npis - {record.npi for record in public.registry or ()}
    return reasons, doubtful if seen.facts.whole("applications") else npis


def _drafts(one: Revalidation, seen: Seen) -> list[str]:
    """Changes of information of this enrollment that were begun and not sent."""
    mine = seen.applications_of.get(one.enrollment.npi, ()) if one.enrollment else ()
    return [
        "a change of information is begun and not sent"
        for each in mine
        if each.reason == CHANGE and each.enrollment_id == one.subject and each.status in NOT_SENT
    ][:1]


def _finding(one: Revalidation, due: date, why: list[str], seen: Seen) -> Finding:
    internal = shifted(due, days=-seen.policy.revalidation_internal_days)
    late = seen.today >= internal
    return seen.finding(
        NAME,
        one.subject,
        Standing(severity=Severity.CRITICAL if late else Severity.WARNING, stage=1),
        title=f"{one.subject}: report a change before the revalidation due {due}",
        since=window_opens(due, seen.policy),
        due=due,
        impact=f"{of_npi(one.enrollment)}: {'; '.join(why)}. A revalidation that differs from what is on "
        "file is sent back for corrections or returned (VAL-018), and the due date goes on.",
        next_step="File and sign the change of information in PECOS (More Options) first, then the "
        f"revalidation, {'at once' if late else f'both before {internal}'}. Where PECOS is right and NPPES "
        "is not, correct NPPES instead.",
        desk=desk_of(one.enrollment),
    )
