"""The grid of due times: the same whenever it is asked, so that an absence can be accounted for."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.due import Grid
from agent.model.look import LookKind

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=7))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """As the settings allow them: the jitter is shorter than the interval."""
    interval = draw(intervals)
    jitter = draw(st.timedeltas(timedelta(0), interval))
    assume(jitter < interval)
    return Grid(LookKind.VISIT, draw(st.sampled_from(("north-clinic", "harbor-imaging"))), interval, jitter)


def following(grid: Grid, moment: datetime, count: int) -> list[datetime]:
    dues = []
    for _ in range(count):
        moment = grid.after(moment)
        dues.append(moment)
    return dues


@given(grids(), moments)
def test_the_next_due_time_is_later_and_nothing_lies_between(grid: Grid, moment: datetime) -> None:
    due = grid.after(moment)
    assert due > moment
    assert grid.after(due - timedelta(microseconds=1)) == due
    assert due - moment <= grid.interval + grid.jitter


@given(grids(), moments)
def test_due_times_rise_and_each_lies_within_the_jitter_of_its_place(grid: Grid, moment: datetime) -> None:
    dues = following(grid, moment, 6)
    assert all(earlier < later for earlier, later in pairwise(dues))
    for due in dues:
        since_epoch = due - datetime(1970, 1, 1, tzinfo=UTC)
        assert since_epoch % grid.interval <= grid.jitter
    places = [(due - datetime(1970, 1, 1, tzinfo=UTC)) // grid.interval for due in dues]
    assert places == list(range(places[0], places[0] + 6))  # none is left out


@given(grids(), moments, st.integers(0, 5))
def test_between_is_what_asking_again_and_again_gives(grid: Grid, start: datetime, count: int) -> None:
    dues = following(grid, start, count + 1)
    assert list(grid.between(start, dues[-1])) == dues[:-1]
    assert list(grid.between(start, dues[-1] + timedelta(microseconds=1))) == dues
    assert list(grid.between(start, start)) == []


@given(grids(), moments)
def test_the_newest_is_the_last_that_has_come(grid: Grid, moment: datetime) -> None:
    newest = grid.newest(moment)
    assert newest <= moment < grid.after(newest)


@given(grids(), moments)
def test_a_due_time_is_its_own_newest(grid: Grid, moment: datetime) -> None:
    due = grid.after(moment)
    assert grid.newest(due) == due
    assert grid.newest(due - timedelta(microseconds=1)) < due


def test_without_jitter_the_grid_stands_on_whole_intervals() -> None:
    grid = Grid(LookKind.PROBE, "portal", timedelta(minutes=1))
    assert following(grid, START, 2) == [START + timedelta(minutes=1), START + timedelta(minutes=2)]
    assert grid.newest(START) == START


def test_the_jitter_differs_by_account_and_by_due_time_and_comes_out_the_same_again() -> None:
    interval, jitter = timedelta(hours=4), timedelta(minutes=5)

    def put_off(subject: str) -> list[timedelta]:
        dues = following(Grid(LookKind.VISIT, subject, interval, jitter), START, 8)
        return [(due - datetime(1970, 1, 1, tzinfo=UTC)) % interval for due in dues]

    assert put_off("north-clinic") == put_off("north-clinic")
    assert put_off("north-clinic") != put_off("harbor-imaging")
    assert len(set(put_off("north-clinic"))) == 8
    assert max(put_off("north-clinic")) - min(put_off("north-clinic")) > jitter / 4


@pytest.mark.parametrize("seconds", [1, 20, 240 * 60])
def test_a_thousand_due_times_keep_their_pace(seconds: int) -> None:
    interval = timedelta(seconds=seconds)
    grid = Grid(LookKind.VISIT, "north-clinic", interval, interval / 2)
    dues = list(grid.between(START, START + 1000 * interval))
    assert 999 <= len(dues) <= 1001
