"""Maintenance windows follow the wall clock of their zone, whatever daylight saving does to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.model.clock import moment_of
from agent.model.window import Cron, Once, Span, Weekday, Weekly, Window
from agent.windows import covering, last_begin, outside, sound, span, spans

HOUR, TICK = timedelta(hours=1), timedelta.resolution
NEW_YORK = "America/New_York"
ZONES = (
    NEW_YORK,
    "America/St_Johns",
    "Europe/London",
    "Africa/Casablanca",  # its clocks are an hour back in Ramadan
    "Asia/Tehran",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Antarctica/Troll",  # two hours of it
    "Pacific/Apia",  # had no 30 December 2011
    "UTC",
)
zones = st.sampled_from(ZONES)
walls = st.datetimes(datetime(2005, 1, 1), datetime(2036, 12, 31)).map(  # noqa: DTZ001 - what a wall clock shows
    lambda wall: wall.replace(second=0, microsecond=0)
)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
some_days = st.lists(st.sampled_from(Weekday), min_size=1, max_size=3, unique=True).map(tuple)
lengths = st.timedeltas(timedelta(minutes=1), timedelta(hours=20))


def weekly(at: str, lasting: timedelta, *days: str, zone: str = NEW_YORK) -> Window:
    kind = Weekly(days=tuple(Weekday(day) for day in days), at=time.fromisoformat(at), lasting=lasting)
    return Window(name="patch night", why="patches", time_zone=zone, weekly=kind)


def cron(fields: str, lasting: timedelta = HOUR, zone: str = NEW_YORK) -> Window:
    return Window(name="nightly", why="backup", time_zone=zone, cron=Cron(fields=fields, lasting=lasting))


def once(start: str, end: str, zone: str = NEW_YORK) -> Window:
    begin, until = (moment_of(datetime.fromisoformat(text), ZoneInfo(zone)) for text in (start, end))
    kind = Once(start=begin, end=until)
    return Window(name="move", why="new data centre", time_zone=zone, once=kind)


@st.composite
def weeklies(draw: st.DrawFn) -> Window:
    kind = Weekly(days=draw(some_days), at=draw(times), lasting=draw(lengths))
    return Window(name="patch night", why="patches", time_zone=draw(zones), weekly=kind)


@st.composite
def crons(draw: st.DrawFn) -> Window:
    minute, hour = draw(st.integers(0, 59)), draw(st.integers(0, 23))
    days = draw(st.sampled_from(("* * *", "* * sat", "1-7 * sun", "*/3 * *", "* 3,11 mon-fri")))
    return cron(f"{minute} {hour} {days}", draw(lengths), draw(zones))


windows = st.one_of(weeklies(), crons())


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def next_span(window: Window, after: datetime) -> Span | None:
    """The first time that it begins after then."""
    years = timedelta(days=12 * 366)
    return next((each for each in spans(window, after, after + years) if each.start > after), None)


def shown(moment: datetime, zone: str) -> datetime:
    """What a clock on the wall shows."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@given(walls, zones)
def test_a_time_on_the_wall_is_the_first_moment_at_which_the_clock_has_reached_it(
    wall: datetime, zone: str
) -> None:
    moment = moment_of(wall, ZoneInfo(zone))
    assert shown(moment, zone) >= wall
    assert all(shown(moment - timedelta(minutes=1) * n - TICK, zone) < wall for n in range(150))


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2026-03-08T01:59:00", NEW_YORK, "2026-03-08T06:59:00"),
        ("2026-03-08T02:00:00", NEW_YORK, "2026-03-08T07:00:00"),
        ("2026-03-08T02:30:00", NEW_YORK, "2026-03-08T07:00:00"),  # never shown
        ("2026-03-08T02:30:00.5", NEW_YORK, "2026-03-08T07:00:00"),
        ("2026-03-08T03:00:00", NEW_YORK, "2026-03-08T07:00:00"),
        ("2026-11-01T01:30:00", NEW_YORK, "2026-11-01T05:30:00"),  # shown twice
        ("2026-11-01T02:00:00", NEW_YORK, "2026-11-01T07:00:00"),
        ("2026-10-04T02:15:00", "Australia/Lord_Howe", "2026-10-03T15:30:00"),
        ("2011-12-30T12:00:00", "Pacific/Apia", "2011-12-30T10:00:00"),
    ],
)
def test_hours_that_are_left_out_or_doubled(wall: str, zone: str, moment: str) -> None:
    assert moment_of(datetime.fromisoformat(wall), ZoneInfo(zone)) == utc(moment)


