"""In five seconds: what is wrong, since when, what now."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime

from agent.due import Grid
from agent.incidents import COMMON_CAUSES, key_of
from agent.incidents.coming import held_back
from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState
from agent.model.look import LookKind
from agent.model.slot import PORTAL
from agent.model.verdict import Verdict
from agent.recorder import Recorder
from agent.routing import fault_of
from agent.settings import Settings
from agent.store import Reads
from agent.views.accounts_by_rule import AccountsByRule, accounts_by_rule
from agent.views.incident import Cause, Summary, summary
from agent.windows import covering

MOST_INCIDENTS = 12
MOST_OWN = 5
MOST_DEADLINES = 10
LOOKED_BACK = timedelta(days=1)
"""How far it is looked for since when the portal is as it is."""

_NEVER = datetime.max.replace(tzinfo=UTC)


class PortalNow(Frozen):
    """By the newest probe; all null before the first. `late`: probes have stopped coming.

    It is so since `since`, or for longer: `longer` says that it was so all the time that was looked back.
    """

    verdict: Verdict | None = None
    why: str | None = None
    since: AwareDatetime | None = None
    longer: bool = False
    looked: AwareDatetime | None = None
    next_due: AwareDatetime | None = None
    late: bool = False
    window: str | None = None  # the maintenance window it is in


class Deadline(Frozen):
    """When something that is told of is due."""

    due: AwareDatetime
    incident: str
    title: str
    account: str | None
    severity: Severity


class HeldBack(Frozen):
    """So many incidents that nobody is told of as long as their cause is there."""

    cause: Cause
    count: int


class Overview(Frozen):
    """`incidents` are the worst of `total` that are not over.

    What accounts for others comes before all, what is `held_back` after all; so many are `critical` of the
    rest, and not silenced.
    """

    portal: PortalNow
    own_faults: tuple[Summary, ...]
    incidents: tuple[Summary, ...]
    total: int
    critical: int
    held_back: tuple[HeldBack, ...]  # by cause, what holds back most first
    accounts: AccountsByRule
    deadlines: tuple[Deadline, ...]  # soonest first, overdue ones too


def overview(reads: Reads, settings: Settings, recorder: Recorder, now: datetime) -> Overview:
    unresolved = reads.open_incidents()
    held = held_back(unresolved)
    heard = sorted((each for each in unresolved if each.id not in held), key=_worst_first)
    last = sorted((each for each in unresolved if each.id in held), key=_worst_first)
    own = [each for each in heard if fault_of(each.rule) is Verdict.OWN_FAULT]
    return Overview(
        portal=portal_now(reads, settings, recorder, now),
        own_faults=tuple(summary(each, now) for each in own[:MOST_OWN]),
        incidents=tuple(summary(each, now) for each in [*heard, *last][:MOST_INCIDENTS]),
        total=len(unresolved),
        critical=sum(_is_critical(each) for each in heard),
        held_back=_held_back(held),
        accounts=accounts_by_rule(reads, settings, heard, last, recorder.windows_at(reads, now), now),
        deadlines=_deadlines(unresolved),
    )


def portal_now(reads: Reads, settings: Settings, recorder: Recorder, now: datetime) -> PortalNow:
    """From the newest probe and its slot."""
    window = covering(recorder.windows_at(reads, now), now)
    name = window.name if window else None
    newest = next(iter(reads.looks(kind=LookKind.PROBE, limit=1)), None)
    if newest is None:
        return PortalNow(window=name)
    interval = settings.schedule.probe
    slot = reads.last_slot(LookKind.PROBE, PORTAL)
    next_due = Grid(LookKind.PROBE, PORTAL, interval).after(slot.due if slot else newest.started)
    since = reads.verdict_since(LookKind.PROBE, newest.verdict, newest.started - LOOKED_BACK)
    return PortalNow(
        verdict=newest.verdict,
        why=newest.reason.what if newest.reason else None,
        since=since,
        longer=since is not None and newest.started - since > LOOKED_BACK - 2 * interval,
        looked=newest.ended,
        next_due=next_due,
        late=now > next_due + interval,
        window=name,
    )


def _is_critical(incident: Incident) -> bool:
    told = incident.state is not IncidentState.SILENCED
    return told and incident.finding.severity is Severity.CRITICAL


def _worst_first(incident: Incident) -> tuple[bool, bool, int, bool, datetime, datetime]:
    """What is silenced is last; of equal severity what nobody has taken, what is due, what is oldest."""
    finding = incident.finding
    return (
        key_of(incident) not in COMMON_CAUSES,
        incident.state is IncidentState.SILENCED,
        -finding.severity.rank,
        incident.taken_by is not None,
        finding.due or _NEVER,
        finding.since,
    )


def _held_back(held: dict[str, Incident]) -> tuple[HeldBack, ...]:
    count = Counter(cause.id for cause in held.values())
    causes = {cause.id: cause for cause in held.values()}
    return tuple(
        HeldBack(cause=Cause(id=cause.id, rule=cause.rule, title=cause.finding.title), count=count[cause.id])
        for cause in sorted(causes.values(), key=lambda cause: -count[cause.id])
    )


def _deadlines(unresolved: Iterable[Incident]) -> tuple[Deadline, ...]:
    found = [
        Deadline(
            due=incident.finding.due,
            incident=incident.id,
            title=incident.finding.title,
            account=incident.account,
            severity=incident.finding.severity,
        )
        for incident in unresolved
        if incident.finding.due is not None
    ]
    found.sort(key=lambda each: (each.due, -each.severity.rank))
    return tuple(found[:MOST_DEADLINES])
