"""Owners and people in control are not complete: every one with 5 % or more, all that is asked (S2)."""

from collections.abc import Iterator
from datetime import datetime

from agent.model.facts import EnrollmentFact, OwnerFact
from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import counted
from agent.rules.cross_checks import ORGANIZATION_FORMS, WARNING, record_read
from agent.rules.rule import History
from agent.rules.seen import IN_FORCE, Seen, Tally, desk_of, of_npi

NAME = "owner-incomplete"
_MANAGES = "managing"
_ALL = 100  # per cent; less than all is no gap, for who has under 5 % is not reported


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None or look.facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    whole = record_read(look.facts, "owners")
    for enrollment in seen.enrollments.values():
        if enrollment.form not in ORGANIZATION_FORMS or enrollment.status not in IN_FORCE:
            continue
        gaps = tuple(_gaps(enrollment.owners, whole)) if enrollment.owners is not None else ()
        if gaps:
            tally.find(_finding(enrollment, gaps, seen))
        elif enrollment.owners is None or not whole:
            tally.doubt(enrollment.id)
    return tally.ruling(roster.account if look.facts.whole("enrollments") else None)


def _gaps(owners: tuple[OwnerFact, ...], whole: bool) -> Iterator[str]:
    """What is wrong, in words without names; that somebody is not there is only said of a whole list."""
    if whole and not owners:
        yield "no owner or person in control is on file"
    lacking = sum(bool(owner.missing) for owner in owners)
    if lacking:
        yield f"{counted(lacking, 'owner')} with fields missing"
    if sum(max(0, owner.percent or 0) for owner in owners) > _ALL:
        yield "the shares add up to more than 100 %"
    if whole and owners and not any(_MANAGES in (owner.role or "").casefold() for owner in owners):
        yield "no managing employee is on file"


def _finding(enrollment: EnrollmentFact, gaps: tuple[str, ...], seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        enrollment.id,
        WARNING,
        title=f"{enrollment.id}: {gaps[0]}" + (f", and {len(gaps) - 1} more" if gaps[1:] else ""),
        since=None,
        due=None,
        impact=f"{of_npi(enrollment)}: {'; '.join(gaps)}. The next application stops at it (VAL-012), and a "
        "change of ownership that is not told within 30 days can cost the enrollment.",
        next_step="Open the Enrollment Record in PECOS, name every owner of 5 % or more, everyone in control "
        "and a managing employee with all fields, by a change of information.",
        desk=desk_of(enrollment),
    )