@given(windows, moments)
def test_it_last_began_when_it_began_and_nothing_begins_before_the_next_time(
    window: Window, moment: datetime
) -> None:
    coming = next_span(window, moment)
    assert coming is not None
    assert next_span(window, coming.start - TICK) == coming
    assert last_begin(window, coming.start, TICK) == coming.start
    just_before = coming.start - TICK
    assert last_begin(window, just_before, just_before - moment) is None
    following = next_span(window, coming.start)
    if following is not None:
        later = following.start - TICK
        assert last_begin(window, later, later - moment) == coming.start


@given(windows, moments)
def test_a_moment_lies_in_a_window_from_its_start_until_before_its_end(
    window: Window, moment: datetime
) -> None:
    coming = next_span(window, moment)
    assert coming is not None
    held = span(window, coming.start)
    assert held is not None
    assert held.end >= coming.end
    assert span(window, coming.end - TICK) is not None
    following = next_span(window, coming.start)
    assume(following is None or following.start > coming.end)
    assert span(window, coming.end) is None
    assert coming.end - coming.start == (window.weekly or window.cron).lasting  # type: ignore[union-attr]


@given(weeklies(), moments)
def test_a_weekly_window_begins_on_its_days_when_the_clock_reaches_its_time(
    window: Window, moment: datetime
) -> None:
    kind, coming = window.weekly, next_span(window, moment)
    assert kind
    assert coming
    wall = shown(coming.start, window.time_zone)
    if wall.time() == kind.at:
        assert tuple(Weekday)[wall.weekday()] in kind.days
    else:  # left out by the clocks: the minute before showed less
        assert shown(coming.start - TICK, window.time_zone).time() < kind.at


@given(some_days, times, lengths, zones, moments)
def test_cron_and_weekly_of_the_same_words_are_the_same(
    days: tuple[Weekday, ...], at: time, lasting: timedelta, zone: str, moment: datetime
) -> None:
    by_cron = cron(f"{at.minute} {at.hour} * * {','.join(days)}", lasting, zone)
    by_week = weekly(at.isoformat(), lasting, *days, zone=zone)
    until = moment + timedelta(days=30)
    assert list(spans(by_cron, moment, until)) == list(spans(by_week, moment, until))


