"""What falls due, opens or worsens in the days to come: open incidents and the forecasts. Pure."""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from agent.forecast import Event, Forecast
from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.incident import Incident, Transition
from agent.views.paging import Paged, paged
from agent.views.standing import Standing

_SUNDAY = 6
_WEEKS = Calendar(_SUNDAY)
_YEARS = range(1970, 2100)
"""Of the due times that are told, as in the calendar feed: what a portal misprints is no deadline."""


class Coming(StrEnum):
    DUE = "due"  # something must be done by then
    OPENS = "opens"  # a finding comes, if nothing moves
    WORSENS = "worsens"  # a finding gets worse, if nothing moves


_OF = {Transition.OPENED: Coming.OPENS, Transition.WORSENED: Coming.WORSENS}


class Deadline(Frozen):
    """One line of the calendar. `day` is the portal's; `at` is the moment it is due, where one is said.

    `incident` is the open one; null for what a forecast tells.
    """

    day: date
    at: AwareDatetime | None
    coming: Coming
    severity: Severity
    account: str | None
    rule: str
    subject: str
    title: str
    incident: str | None = None


class DeadlinesAsked(NamedTuple):
    """Which: null matches any."""

    account: str | None = None
    severity: Severity | None = None


class Day(Frozen):
    day: date
    inside: bool  # of the month that is shown
    deadlines: tuple[Deadline, ...]
    page: int  # of the list of the month that tells them, from 1


class Month(Frozen):
    """`weeks` begin on Sundays; `previous` and `next` are the months beside it, null beyond what is told."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    previous: date | None
    next: date | None


class Deadlines(Frozen):
    """`listed` are those of the month, by day; `overdue` are due and not resolved, the oldest first.

    `standing` says of which accounts the forecast is not there.
    """

    today: date
    month: date
    listed: Paged[Deadline]
    overdue: Paged[Deadline]
    standing: Standing


def deadlines(
    incidents: Iterable[Incident], foretold: Iterable[Deadline], zone: ZoneInfo, today: date
) -> tuple[Deadline, ...]:
    """By day, the worst first. What is due is told once, by its incident where it is open already.

    What has opened since a forecast was made opens no more, and what it said of days gone by is over.
    """
    known = {(incident.rule, incident.subject): incident for incident in incidents}
    told = {
        (each.rule, each.subject, each.coming, each.day): each
        for each in foretold
        if each.day >= today and not (each.coming is Coming.OPENS and (each.rule, each.subject) in known)
    }
    for incident in known.values():
        for each in due(incident, zone):
            told[each.rule, each.subject, each.coming, each.day] = each
    return tuple(sorted(told.values(), key=_by_day))


def by_month(found: Iterable[Deadline]) -> dict[date, tuple[Deadline, ...]]:
    """By the first day of the month: a page shows one, of all accounts."""
    months: dict[date, list[Deadline]] = {}
    for each in found:
        months.setdefault(each.day.replace(day=1), []).append(each)
    return {first: tuple(told) for first, told in months.items()}


def only(found: Iterable[Deadline], asked: DeadlinesAsked) -> tuple[Deadline, ...]:
    return tuple(
        each
        for each in found
        if asked.account in (None, each.account) and asked.severity in (None, each.severity)
    )


def shown(
    found: Iterable[Deadline], standing: Standing, month: date, today: date, page: int, per_page: int
) -> Deadlines:
    """Of what is found, by day, at least all of the month and all that is overdue."""
    found = tuple(found)
    listed = [each for each in found if each.day.replace(day=1) == month]
    overdue = [each for each in found if each.day < today and each.coming is Coming.DUE]
    return Deadlines(
        today=today,
        month=month,
        listed=paged(listed, page, per_page),
        overdue=paged(overdue, 1, per_page),
        standing=standing,
    )


def month_of(found: Iterable[Deadline], first: date, today: date, last: date, per_page: int) -> Month:
    """The month that begins on `first`, of deadlines by day. Forecasts tell from `today` to `last`."""
    by_day: dict[date, list[Deadline]] = {}
    for each in found:
        by_day.setdefault(each.day, []).append(each)
    earliest = min([today, *by_day]).replace(day=1)
    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    weeks = _WEEKS.monthdatescalendar(first.year, first.month)
    listed = count()
    pages = {
        each: next(listed) // per_page + 1 for day in _inside(weeks, first) for each in by_day.get(day, ())
    }
    return Month(
        first=first,
        weeks=tuple(tuple(_shown(day, first, by_day.get(day, ()), pages) for day in week) for week in weeks),
        previous=before if first > earliest else None,
        next=after if after <= last else None,
    )


def _inside(weeks: Iterable[Iterable[date]], first: date) -> Iterator[date]:
    return (day for week in weeks for day in week if day.month == first.month)


def _shown(day: date, first: date, found: Sequence[Deadline], pages: Mapping[Deadline, int]) -> Day:
    inside = day.month == first.month
    page = pages[found[0]] if inside and found else 1
    return Day(day=day, inside=inside, deadlines=tuple(found), page=page)


def _by_day(each: Deadline) -> tuple[object, ...]:
    return each.day, -each.severity.rank, each.rule, each.subject, each.coming


def due(incident: Incident, zone: ZoneInfo) -> Iterator[Deadline]:
    found = incident.finding
    if found.due is not None and found.due.year in _YEARS:
        yield Deadline(
            day=_day(found.due, zone),
            at=found.due,
            coming=Coming.DUE,
            severity=found.severity,
            account=found.account,
            rule=found.rule,
            subject=found.subject,
            title=found.title,
            incident=incident.id,
        )


def foretold(one: Forecast, zone: ZoneInfo) -> Iterator[Deadline]:
    """What opens and worsens, and the due time that was said last of each of these findings."""
    ahead = [event for event in one.events if event.transition in _OF]
    for event in ahead:
        yield _told(one, event, _OF[event.transition], event.day, event.due)
    newest = {(event.rule, event.subject): event for event in ahead}
    for event in newest.values():
        if event.due is not None and event.due.year in _YEARS:
            told = _told(one, event, Coming.DUE, _day(event.due, zone), event.due)
            yield told.model_copy(update={"title": f"{event.rule.replace('-', ' ')} due"})


def _told(one: Forecast, event: Event, coming: Coming, day: date, at: datetime | None) -> Deadline:
    return Deadline(
        day=day,
        at=at,
        coming=coming,
        severity=event.severity,
        account=one.account,
        rule=event.rule,
        subject=event.subject,
        title=event.title,
    )


def _day(due: datetime, zone: ZoneInfo) -> date:
    """The portal's last day for it: a due time at its midnight is the end of the day before."""
    return (due.astimezone(zone) - timedelta(microseconds=1)).date()
