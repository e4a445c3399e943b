"""What the three appeal clocks share: the letter is day 0, and the right lapses so many days after it (W15).

Whether an appeal was filed is not shown in the portal: who filed one acknowledges the incident.
"""

from dataclasses import dataclass
from datetime import date, datetime

from agent.model.facts import ApplicationFact, EnrollmentFact, Facts
from agent.model.finding import Finding, Ruling
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import Printed
from agent.rules.dates import shifted
from agent.rules.rule import spelled
from agent.rules.seen import Seen, Tally, desk_of
from agent.rules.spans import at_once


@dataclass(frozen=True)
class Appeal:
    """A way to object to a decision; `statuses` are those of an enrollment that open it."""

    rule: str
    called: str
    statuses: frozenset[str]
    days: int
    of_applications: bool  # whether an application that was denied opens it too
    impact: str
    next_step: str


@dataclass(frozen=True)
class Decision:
    """What can be objected to: of an enrollment, or of an application about one that goes on."""

    subject: str
    npi: str
    status: str
    letter: date
    enrollment: EnrollmentFact | None


def judge_appeal(appeal: Appeal, look: Look, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    facts = look.facts
    if facts is None or facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(facts, look, roster, policy, now), Tally()
    denied = _denied(facts)
    decided = {one.id for one in facts.enrollments if one.status in appeal.statuses}
    for enrollment in facts.enrollments:
        _judge_enrollment(appeal, enrollment, denied.get(enrollment.id), seen, tally)
    for application in (facts.applications or ()) if appeal.of_applications else ():
        if application.enrollment_id not in decided:
            _judge_application(appeal, application, seen, tally)
    whole = facts.whole("enrollments") and (facts.whole("applications") or not appeal.of_applications)
    return tally.ruling(roster.account if whole else None)


def _denied(facts: Facts) -> dict[str, ApplicationFact]:
    """The denied application that was decided last, by enrollment."""
    denied = [one for one in facts.applications or () if one.status == Printed.DENIED and one.enrollment_id]
    denied.sort(key=lambda one: one.since or date.min)
    return {one.enrollment_id or "": one for one in denied}


def _judge_enrollment(
    appeal: Appeal, enrollment: EnrollmentFact, denied: ApplicationFact | None, seen: Seen, tally: Tally
) -> None:
    letter = enrollment.status_since
    if letter is None and denied is not None and appeal.of_applications:
        letter = _denied_on(denied, seen)
    if enrollment.status is None or (enrollment.status in appeal.statuses and not _is_day(letter, seen)):
        tally.doubt(enrollment.id)
    elif enrollment.status not in appeal.statuses or letter is None:
        tally.clear(enrollment.id)
    else:
        decision = Decision(enrollment.id, enrollment.npi, enrollment.status, letter, enrollment)
        _judge_decision(appeal, decision, seen, tally)


def _judge_application(appeal: Appeal, application: ApplicationFact, seen: Seen, tally: Tally) -> None:
    """Of an application that was denied and left its enrollment as it was."""
    letter = _denied_on(application, seen)
    if application.status is None or (application.status == Printed.DENIED and not _is_day(letter, seen)):
        tally.doubt(application.subject)
    elif application.status != Printed.DENIED or letter is None:
        tally.clear(application.subject)
    else:
        about = seen.enrollments.get(application.enrollment_id or "")
        decision = Decision(application.subject, application.npi, "Denied", letter, about)
        _judge_decision(appeal, decision, seen, tally)


def _is_day(letter: date | None, seen: Seen) -> bool:
    """Whether a letter can have that date: one from after the look was misread."""
    return letter is not None and letter <= seen.look_day


def _denied_on(application: ApplicationFact, seen: Seen) -> date | None:
    """The day at the portal; the list's own date where the application's page was not opened."""
    moments = [step.at for step in application.history or () if step.status == Printed.DENIED]
    return seen.policy.today(max(moments)) if moments else application.since


def _judge_decision(appeal: Appeal, decision: Decision, seen: Seen, tally: Tally) -> None:
    last = shifted(decision.letter, days=appeal.days)
    days = seen.days_left(last)
    standing = at_once(days, seen.policy.appeal_left)
    if days < 0 or standing is None:
        tally.clear(decision.subject)
    else:
        tally.find(_finding(appeal, decision, last, days, standing, seen))


def _finding(
    appeal: Appeal, decision: Decision, last: date, days: int, standing: Standing, seen: Seen
) -> Finding:
    when = "ends today" if days == 0 else f"until {last}, {spelled(days)}"
    return seen.finding(
        appeal.rule,
        decision.subject,
        standing,
        title=f"{decision.subject}: {decision.status} {decision.letter}, {appeal.called} {when}",
        since=decision.letter,
        due=last,
        impact=f"NPI {decision.npi}: {appeal.impact}",
        next_step=f"{appeal.next_step} The last day is {last}: {appeal.days} days, the day of the letter "
        f"({decision.letter}) not counted. If it is filed already, acknowledge this.",
        desk=desk_of(decision.enrollment),
    )
