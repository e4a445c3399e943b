"""Dates as the portal prints them: an impossible one, or one of another format, is not read."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.browser.dates import Dates, Formats

FORMATS = Formats(today=r"Today is (?P<value>\d\d/\d\d/\d{4})")
DATES = Dates(FORMATS, ZoneInfo("America/New_York"), lambda: datetime(2026, 3, 2, 14, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["13/01/2026", "02/30/2026", "2026-03-02", "02.03.2026", "tomorrow", "", "03/02/26"]
)
def test_an_impossible_day_and_one_of_another_format_are_not_read(text: str) -> None:
    assert DATES.read(text, DATES.day) is None


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.times())
def test_every_day_and_moment_is_read_as_it_was_printed(on: date, at: time) -> None:
    there = datetime.combine(on, at.replace(second=0, microsecond=0))
    day = DATES.read(f"{there:%m/%d/%Y}", DATES.day)
    assert day is not None
    assert day.date() == there.date()
    printed = f"{there:%m/%d/%Y} {(there.hour + 11) % 12 + 1}:{there:%M %p} ET"
    assert DATES.read(printed, DATES.moment) == there


@pytest.mark.parametrize(("text", "turned"), [("13/01/2026", True), ("02/30/2026", False), ("x", False)])
def test_a_day_that_can_only_be_read_turned_around_says_so(text: str, turned: bool) -> None:
    assert DATES.is_turned(text, DATES.day) is turned


@pytest.mark.parametrize(
    ("footer", "turned"),
    [
        ("Help. Today is 02/03/2026.", True),
        ("Help. Today is 03/02/2026.", False),
        ("Today is 03/03/2026.", False),  # the portal's clock may be past midnight already
        ("Today is 11/22/2026.", False),  # a clock that is wrong says nothing
        ("No date", False),
    ],
)
def test_a_footer_that_says_today_with_day_and_month_turned_around_is_noticed(
    footer: str, turned: bool
) -> None:
    assert DATES.footer_is_turned(footer) is turned
