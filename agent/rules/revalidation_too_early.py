"""A revalidation is begun or sent before it may be: it is returned as unsolicited (S2, VAL-017)."""

from datetime import date, datetime

from agent.model.facts import ApplicationFact
from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import ENDED, REVALIDATION
from agent.rules.revalidating import is_at_contractor, window_opens
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally, desk_of

NAME = "revalidation-too-early"
_APPROVED = "Approved"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.applications is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    rows = {row.enrollment_id: row for row in look.facts.revalidations or ()}
    for application in look.facts.applications:
        if application.reason is None or application.status is None:
            tally.doubt(application.subject)
        elif application.reason != REVALIDATION or application.status in ENDED:
            tally.clear(application.subject)
        else:
            row = rows.get(application.enrollment_id or "")
            _judge_begun(
                application, row.due if row else None, row is not None and row.posted is False, seen, tally
            )
    return tally.ruling(roster.account if look.facts.whole("applications") else None)


def _judge_begun(
    application: ApplicationFact, due: date | None, to_be_determined: bool, seen: Seen, tally: Tally
) -> None:
    """Only what is Approved can be early: a stay, or a deactivation, is answered whenever it comes."""
    enrollment = seen.enrollments.get(application.enrollment_id or "")
    if enrollment is not None and enrollment.status is not None and enrollment.status != _APPROVED:
        tally.clear(application.subject)
    elif due is None and not to_be_determined:
        tally.doubt(application.subject)
    elif due is not None and seen.today >= window_opens(due, seen.policy):
        tally.clear(application.subject)
    else:
        tally.find(_finding(application, due, seen))


def _finding(application: ApplicationFact, due: date | None, seen: Seen) -> Finding:
    sent = is_at_contractor(application)
    opens = window_opens(due, seen.policy) if due else None
    why = f"due {due}, may be sent from {opens}" if opens else "no due date is posted (TBD)"
    return seen.finding(
        NAME,
        application.subject,
        Standing(severity=Severity.WARNING, stage=1 if sent else 0),
        title=f"{application.subject}: revalidation {'sent' if sent else 'begun'} too early, {why}",
        since=application.since,
        due=None,
        impact=f"NPI {application.npi}, {application.enrollment_id or 'enrollment not named'}: the "
        "contractor returns it unprocessed as unsolicited, and it has to be filed again.",
        next_step=_next_step(sent, opens),
        desk=desk_of(seen.enrollments.get(application.enrollment_id or "")),
    )


def _next_step(sent: bool, opens: date | None) -> str:
    when = f"on {opens} or later" if opens else "once the due date is posted and six months away or less"
    if sent:
        return f"Ask the contractor whether it will be returned, and plan to send it again {when}."
    return f"Do not submit the draft now: keep it, or begin again, and send it {when}."
