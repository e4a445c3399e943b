"""The public Revalidation Due Date List and the portal name different due dates (S2: check it in the tool).

The list lags behind: a date that has passed may stay on it until processing ends (G7), TBD there says
nothing, and a revalidation that was just approved shows there with the next release.
"""

from datetime import date, datetime, timedelta

from agent.model.facts import RevalidationFact
from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicFacts, RevalidationRow, Source
from agent.model.roster import Roster
from agent.rules.cross_checks import WARNING, as_of, crosschecked, is_whole
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally, desk_of, of_npi

NAME = "revalidation-date-differs"
_COMPLETE = "Complete"
_NEXT_CYCLE = timedelta(days=2 * 365)
"""The shortest cycle is three years (W13): a portal date so much later is that of the next one."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    for seen, public in crosschecked(look, roster, policy, now):
        tally = Tally()
        listed = {row.enrollment_id: row for row in public.revalidations or ()}
        for fact in seen.facts.revalidations or ():
            row = listed.get(fact.enrollment_id)
            if row is None or (fact.due is None and fact.posted is not False):
                tally.doubt(fact.enrollment_id)
            elif _agree(fact, row, seen.today):
                tally.clear(fact.enrollment_id)
            else:
                tally.find(_finding(fact, row, seen, public))
        whole = seen.facts.whole("revalidations") and is_whole(
            public, Source.REVALIDATION, public.revalidations
        )
        return tally.ruling(roster.account if whole else None)
    return Ruling()


def _agree(fact: RevalidationFact, row: RevalidationRow, today: date) -> bool:
    """A date that was put off stands beside the first one; the portal may have either."""
    if row.due is None or (fact.due is not None and fact.due in (row.due, row.adjusted)):
        return True
    latest = row.adjusted or row.due
    if latest < today or fact.response == _COMPLETE:
        return True
    return fact.due is not None and fact.due - latest >= _NEXT_CYCLE


def _finding(fact: RevalidationFact, row: RevalidationRow, seen: Seen, public: PublicFacts) -> Finding:
    enrollment = seen.enrollments.get(fact.enrollment_id)
    put_off = f", adjusted to {row.adjusted}" if row.adjusted else ""
    days = [day for day in (fact.due, row.adjusted or row.due) if day is not None]
    return seen.finding(
        NAME,
        fact.enrollment_id,
        WARNING,
        title=f"{fact.enrollment_id}: due {row.due}{put_off} on the public list, "
        f"{fact.due or 'TBD'} in the portal",
        since=None,
        due=min(days),
        impact=f"{of_npi(enrollment)}: who follows the later date may revalidate too late, and is then "
        f"stayed or deactivated ({as_of(public, Source.REVALIDATION, seen.policy)}).",
        next_step="Ask the contractor which due date holds, and work to the earlier one until it answers.",
        desk=desk_of(enrollment),
    )
