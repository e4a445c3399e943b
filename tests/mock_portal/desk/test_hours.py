"""The desk's hours, holidays and working time, as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from mock_portal.clock import PORTAL_ZONE
from mock_portal.desk.hours import DeskHours, holiday_on, observed_holidays


def eastern(text: str) -> datetime:
    """A moment of New York, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=PORTAL_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens_next"),
    [
        ("2026-03-02T06:59:59", False, "2026-03-02T07:00"),
        ("2026-03-02T07:00", True, "2026-03-03T07:00"),
        ("2026-03-02T18:59:59", True, "2026-03-03T07:00"),
        ("2026-03-02T19:00", False, "2026-03-03T07:00"),
        ("2026-03-06T20:00", False, "2026-03-09T07:00"),  # a weekend on which the clocks change
        ("2026-03-07T12:00", False, "2026-03-09T07:00"),
        ("2026-05-22T19:00", False, "2026-05-26T07:00"),  # before Memorial Day
        ("2026-07-03T12:00", False, "2026-07-06T07:00"),  # July 4 is a Saturday
        ("2027-12-31T12:00", False, "2028-01-03T07:00"),  # New Year's Day is a Saturday
    ],
)
def test_the_desk_is_open_on_working_days_from_seven_to_seven(
    moment: str, is_open: bool, opens_next: str
) -> None:
    hours = DeskHours()
    assert hours.is_open(eastern(moment)) is is_open
    assert hours.next_opening(eastern(moment)) == eastern(opens_next)


def test_the_federal_holidays_of_a_year_are_these() -> None:
    assert {name: f"{day:%m/%d}" for day, name in observed_holidays(2026).items()} == {
        "New Year's Day": "01/01",
        "Birthday of Martin Luther King, Jr.": "01/19",
        "Washington's Birthday": "02/16",
        "Memorial Day": "05/25",
        "Juneteenth": "06/19",
        "Independence Day": "07/03",
        "Labor Day": "09/07",
        "Columbus Day": "10/12",
        "Veterans Day": "11/11",
        "Thanksgiving Day": "11/26",
        "Christmas Day": "12/25",
    }


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 12, 26), "Christmas Day"),  # a Sunday's, on Monday
        (date(2021, 12, 31), "New Year's Day"),  # a Saturday's, in the year before
        (date(2022, 1, 1), None),
        (date(2020, 6, 19), None),
        (date(2023, 6, 19), "Juneteenth"),
    ],
)
def test_a_holiday_on_a_weekend_is_observed_on_the_nearest_weekday(day: date, name: str | None) -> None:
    assert holiday_on(day) == name


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2026-03-02T09:00", 8, "2026-03-02T17:00"),
        ("2026-03-02T09:00", 0, "2026-03-02T09:00"),
        ("2026-03-02T03:00", 0, "2026-03-02T07:00"),
        ("2026-03-02T07:00", 12, "2026-03-02T19:00"),
        ("2026-03-06T18:00", 8, "2026-03-09T14:00"),
        ("2026-11-25T18:30", 1, "2026-11-27T07:30"),  # over Thanksgiving Day
    ],
)
def test_working_hours_stand_still_while_the_desk_is_closed(start: str, hours: int, ends: str) -> None:
    assert DeskHours().after_working(eastern(start), hours) == eastern(ends)


def test_a_desk_that_works_on_holidays_is_a_setting() -> None:
    christmas = eastern("2026-12-25T12:00")
    assert not DeskHours().is_open(christmas)
    assert DeskHours(closed_on_holidays=False).is_open(christmas)


def test_a_desk_cannot_close_before_it_opens() -> None:
    with pytest.raises(ValidationError, match="open at 9 and close at 9"):
        DeskHours(opens=9, closes=9)