@given(st.lists(windows, max_size=3), moments, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_what_lies_outside_is_what_no_window_holds(
    all_of: list[Window], start: datetime, length: timedelta
) -> None:
    start = start.replace(second=0, microsecond=0)
    minutes = [start + timedelta(minutes=n) for n in range(int(length.total_seconds() // 60))]
    end = start + timedelta(minutes=len(minutes))
    held = [each for window in all_of for each in spans(window, start, end)]
    assume(all(each.start.second == each.end.second == each.end.microsecond == 0 for each in held))
    open_minutes = [at for at in minutes if not any(each.holds(at) for each in held)]
    assert outside(all_of, start, end) == timedelta(minutes=len(open_minutes))


@given(st.lists(windows, max_size=3), moments)
def test_of_several_windows_the_one_that_ends_last_covers(all_of: list[Window], moment: datetime) -> None:
    window = covering(all_of, moment)
    ends = [held.end for each in all_of if (held := span(each, moment))]
    if window is None:
        assert not ends
    else:
        held = span(window, moment)
        assert held is not None
        assert held.end == max(ends)
        assert held.holds(moment)


@pytest.mark.parametrize(
    ("window", "after", "start", "end"),
    [
        # over the night the clocks go on, and the one they go back: six hours all the same
        (weekly("22:00", 6 * HOUR, "sat"), "2026-03-07", "2026-03-08T03:00:00", "2026-03-08T09:00:00"),
        (weekly("22:00", 6 * HOUR, "sat"), "2026-10-31", "2026-11-01T02:00:00", "2026-11-01T08:00:00"),
        # it never is 02:30 that night: at 03:00
        (weekly("02:30", HOUR, "sun"), "2026-03-08", "2026-03-08T07:00:00", "2026-03-08T08:00:00"),
        (cron("30 2 * * *"), "2026-03-08T05:00:00", "2026-03-08T07:00:00", "2026-03-08T08:00:00"),
        (cron("*/20 2 * * *"), "2026-03-08T07:00:00", "2026-03-09T06:00:00", "2026-03-09T07:00:00"),
        # it is 01:30 twice that night: the first time only
        (weekly("01:30", HOUR, "sun"), "2026-11-01", "2026-11-01T05:30:00", "2026-11-01T06:30:00"),
        (cron("30 1 * * *"), "2026-11-01T05:30:00", "2026-11-02T06:30:00", "2026-11-02T07:30:00"),
        # both days hold: the first Saturday of the month
        (cron("0 22 1-7 * sat"), "2026-03-09", "2026-04-05T02:00:00", "2026-04-05T03:00:00"),
        (once("2026-03-08T02:30", "2026-03-08T06:00"), "2026-01-01", "2026-03-08T07:00", "2026-03-08T10:00"),
    ],
)
def test_windows_across_the_nights_the_clocks_change(
    window: Window, after: str, start: str, end: str
) -> None:
    assert next_span(window, utc(after)) == Span(start=utc(start), end=utc(end))


def test_a_window_of_once_does_not_come_round_again() -> None:
    window = once("2026-03-07T22:00", "2026-03-08T04:00")
    start, end = utc("2026-03-08T03:00"), utc("2026-03-08T08:00")
    assert next_span(window, start) is None
    assert [covering([window], at) for at in (start - TICK, start, end - TICK, end)] == [
        None,
        window,
        window,
        None,
    ]


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (lambda: once("2026-03-08T06:00", "2026-03-08T06:00"), "once.end is not after once.start"),
        (lambda: once("2026-03-08T02:15", "2026-03-08T02:45"), "once.end is not after once.start"),
        (lambda: weekly("22:00", 25 * HOUR, "sat", "sun"), "begins again after 1 day, 0:00:00"),
        (lambda: weekly("22:00", 169 * HOUR, "sat"), "begins again after 7 days"),
        (lambda: weekly("00:00", 24 * HOUR, *Weekday), "leaves no time outside"),
        (lambda: cron("*/10 * * * *", HOUR), "begins again after 0:10:00"),
        (lambda: cron("0 * * * *", HOUR), "leaves no time outside"),
        (lambda: cron("0 22 31 2 *"), "a day that never comes"),
        (lambda: cron("0 22 * *"), "Wrong number of fields"),
        (lambda: cron("61 22 * * sat"), "higher than the maximum"),
        (lambda: cron("0 22 * * satt"), 'Invalid weekday name "satt"'),
        (lambda: cron("0 22 * * 6"), "number the weekday"),
        (lambda: cron("0 22 * * mon,6"), "number the weekday"),
    ],
)
def test_a_window_that_cannot_be_meant_is_refused(window: Callable[[], Window], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sound(window())


@pytest.mark.parametrize(
    "window",
    [
        weekly("00:00", 24 * HOUR, "sat", "sun"),  # the whole weekend
        cron("0 22 29 2 *"),
        cron("0 22 * * mon-fri/2", 6 * HOUR),
        once("2026-11-01T01:30", "2026-11-01T01:45"),
    ],
)
def test_unusual_windows_are_sound(window: Window) -> None:
    assert sound(window) is window


def test_a_weekend_is_one_window_without_a_hole() -> None:
    weekend = weekly("00:00", 24 * HOUR, "sat", "sun", zone="UTC")
    saturday = datetime.combine(date(2026, 3, 7), time(), UTC)
    assert outside([weekend], saturday, saturday + 48 * HOUR) == timedelta(0)
    assert outside([weekend], saturday - HOUR, saturday + 49 * HOUR) == 2 * HOUR


def test_what_the_clocks_leave_out_of_a_night_begins_together_and_once() -> None:
    window = cron("*/20 2 * * *", timedelta(minutes=10))
    night = spans(window, utc("2026-03-07T12:00"), utc("2026-03-08T12:00"))
    assert [each.start for each in night] == [utc("2026-03-08T07:00")]


def test_the_longer_of_two_windows_covers_whichever_is_named_first() -> None:
    short, long = weekly("22:00", HOUR, "sat"), weekly("21:00", 6 * HOUR, "sat")
    within = utc("2026-03-08T03:30")
    assert covering([short, long], within) is long
    assert covering([long, short], within) is long


def test_a_window_inside_another_adds_nothing() -> None:
    long, inner = weekly("21:00", 6 * HOUR, "sat"), weekly("22:00", HOUR, "sat")
    start = utc("2026-03-08T02:00")
    assert outside([long, inner], start - HOUR, start + 8 * HOUR) == 3 * HOUR
