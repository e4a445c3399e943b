"""Load times as counts by bucket: each to a tenth, however many."""

import math

from hypothesis import given
from hypothesis import strategies as st

from agent.model.hourly import GROWTH, Spread

SECONDS = st.lists(st.floats(0.001, 600), min_size=1, max_size=60)


@given(values=SECONDS)
def test_each_duration_is_the_true_one_or_a_tenth_longer_at_most(values: list[float]) -> None:
    told = [seconds for seconds, count in Spread.of(values).durations for _ in range(count)]
    assert len(told) == len(values)
    for seconds, true in zip(told, sorted(values), strict=True):
        assert true * (1 - 1e-9) <= seconds <= min(true * GROWTH, max(values)) * (1 + 1e-9)


@given(values=SECONDS)
def test_how_many_how_long_in_all_and_the_slowest_are_exact_in_whatever_order(values: list[float]) -> None:
    spread = Spread.of(values)
    assert (spread.loads, spread.slowest) == (len(values), max(values))
    assert math.isclose(spread.seconds, sum(values))
    assert Spread.of(sorted(values)) == spread


def test_nothing_has_no_duration_and_no_time_at_all_is_a_time() -> None:
    assert Spread.of([]).durations == ()
    assert Spread.of([0.0, 0.0]).durations == ((0.0, 2),)
