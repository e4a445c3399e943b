"""`[[windows]]` in the settings: the three ways to say when, and what is refused."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from agent.model.window import Span, Weekday
from agent.windows import covering, spans
from tests.unit.test_settings import GOOD, loaded, refusal

SATURDAYS = 'weekly = {days = ["sat"], at = "22:00", lasting = "6h"}'


def window(when: str, more: str = "", name: str = "patch night") -> str:
    return f'\n[[windows]]\nname = "{name}"\nwhy = "the portal is patched"\n{when}\n{more}\n'


def test_without_windows_there_are_none(tmp_path: Path) -> None:
    assert loaded(tmp_path).windows == ()


def test_a_weekly_window_is_in_the_portals_zone_unless_it_says_another(tmp_path: Path) -> None:
    text = window(SATURDAYS) + window(SATURDAYS, 'time_zone = "Europe/London"', "theirs")
    ours, theirs = loaded(tmp_path, GOOD + text).windows
    assert ours.weekly
    assert (ours.weekly.days, ours.weekly.at) == ((Weekday.SAT,), time(22))
    assert ours.weekly.lasting == timedelta(hours=6)
    assert (ours.time_zone, theirs.time_zone) == ("America/New_York", "Europe/London")


def test_the_portals_zone_is_the_one_that_is_set(tmp_path: Path) -> None:
    text = GOOD.replace("[portal]\n", '[portal]\ntime_zone = "America/Chicago"\n') + window(SATURDAYS)
    (held,) = loaded(tmp_path, text).windows
    assert held.time_zone == "America/Chicago"


@pytest.mark.parametrize(
    "when",
    [
        "once = {start = 2026-03-07T22:00:00, end = 2026-03-08T04:00:00}",
        'once = {start = "2026-03-07T22:00", end = "2026-03-08T04:00"}',
        "once = {start = 2026-03-07T22:00:00, end = 2026-03-08T04:00:00.000}",
        "once = {start = 2026-03-08T03:00:00Z, end = 2026-03-08T04:00:00-04:00}",
        'weekly = {days = ["sat"], at = 22:00:00, lasting = "5h"}',
        'cron = {fields = "0 22 * * sat", lasting = "5h"}',
    ],
)
def test_each_way_to_say_the_same_evening(tmp_path: Path, when: str) -> None:
    (held,) = loaded(tmp_path, GOOD + window(when)).windows
    begins, ends = datetime(2026, 3, 8, 3, tzinfo=UTC), datetime(2026, 3, 8, 8, tzinfo=UTC)
    start = datetime(2026, 3, 2, tzinfo=UTC)
    assert next(spans(held, start, start + timedelta(days=365))) == Span(start=begins, end=ends)
    assert covering((held,), begins) is held


@pytest.mark.parametrize(
    ("once", "start", "end"),
    [
        ("start = 2026-03-08T02:30:00, end = 2026-03-08T06:00:00", "2026-03-08T07:00", "2026-03-08T10:00"),
        ("start = 2026-11-01T01:30:00, end = 2026-11-01T02:30:00", "2026-11-01T05:30", "2026-11-01T07:30"),
        ("start = 2026-03-07, end = 2026-03-09", "2026-03-07T05:00", "2026-03-09T04:00"),
    ],
)
def test_times_of_once_that_name_no_zone_are_on_the_wall(
    tmp_path: Path, once: str, start: str, end: str
) -> None:
    (held,) = loaded(tmp_path, GOOD + window(f"once = {{{once}}}")).windows
    assert held.once
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    assert (held.once.start, held.once.end) == (begins, ends)


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ('weekly = {days = ["caturday"], at = "22:00", lasting = "6h"}', "windows[0].weekly.days[0]: "),
        ('weekly = {days = [], at = "22:00", lasting = "6h"}', "windows[0].weekly.days: "),
        ('weekly = {days = ["sat"], at = "25:00", lasting = "6h"}', "windows[0].weekly.at: "),
        ('weekly = {days = ["sat"], at = "22:00Z", lasting = "6h"}', "the zone is `time_zone`"),
        ('weekly = {days = ["sat"], at = 22, lasting = "6h"}', 'write hour and minute, such as "22:00"'),
        ('weekly = {days = ["sat"], at = "22:00", lasting = "6"}', "'6' is not a duration"),
        ('weekly = {days = ["sat"], at = "22:00", lasting = "0h"}', "windows[0].weekly.lasting: "),
        (
            'weekly = {days = ["sat"], at = "22:00", lasting = "8d"}',
            "windows[0]: lasting 8 days, 0:00:00 is longer",
        ),
        ('weekly = {day = "sat", at = "22:00", lasting = "6h"}', "did you mean `days`?"),
        ('cron = {fields = "0 22 * *", lasting = "6h"}', "windows[0]: cron.fields '0 22 * *' cannot be read"),
        ('cron = {fields = "0 22 * * 6", lasting = "6h"}', "write mon, tue, wed"),
        ('cron = {fields = "0 * * * *", lasting = "2h"}', "begins again after 1:00:00"),
        (
            "once = {start = 2026-03-08T04:00:00, end = 2026-03-07T22:00:00}",
            "once.end is not after once.start",
        ),
        ("once = {start = 2026-03-08T04:00:00}", "windows[0].once.end is missing"),
        ('once = {start = "soon", end = 2026-03-07T22:00:00}', "windows[0].once.start: "),
        ("", "give one of them"),
        (f'{SATURDAYS}\ncron = {{fields = "0 22 * * sat", lasting = "6h"}}', "give one of them"),
        (
            f'{SATURDAYS}\ntime_zone = "Mars/Olympus"',
            "windows[0].time_zone: 'Mars/Olympus' is not a time zone",
        ),
        (f'{SATURDAYS}\ntimezone = "UTC"', "did you mean `time_zone`?"),
    ],
)
def test_a_window_that_cannot_be_meant_is_named_with_its_line_and_the_reason(
    tmp_path: Path, when: str, part: str
) -> None:
    said = refusal(tmp_path, GOOD + window(when))
    assert part in said
    assert f"{tmp_path}/enrollwatch.toml:" in said


def test_a_wrong_portal_is_told_before_its_windows(tmp_path: Path) -> None:
    text = GOOD.replace("https://127.0.0.1:8441", "ftp://127.0.0.1") + window(SATURDAYS)
    assert refusal(tmp_path, text).startswith("portal.url: ")


def test_two_windows_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "2 windows are named patch night" in refusal(
        tmp_path, GOOD + window(SATURDAYS) + window(SATURDAYS)
    )
