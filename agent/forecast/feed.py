"""A forecast as an iCalendar feed (RFC 5545) that Outlook and Google take.

What they ask for: UID and DTSTAMP in every event, no UID twice, a VALARM with a DESCRIPTION, METHOD:PUBLISH,
a name in X-WR-CALNAME and how often to ask again. No ORGANIZER: Google refuses to import an event that
another has organized. An event that moved keeps its UID and raises SEQUENCE, so that it is moved and not
doubled; both come from the facts alone, so that the same facts give the same bytes. Days are days anywhere,
due times are in UTC: no VTIMEZONE is needed, of which Outlook reads only the simplest.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar
from icalendar import Event as CalendarEvent

from agent.alerts.plain import plain
from agent.forecast.replay import Event, Forecast
from agent.model.finding import Severity
from agent.model.incident import Transition

PRODUCT = "-//enrollwatch//forecast 1//EN"
REFRESH = timedelta(hours=12)
DAY_BEFORE = timedelta(hours=-15)
"""Before an all-day event, which begins at midnight: nine in the morning of the day before."""

DUE_LASTS = timedelta(minutes=30)
"""A deadline is shown as the half hour that ends with it: an event of no length is hard to see."""

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_YEARS = range(1970, 2100)
"""Of the due times that are written: what a portal misprints is no entry in anybody's calendar."""

_END = b"END:VCALENDAR\r\n"

_PRIORITY = {Severity.CRITICAL: 1, Severity.WARNING: 5, Severity.INFORMATION: 9}
_WHAT = {Transition.OPENED: "opens", Transition.WORSENED: "worsens", Transition.RESOLVED: "lapses"}


def feed(forecasts: Sequence[Forecast], zone: ZoneInfo) -> bytes:
    """The calendar of these accounts: a day for each event, and its due time in the portal's `zone`."""
    names = [one.account for one in forecasts]
    return calendar_of(names, zone, (entries(one, zone) for one in forecasts))


def calendar_of(accounts: Sequence[str], zone: ZoneInfo, written: Iterable[bytes]) -> bytes:
    """The calendar of these accounts, of their `entries`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(accounts))
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")  # what Outlook reads in its place
    head: bytes = calendar.to_ical().removesuffix(_END)
    return b"".join((head, *written, _END))


def entries(one: Forecast, zone: ZoneInfo) -> bytes:
    """The events of one account, as they stand in a calendar: a millisecond each, so worth keeping."""
    return b"".join(entry.to_ical() for entry in (*_days(one), *_deadlines(one, zone)))


def _name(accounts: Sequence[str]) -> str:
    only = accounts[0] if len(accounts) == 1 else "all accounts"
    return f"enrollwatch: {only}"


def _days(one: Forecast) -> Iterator[CalendarEvent]:
    """An all-day event for each change; the second of its kind in one forecast has a UID of its own."""
    seen: Counter[tuple[str, ...]] = Counter()
    for event in one.events:
        lapses = event.transition is Transition.RESOLVED
        stage = "lapse" if lapses else f"{event.severity} {event.stage}"
        kind = (event.rule, event.subject, stage)
        seen[kind] += 1
        entry = _entry(one, event, *kind, *([str(seen[kind])] if seen[kind] > 1 else []))
        entry.add("summary", _summary(event))
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        if not lapses:
            entry.add_component(_alarm(_summary(event), DAY_BEFORE))
        yield entry


def _deadlines(one: Forecast, zone: ZoneInfo) -> Iterator[CalendarEvent]:
    """The due time that was said last of each (rule, subject): to be in the calendar early (S2)."""
    newest = {(event.rule, event.subject): event for event in one.events}
    for (rule, subject), event in newest.items():
        if event.due is None or event.transition is Transition.RESOLVED or event.due.year not in _YEARS:
            continue
        due = event.due.astimezone(UTC)
        summary = plain(f"DUE {due.astimezone(zone):%H:%M %Z}: {rule}, {subject}")
        entry = _entry(one, event, rule, subject, "due")
        entry.add("summary", summary)
        entry.add("dtstart", due - DUE_LASTS)
        entry.add("dtend", due)
        entry.add_component(_alarm(summary, timedelta(days=-1)))
        yield entry


def _entry(one: Forecast, event: Event, *kind: str) -> CalendarEvent:
    """What every event has; `kind` tells it from all others of the account."""
    entry = CalendarEvent()
    entry.add("uid", _uid(one.account, *kind))
    entry.add("dtstamp", one.facts_of)
    entry.add("last-modified", one.facts_of)
    entry.add("sequence", int((one.facts_of - _EPOCH).total_seconds()))
    entry.add("description", _description(one, event))
    entry.add("categories", ["enrollwatch", str(event.severity)])
    entry.add("priority", _PRIORITY[event.severity])
    entry.add("transp", "TRANSPARENT")  # a deadline does not make its reader busy
    entry.add("x-microsoft-cdo-busystatus", "FREE")
    return entry


def _uid(*kind: str) -> str:
    digest = hashlib.sha256("\n".join(kind).encode()).hexdigest()[:32]
    return f"{digest}@enrollwatch"


def _summary(event: Event) -> str:
    if event.transition is Transition.RESOLVED:
        return plain(f"{_WHAT[event.transition]}: {event.rule}, {event.subject}")
    return plain(f"{event.severity.upper()} {event.subject}: {event.title}")


def _description(one: Forecast, event: Event) -> str:
    lines = [
        f"{event.rule} {_WHAT[event.transition]} for {event.subject} (account {one.account}).",
        event.title,
    ]
    if event.transition is not Transition.RESOLVED:
        lines += [f"It costs: {event.impact}", f"Do next: {event.next_step}"]
    lines.append(f"If nothing has changed since {one.facts_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC.")
    return "\n".join(plain(line) for line in lines)


def _alarm(text: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", before)
    return alarm
