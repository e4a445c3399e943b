"""Days and months begin by the clock on the wall; what is counted is the same in every zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.slo.days import Month, day_edges, hour_edges, midnight

NEW_YORK = ZoneInfo("America/New_York")
ZONES = ["America/New_York", "Asia/Kolkata", "Pacific/Apia", "America/Santiago", "Australia/Lord_Howe", "UTC"]
moments = st.integers(0, 15 * 366 * 86400).map(  # over the day that Samoa left out, 30 December 2011
    lambda seconds: datetime(2011, 12, 20, tzinfo=UTC) + timedelta(seconds=seconds)
)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 3, 9), 24)]
)
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(day: date, hours: int) -> None:
    length = midnight(day + timedelta(days=1), NEW_YORK) - midnight(day, NEW_YORK)
    assert length == timedelta(hours=hours)
    since, until = midnight(day, NEW_YORK), midnight(day + timedelta(days=1), NEW_YORK)
    assert day_edges(since, until, NEW_YORK) == (since, until)
    assert len(hour_edges(since, until)) == hours + 1


@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(days=40)), st.sampled_from(ZONES))
def test_days_follow_each_other_without_gap_from_first_to_last(
    since: datetime, length: timedelta, zone: str
) -> None:
    until = since + length
    edges = day_edges(since, until, ZoneInfo(zone))
    assert (edges[0], edges[-1]) == (since, until)
    assert all(earlier < later for earlier, later in pairwise(edges))
    days = {at.astimezone(ZoneInfo(zone)).date() for at in edges[:-1]}
    assert len(days) == len(edges) - 1


@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(days=3)))
def test_hours_follow_each_other_without_gap_from_first_to_last(since: datetime, length: timedelta) -> None:
    edges = hour_edges(since, since + length)
    assert (edges[0], edges[-1]) == (since, since + length)
    assert all(timedelta(0) < later - earlier <= timedelta(hours=1) for earlier, later in pairwise(edges))
    assert all(edge.minute == edge.second == edge.microsecond == 0 for edge in edges[1:-1])


def test_a_month_is_that_of_its_zone() -> None:
    since, until = Month.of("2026-11").bounds(NEW_YORK)
    assert since == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert until == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert Month.of("2026-12").bounds(ZoneInfo("UTC"))[1] == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "october", "2026-10-01", "", "0000-01"])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as 2026-10"):
        Month.of(text)
