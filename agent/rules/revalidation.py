"""A revalidation comes due: told from the day it may be sent until the contractor has it (S2, S0).

The date of the portal counts. CMS's notices are not waited for (S2), and of the public list, which is up to
two months old (W27), only a differing date is mentioned.
"""

from datetime import date, datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing, left
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import RevalidationRow, Source
from agent.model.roster import Roster
from agent.rules.applications import Printed
from agent.rules.dates import shifted
from agent.rules.revalidating import Progress, Revalidation, revalidations, window_opens
from agent.rules.rule import History, spelled
from agent.rules.seen import Seen, Tally, desk_of, of_npi

NAME = "revalidation"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.revalidations is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    listed = _public_rows(seen)
    for one in revalidations(seen):
        if one.progress in (Progress.SENT, Progress.CLOSED):
            # Deactivated is beyond revalidation: reactivation and rebuttal are other rules' business.
            tally.clear(one.subject)
        elif one.row.due is None:
            tally.doubt(one.subject)
        else:
            _judge_date(one, one.row.due, listed.get(one.subject), seen, tally)
    return tally.ruling(roster.account if look.facts.whole("revalidations") else None)


def _judge_date(
    one: Revalidation, due: date, listed: RevalidationRow | None, seen: Seen, tally: Tally
) -> None:
    standing = _standing(due, seen)
    if standing is None:
        tally.clear(one.subject)
    elif one.progress is Progress.UNKNOWN:
        tally.doubt(one.subject)
    else:
        tally.find(_finding(one, due, standing, listed, seen))


def _standing(due: date, seen: Seen) -> Standing | None:
    """That it may be sent is the first stage, then come those of the countdown."""
    counted = left(seen.days_left(due), seen.policy.revalidation_left)
    is_open = seen.today >= window_opens(due, seen.policy)
    if counted is None:
        return Standing(severity=Severity.INFORMATION, stage=1) if is_open else None
    return Standing(severity=counted.severity, stage=counted.stage + is_open)


def _finding(
    one: Revalidation, due: date, standing: Standing, listed: RevalidationRow | None, seen: Seen
) -> Finding:
    opens = window_opens(due, seen.policy)
    past = seen.days_left(due) < 0
    return seen.finding(
        NAME,
        one.subject,
        standing,
        title=_title(one, due, seen),
        since=shifted(due, days=1) if past else opens,
        due=due,
        impact=f"{of_npi(one.enrollment)}: {_impact(past, seen.policy)}{_public(due, listed, seen)}",
        next_step=_next_step(one, due, opens, seen),
        desk=desk_of(one.enrollment),
    )


def _title(one: Revalidation, due: date, seen: Seen) -> str:
    days = seen.days_left(due)
    if days == 0:
        return f"{one.subject}: revalidation is due today, {due}"
    if days > 0:
        return f"{one.subject}: revalidation is due {due}, {spelled(days)}"
    under = " and it is under a Stay" if one.enrollment and one.enrollment.status == "Stay" else ""
    return f"{one.subject}: revalidation was due {due}, {spelled(days)}{under}"


def _impact(past: bool, policy: Policy) -> str:
    cost = (
        f"a stay of up to {policy.stay_missed_days} days, in which claims are rejected, then deactivation, "
        "and the lapse is never paid."
    )
    if past:
        return f"it is late, which alone does not mean deactivated; what follows is {cost}"
    return f"sent late it brings {cost} The date holds whether or not a notice comes."


def _next_step(one: Revalidation, due: date, opens: date, seen: Seen) -> str:
    internal = shifted(due, days=-seen.policy.revalidation_internal_days)
    when = f"by {internal}, {seen.policy.revalidation_internal_days} days before it is due"
    if seen.today > internal:
        when = (
            f"at once: {internal}, {seen.policy.revalidation_internal_days} days before it is due, has passed"
        )
    if seen.today < opens:
        return f"Prepare it, and send it {when}; sent before {opens} it is returned as unsolicited."
    if one.begun_as(Printed.UNSIGNED):
        return f"Have it signed in PECOS (Manage Signatures) {when}. Unsigned it is not sent."
    if one.begun_as(Printed.DRAFT):
        return f"Finish the draft in PECOS (Revalidation Notification Center) and send it {when}."
    return f"Send it in PECOS (Revalidation Notification Center, Revalidate) {when}."


def _public_rows(seen: Seen) -> dict[str, RevalidationRow]:
    rows = (seen.facts.public.revalidations if seen.facts.public else None) or ()
    return {row.enrollment_id: row for row in rows}


def _public(due: date, listed: RevalidationRow | None, seen: Seen) -> str:
    """What the public list has otherwise: it may be an old date, or one that was put off."""
    told = (listed.adjusted or listed.due) if listed else None
    if listed is None or told is None or told == due or seen.facts.public is None:
        return ""
    released = seen.facts.public.released.get(Source.REVALIDATION)
    age = f"released {released}" if released else "of unknown age"
    kind = "adjusted due date" if listed.adjusted else "due date"
    return f" The public list ({age}) has the {kind} {told}: keep to {due} until the contractor confirms it."
