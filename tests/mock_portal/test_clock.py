"""The portal's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mock_portal.clock import PortalClock, midnight, parse_span, portal_date


class Machine:
    """A machine whose time a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def test_a_clock_put_to_a_moment_goes_on_from_there_with_the_machine() -> None:
    machine = Machine()
    clock = PortalClock(machine)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    machine.time += timedelta(seconds=5)
    assert clock.now() == datetime(2030, 1, 1, 0, 0, 5, tzinfo=UTC)


def test_a_frozen_clock_stands_until_it_is_moved() -> None:
    machine = Machine()
    clock = PortalClock(machine)
    clock.set(clock.now(), frozen=True)
    machine.time += timedelta(hours=1)
    clock.advance(timedelta(minutes=25))
    assert clock.now() == datetime(2026, 3, 2, 12, 25, tzinfo=UTC)
    assert clock.frozen


def test_a_clock_does_not_go_where_the_calendar_ends() -> None:
    with pytest.raises(OverflowError, match="2200"):
        PortalClock().set(datetime(9999, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "seconds"), [("+46d", 46 * 86_400), ("25m", 1500), ("+1h30m", 5400), ("90s", 90)]
)
def test_a_span_is_read_as_days_hours_minutes_and_seconds(text: str, seconds: int) -> None:
    assert parse_span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "+", "46", "-1d", "1w", "1d later", "٣d", "9" * 30 + "d"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span of time|longer than"):
        parse_span(text)


def test_calendar_dates_are_those_of_new_york() -> None:
    assert portal_date(datetime(2026, 3, 3, 4, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert midnight(date(2026, 7, 1)) == datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
