"""Load times as counts by bucket: put together without loss, percentiles to a tenth."""

import math

from hypothesis import given
from hypothesis import strategies as st

from agent.model.hourly import GROWTH, Spread

SECONDS = st.lists(st.floats(0.001, 600), min_size=1, max_size=60)


def nearest_rank(values: list[float], share: float) -> float:
    return sorted(values)[max(1, math.ceil(share * len(values))) - 1]


@given(values=SECONDS, share=st.floats(0, 1))
def test_a_percentile_is_the_true_one_or_a_tenth_longer_at_most(values: list[float], share: float) -> None:
    told, true = Spread.of(values).percentile(share), nearest_rank(values, share)
    assert told is not None
    assert true * (1 - 1e-9) <= told <= min(true * GROWTH, max(values)) * (1 + 1e-9)


@given(first=SECONDS, second=SECONDS)
def test_two_hours_put_together_are_what_both_would_have_been_as_one(
    first: list[float], second: list[float]
) -> None:
    together, whole = Spread.of(first) + Spread.of(second), Spread.of(first + second)
    assert together.buckets == whole.buckets
    assert (together.loads, together.slowest) == (whole.loads, whole.slowest)
    assert math.isclose(together.seconds, whole.seconds)


def test_nothing_has_no_percentile_and_no_time_at_all_is_a_time() -> None:
    assert Spread.of([]).percentile(0.5) is None
    assert Spread.of([0.0, 0.0]).percentile(0.99) == 0.0
