"""Something on an enrollment, or in NPPES, has changed and no application of this account explains it.

An event: it is found on the day of the look that first shows it, and well on the first look of a later day
that shows nothing new. What stays wrong because of it is told by the rules about that.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from agent.model.base import Frozen
from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import RegistryRecord
from agent.model.roster import Roster
from agent.rules.applications import Printed
from agent.rules.desks import NPI_ENUMERATOR
from agent.rules.rule import History, facts_before
from agent.rules.seen import Seen, Tally, desk_of

NAME = "enrollment-changed-by-others"
_WITHDRAWN = "Withdrawn"
_OF_ENROLLMENT = ("status", "specialty", "contractor", "effective", "locations", "owners", "reassignments")
_OF_NPPES = ("name", "kind", "active", "specialties", "location", "updated")

Reading = tuple[Look, Facts]


@dataclass(frozen=True)
class Change:
    """One field, what it was and is, and the look that still showed what it was."""

    field: str
    was: Hashable
    now: Hashable
    seen_before: Look


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    earlier = list(facts_before(look, history))
    if look.facts is None or not earlier:
        return Ruling()
    readings: list[Reading] = [(look, look.facts), *earlier]
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    settled = any(policy.today(each.ended) < seen.today for each, _ in readings)
    for enrollment in look.facts.by_id.values():
        _judge_enrollment(enrollment, readings, seen, tally, settled=settled)
    _judge_registry(readings, seen, tally, settled=settled)
    whole = settled and seen.facts.whole("enrollments")
    return tally.ruling(roster.account if whole else None)


def _judge_enrollment(
    enrollment: EnrollmentFact, readings: list[Reading], seen: Seen, tally: Tally, *, settled: bool
) -> None:
    records = [(look, facts.by_id.get(enrollment.id)) for look, facts in readings]
    changes = [each for each in _changes(records, _OF_ENROLLMENT, seen) if _counts(each)]
    others = [each for each in changes if not _explained(enrollment.id, each, seen)]
    if others and seen.facts.whole("applications"):
        tally.find(_changed(enrollment, others, seen))
    elif others or not settled:
        tally.doubt(enrollment.id)
    else:
        tally.clear(enrollment.id)


def _judge_registry(readings: list[Reading], seen: Seen, tally: Tally, *, settled: bool) -> None:
    registries = [(look, _registry(facts)) for look, facts in readings]
    for npi in seen.facts.by_npi:
        records = [(look, registry.get(npi)) for look, registry in registries]
        changes = list(_changes(records, _OF_NPPES, seen))
        if changes:
            tally.find(_retold(npi, changes, seen))
        elif settled and npi in registries[0][1]:
            tally.clear(npi)
        else:
            tally.doubt(npi)


def _registry(facts: Facts) -> dict[str, RegistryRecord]:
    return {each.npi: each for each in (facts.public.registry if facts.public else None) or ()}


def _changes(
    records: Iterable[tuple[Look, Frozen | None]], fields: Iterable[str], seen: Seen
) -> Iterator[Change]:
    """What a look of today shows otherwise than the look before it that could read the field."""
    kept = [(look, each) for look, each in records if each is not None]
    if all(each == kept[0][1] for _, each in kept[1:]):
        return
    for field in fields:
        read = [(look, value) for look, each in kept if (value := getattr(each, field)) is not None]
        for (newer, value), (older, was) in pairwise(read):
            if _unordered(value) == _unordered(was):
                continue
            if seen.policy.today(newer.ended) == seen.today:
                yield Change(field, was, value, older)
                break


def _unordered(value: Hashable) -> Hashable:
    return frozenset(value) if isinstance(value, tuple) else value


def _counts(change: Change) -> bool:
    """Of the status only a withdrawal: enrollment-status tells of the others."""
    return change.field != "status" or change.now == _WITHDRAWN


def _explained(identifier: str, change: Change, seen: Seen) -> bool:
    """Whether an application for it, or for the other side of a reassignment, moved since the look before."""
    about = {identifier}
    if change.field == "reassignments" and isinstance(change.was, tuple) and isinstance(change.now, tuple):
        about |= {each.enrollment_id for each in frozenset(change.was) ^ frozenset(change.now)}
    since = seen.policy.today(change.seen_before.started)
    return any(
        each.enrollment_id in about
        and each.status not in (None, Printed.DRAFT)
        and each.since is not None
        and each.since >= since
        for each in seen.facts.applications or ()
    )


def _changed(enrollment: EnrollmentFact, changes: list[Change], seen: Seen) -> Finding:
    withdrawn = any(each.field == "status" for each in changes)
    called = [_WITHDRAWN if each.field == "status" else each.field for each in changes]
    return seen.finding(
        NAME,
        enrollment.id,
        Standing(severity=Severity.CRITICAL if withdrawn else Severity.WARNING, stage=0),
        title=f"{enrollment.id} changed by others: {', '.join(called)}",
        since=None,
        due=None,
        impact=f"NPI {enrollment.npi}: {'; '.join(map(_told, changes))}. No application of this account "
        "explains it. What does not match the claims gets them denied, and a withdrawal ends payment.",
        next_step="Ask the provider and whoever else has access (Account Management, Who has access) whether "
        "they filed it; if nobody did, ask the contractor at once who did.",
        desk=desk_of(enrollment),
    )


def _told(change: Change) -> str:
    """Lists only by how much of them came and went: what stands in them can name people."""
    if isinstance(change.was, tuple) and isinstance(change.now, tuple):
        was, now = frozenset(change.was), frozenset(change.now)
        return f"{change.field}: {len(now - was)} new, {len(was - now)} gone"
    if change.field in ("specialty", "effective", "status"):
        return f"{change.field} was {change.was}, is {change.now}"
    return f"{change.field} is another"


def _retold(npi: str, changes: list[Change], seen: Seen) -> Finding:
    fields = [each.field for each in changes]
    only_dated = fields == ["updated"]
    return seen.finding(
        NAME,
        npi,
        Standing(severity=Severity.INFORMATION if only_dated else Severity.WARNING, stage=0),
        title=f"NPI {npi}: its NPPES record was changed ({', '.join(fields)})",
        since=None,
        due=None,
        impact="Nobody may change an NPI's record without the provider's knowledge. PECOS does not follow "
        "NPPES: where they differ, applications come back.",
        next_step="Ask the provider whether they changed it. If so, report it in PECOS too; if not, have "
        "the I&A password changed and ring the NPI Enumerator.",
        desk=NPI_ENUMERATOR,
    )
