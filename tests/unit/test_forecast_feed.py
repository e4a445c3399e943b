"""The forecast as a calendar: what Outlook and Google ask of it, and that an update is no double."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from agent.forecast import Event, Forecast
from agent.forecast.feed import feed
from agent.model.finding import Severity
from agent.model.incident import Transition

from .builders import ACCOUNT, EASTERN, NOW, NPI, at_portal

DUE = date(2026, 5, 31)
HOSTILE = 'a;b,c\\d"e\r\nEND:VEVENT\u202e\x07 <b>' + "é" * 90


def event(days_before: int, severity: Severity, stage: int = 1, **changed: object) -> Event:
    told = Event(
        day=DUE - timedelta(days=days_before),
        rule="revalidation",
        subject="I20031105000123",
        transition=Transition.WORSENED,
        severity=severity,
        stage=stage,
        title=f"{days_before} days left",
        due=datetime.combine(DUE, datetime.min.time(), EASTERN) + timedelta(hours=23, minutes=59),
        impact=f"NPI {NPI}: claims stop.",
        next_step="Revalidate.",
    )
    return told.model_copy(update=changed)


STAGES = (
    event(30, Severity.INFORMATION, transition=Transition.OPENED),
    event(14, Severity.WARNING, 2),
    event(7, Severity.CRITICAL, 3),
    event(1, Severity.CRITICAL, 4),
)


def published(*events: Event, read: datetime = NOW, account: str = ACCOUNT) -> bytes:
    return feed([Forecast(account=account, facts_of=read, events=events)], EASTERN)


def entries(written: bytes) -> list[Any]:
    """The events read back; the library types a property as any of its kinds."""
    return list(Calendar.from_ical(written).walk("VEVENT"))


def by_uid(written: bytes) -> dict[str, Any]:
    found = entries(written)
    kept = {str(each["uid"]): each for each in found}
    assert len(kept) == len(found), "a UID stands twice"
    return kept


def test_the_feed_has_what_outlook_and_google_ask_for() -> None:
    written = published(*STAGES)
    calendar: Any = Calendar.from_ical(written)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["prodid"].startswith("-//enrollwatch//")
    assert calendar["x-wr-calname"] == f"enrollwatch: {ACCOUNT}"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in written
    for each in by_uid(written).values():
        assert each["dtstamp"].dt == each["last-modified"].dt == NOW
        assert each["dtstart"].dt < each["dtend"].dt
        (alarm,) = each.walk("VALARM")
        assert (alarm["action"], str(alarm["description"])) == ("DISPLAY", str(each["summary"]))
        assert alarm["trigger"].dt < timedelta(0)
        assert "organizer" not in each


def test_each_event_is_a_day_and_its_due_time_stands_once() -> None:
    *days, due = entries(published(*STAGES))
    assert [each["dtstart"].dt for each in days] == [stage.day for stage in STAGES]
    assert {each["dtend"].dt - each["dtstart"].dt for each in days} == {timedelta(days=1)}
    assert [each["priority"] for each in days] == [9, 5, 1, 1]
    assert due["dtend"].dt == at_portal(DUE, 23) + timedelta(minutes=59)
    assert due["dtend"].dt.utcoffset() == timedelta(0)
    assert str(due["summary"]) == "DUE 23:59 EDT: revalidation, I20031105000123"


def test_lines_are_folded_at_75_octets_and_end_in_crlf() -> None:
    written = published(event(30, Severity.WARNING, title=HOSTILE))
    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in written.replace(b"\r\n", b"")
    for line in lines:
        line.decode("utf-8")  # no character is torn in two


def test_hostile_text_stays_text() -> None:
    day, _ = entries(published(event(30, Severity.WARNING, title=HOSTILE)))
    summary = str(day["summary"])
    assert 'a;b,c\\d"e END:VEVENT' in summary
    for hidden in ("\u202e", "\x07", "<", "\n"):
        assert hidden not in summary


def test_the_same_facts_give_the_same_bytes() -> None:
    assert published(*STAGES) == published(*STAGES)


def test_facts_that_moved_move_the_events_and_double_none() -> None:
    first = by_uid(published(*STAGES))
    moved = [
        each.model_copy(
            update={"day": each.day + timedelta(days=9), "due": each.due and each.due + timedelta(9)}
        )
        for each in STAGES
    ]
    second = by_uid(published(*moved, read=NOW + timedelta(seconds=30)))
    assert first.keys() == second.keys()
    for uid, before in first.items():
        after = second[uid]
        assert after["dtstart"].dt - before["dtstart"].dt == timedelta(days=9)
        assert after["sequence"] > before["sequence"]
        assert after["last-modified"].dt > before["last-modified"].dt


@pytest.mark.parametrize(
    "other",
    [
        published(*STAGES, account="south-clinic"),
        published(*(each.model_copy(update={"subject": NPI}) for each in STAGES)),
        published(*(each.model_copy(update={"rule": "other"}) for each in STAGES)),
    ],
)
def test_other_accounts_rules_and_subjects_have_other_uids(other: bytes) -> None:
    assert not by_uid(published(*STAGES)).keys() & by_uid(other).keys()


def test_an_incident_that_opens_again_at_the_same_stage_has_two_uids() -> None:
    once = event(30, Severity.WARNING, transition=Transition.OPENED)
    gone = event(20, Severity.WARNING, transition=Transition.RESOLVED)
    again = event(10, Severity.WARNING, transition=Transition.OPENED)
    assert len(by_uid(published(once, gone, again))) == 4  # and the due time


def test_what_lapses_rings_no_alarm_and_is_no_deadline() -> None:
    (lapse,) = entries(published(event(3, Severity.CRITICAL, transition=Transition.RESOLVED)))
    assert str(lapse["summary"]) == "lapses: revalidation, I20031105000123"
    assert lapse.walk("VALARM") == []


def test_an_event_without_a_due_time_is_a_day_only() -> None:
    (day,) = entries(published(event(3, Severity.CRITICAL, due=None)))
    assert day["dtstart"].dt == DUE - timedelta(days=3)


def test_a_due_time_that_no_calendar_holds_is_left_out() -> None:
    for year in (1, 9999):
        (day,) = entries(
            published(event(3, Severity.CRITICAL, due=datetime(year, 12, 31, 23, 59, tzinfo=EASTERN)))
        )
        assert day["dtstart"].dt == DUE - timedelta(days=3)


def test_a_feed_of_several_accounts_is_one_calendar() -> None:
    several = [Forecast(account=name, facts_of=NOW, events=STAGES) for name in (ACCOUNT, "south-clinic")]
    written = feed(several, EASTERN)
    assert len(by_uid(written)) == 10
    assert Calendar.from_ical(written)["x-wr-calname"] == "enrollwatch: all accounts"
