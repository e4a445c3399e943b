"""Visits: all of them in lines, and one of them with all that is known of it."""

from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.clock import in_reach
from agent.model.evidence import Evidence
from agent.model.glance import Glance
from agent.model.incident import Transition
from agent.model.look import Look, PageTiming
from agent.store import Place, Reads, VisitsAsked
from agent.views.lines import IncidentLine, line_of

STRETCH = timedelta(days=31)
"""How far one answer looks back for a verdict or a browser: no index has them, and a year is long to read."""

RECORDED = timedelta(seconds=30)
"""How long after its end a look is judged and stored at the latest: a writer waits ten seconds at most."""


class Visits(Frozen):
    """`after` is the place in the list from which the rest goes on; null: there is no more.

    `searched_to`: how far back this answer has looked, where it did not look at all of them.
    """

    items: tuple[Glance, ...]
    after: str | None
    searched_to: AwareDatetime | None = None


class Changed(Frozen):
    incident: IncidentLine
    transition: Transition


class Bar(Frozen):
    """One step or page in the waterfall: it begins `start` seconds into the look. `page` null: the step.

    Steps follow one another. Pages of a step do too, as far as is known: what else it did takes its end.
    """

    step: str
    page: PageTiming | None
    start: float
    seconds: float


class VisitShown(Frozen):
    """One visit or probe. `changed`: what became of incidents as it was judged.

    `before` and `then` are the ids of the account's visits beside it (of a probe: the probes).
    """

    look: Look
    bars: tuple[Bar, ...]
    changed: tuple[Changed, ...]
    evidence: tuple[Evidence, ...]
    before: str | None
    then: str | None


def visits(reads: Reads, asked: VisitsAsked, after: Place | None, limit: int, now: datetime) -> Visits:
    """Newest first. Where no index helps, it looks back no farther than STRETCH in one answer."""
    floor = _floor(asked, after, now)
    found = reads.newest_visits(asked._replace(since=floor), limit + 1, after)
    if len(found) > limit:
        last = found[limit - 1]
        return Visits(items=found[:limit], after=cursor(Place(last.started, last.id)))
    if floor is None or floor == asked.since:
        return Visits(items=found, after=None)
    here = Place(floor, "")
    more = reads.newest_visits(VisitsAsked(since=asked.since), 1, here)
    return Visits(items=found, after=cursor(here) if more else None, searched_to=floor if more else None)


def _floor(asked: VisitsAsked, after: Place | None, now: datetime) -> datetime | None:
    """Since when to look; an account has an index of its own, and few enough visits."""
    if asked.account is not None or not (asked.verdict or asked.browser):
        return asked.since
    floor = (after.started if after else now) - STRETCH
    return max(floor, asked.since) if asked.since else floor


def cursor(place: Place) -> str:
    """As it stands in an address."""
    return f"{place.started.astimezone(UTC).isoformat()}~{place.id}"


def place_of(cursor: str) -> Place:
    """Raises ValueError for what is no cursor."""
    started, mark, identifier = cursor.replace(" ", "+").partition("~")
    moment = datetime.fromisoformat(started)
    if not mark or moment.utcoffset() is None:
        raise ValueError("not a place in the list: take `after` as an earlier answer gave it")
    return Place(in_reach(moment), identifier)


def visit(reads: Reads, identifier: str) -> VisitShown | None:
    """Null where there is no such look. Its facts stay sealed."""
    look = reads.look(identifier)
    if look is None:
        return None
    changed = reads.changed_between(look.account, look.started, look.ended + RECORDED)
    before, then = reads.visits_beside(look)
    return VisitShown(
        look=look,
        bars=bars(look),
        changed=tuple(Changed(incident=line_of(each), transition=how) for each, how in changed),
        evidence=reads.evidence_of(identifier),
        before=before,
        then=then,
    )


def bars(look: Look) -> tuple[Bar, ...]:
    found: list[Bar] = []
    start = 0.0
    for step in look.steps:
        found.append(Bar(step=step.name, page=None, start=round(start, 3), seconds=step.seconds))
        within = start
        for page in step.pages:
            found.append(Bar(step=step.name, page=page, start=round(within, 3), seconds=page.seconds))
            within += page.seconds
        start += step.seconds
    return tuple(found)
