"""Dates and timers, whatever the moment: days of New York, password life, idle sessions, requests."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_portal.clock import midnight, portal_date
from mock_portal.policy import PasswordPolicy, SessionPolicy
from mock_portal.seeded import TokenStream
from mock_portal.sessions import Ending, Sessions, Stage
from mock_portal.world.connections import Connection, ConnectionPolicy, System
from mock_portal.written import parse_day

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=SessionPolicy().limit_minutes)
days = st.dates(date(1990, 1, 2), date(2199, 12, 30))
moments = st.integers(1, 76_000 * 86_400).map(
    lambda one: datetime(1990, 1, 2, tzinfo=UTC) + timedelta(seconds=one)
)
gaps = st.lists(st.integers(0, 40 * 60), max_size=12)


@given(days)
def test_a_date_is_read_as_it_is_printed(day: date) -> None:
    assert parse_day(f"{day:%m/%d/%Y}") == day


@given(st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|.{0,12}", fullmatch=True))
def test_what_is_read_is_a_date_of_that_shape_and_nothing_else(text: str) -> None:
    read = parse_day(text)
    if read is not None:
        assert re.fullmatch(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", text)
        assert f"{read:%m/%d}/{read.year:04}" == text


@given(days)
def test_a_day_begins_at_its_midnight_in_new_york(day: date) -> None:
    first = midnight(day)
    assert portal_date(first) == day
    assert portal_date(first - timedelta(seconds=1)) == day - timedelta(days=1)
    assert portal_date(midnight(day + timedelta(days=1)) - timedelta(seconds=1)) == day


@given(moments, st.integers(0, 100), st.integers(0, 86_399))
def test_days_left_fall_by_one_at_each_midnight_down_to_none(
    changed: datetime, later: int, seconds: int
) -> None:
    policy = PasswordPolicy()
    now = midnight(portal_date(changed) + timedelta(days=later)) + timedelta(seconds=seconds)
    passed = (portal_date(now) - portal_date(changed)).days
    assert policy.days_left(changed, now) == max(0, policy.life_days - passed)


@given(gaps)
def test_a_session_lives_exactly_as_long_as_no_pause_reaches_its_limit(pauses: list[int]) -> None:
    sessions = Sessions(TokenStream(7))
    session, now = sessions.start(Stage.SIGNED_IN, "pecos", "north-clinic", START), START
    for seconds in pauses:
        last, now = now, now + timedelta(seconds=seconds)
        sessions.end_idle(lambda _: LIMIT, now)
        found = sessions.find(session.id)
        assert found is not None
        if timedelta(seconds=seconds) >= LIMIT:
            assert (found.ended, found.ending) == (last + LIMIT, Ending.TIMED_OUT)
            return
        assert found.alive
        session = sessions.touch(found, now)


@given(moments, st.integers(1, 3650))
@settings(max_examples=50)
def test_a_request_lapses_so_many_times_24_hours_after_it_was_made(asked: datetime, life: int) -> None:
    connection = Connection(
        id="C1", pac_id="1", company="B1", systems=frozenset(System), requested=asked, requested_by="x"
    )
    lapsed = connection.lapsed(ConnectionPolicy(life_days=life))
    assert lapsed.decided == asked + timedelta(days=life)
