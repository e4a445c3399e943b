"""The error budget in minutes, how fast it is spent, and when it is exhausted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.look import Loads
from agent.settings import LatencyTarget
from agent.slo.budget import Budget, budget, burn
from agent.slo.counting import Measured, Tally, Target
from agent.slo.latency import never_loaded, percentile, speeds
from agent.slo.wording import length, percent

END = datetime(2026, 11, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
TARGET = Target(availability=0.995, coverage=0.9)
SLOTS = 30 * 1440


def measured(over: timedelta = MONTH, **tally: int) -> Measured:
    return Measured.of(END - over, END, Tally(**tally), TARGET)


def budget_of(found: Measured, ahead: timedelta = timedelta(0)) -> Budget:
    told = budget(found, TARGET, found.since, ahead)
    assert told is not None
    return told


def test_99_and_a_half_percent_of_30_days_leaves_216_minutes() -> None:
    told = budget_of(measured(up=SLOTS - 54, down=54))
    assert (told.allowed, told.spent, told.left) == pytest.approx((216, 54, 162))
    assert told.spent_share == pytest.approx(0.25)


def test_every_slot_stands_for_its_part_of_the_time_however_often_one_is_due() -> None:
    told = budget_of(measured(up=SLOTS // 5 - 10, down=10))
    assert told.spent == pytest.approx(50)


def test_windows_and_own_faults_are_neither_allowed_for_nor_spent() -> None:
    told = budget_of(measured(up=SLOTS - 1440, in_window=1000, own_fault=440))
    assert (told.allowed, told.spent) == pytest.approx((0.005 * (SLOTS - 1440), 0))


def test_what_is_still_to_come_of_a_month_is_allowed_for() -> None:
    told = budget_of(measured(timedelta(days=10), up=14400 - 72, down=72), ahead=timedelta(days=20))
    assert (told.allowed, told.left) == pytest.approx((216, 144))


def test_a_watch_that_began_later_has_a_budget_of_the_time_since() -> None:
    found = measured(up=1440)
    told = budget(found, TARGET, END - timedelta(days=1))
    assert told is not None
    assert told.allowed == pytest.approx(7.2)


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 300))
def test_the_budget_is_overspent_just_where_less_was_up_than_wanted(up: int, down: int, ours: int) -> None:
    found = measured(timedelta(days=1), up=up, down=down, own_fault=ours)
    told = budget(found, TARGET, found.since)
    if found.availability is None:
        assert told is None
    else:
        assert told is not None
        assert (told.left < -1e-9) == (found.availability < TARGET.availability - 1e-12)


def test_a_burn_rate_of_1_spends_the_budget_in_exactly_its_time() -> None:
    hour = measured(timedelta(hours=1), up=995, down=5)
    full = Budget(allowed=216, spent=0, left=216, spent_share=0)
    told = burn("1h", hour, TARGET, full, END + MONTH + timedelta(minutes=1))
    assert told.rate == pytest.approx(1)
    assert told.exhausted is not None
    assert abs(told.exhausted - (END + MONTH)) < timedelta(seconds=1)


def test_what_is_exhausted_only_after_its_time_or_already_is_not_foretold() -> None:
    hour = measured(timedelta(hours=1), up=59, down=1)
    left = Budget(allowed=216, spent=116, left=100, spent_share=0.5)
    soon, late = END + timedelta(hours=99), END + timedelta(hours=101)
    assert burn("1h", hour, TARGET, left, soon).exhausted is None
    assert burn("1h", hour, TARGET, left, late).exhausted == END + timedelta(hours=100)
    spent = left.model_copy(update={"left": 0.0})
    assert burn("1h", hour, TARGET, spent, late).exhausted is None
    assert burn("1h", measured(timedelta(hours=1), up=60), TARGET, left, late).exhausted is None


def test_too_little_seen_is_no_rate_and_not_a_rate_of_nothing() -> None:
    told = burn("1h", measured(timedelta(hours=1), up=6, lost=54), TARGET, None, END)
    assert told.rate is None
    assert told.coverage == pytest.approx(0.1)


@given(st.dictionaries(st.integers(0, 6000), st.integers(1, 9), min_size=1), st.floats(0.1, 99.9))
def test_a_percentile_is_the_least_time_that_so_many_took_no_longer_than(
    found: dict[int, int], percent: float
) -> None:
    told = percentile(found, percent)
    times = sorted(each for each, count in found.items() for _ in range(count))
    hundredths = round(told * 100)
    assert sum(each <= hundredths for each in times) >= len(times) * percent / 100
    assert sum(each < hundredths for each in times) < len(times) * percent / 100


def test_half_of_two_is_the_lesser() -> None:
    assert (percentile({10: 1, 20: 1}, 50), percentile({10: 1, 20: 1}, 51)) == (0.1, 0.2)


def test_the_first_target_that_matches_a_page_is_held_against_it() -> None:
    quick = LatencyTarget(page="ho*", percentile=50, within=timedelta(seconds=1))
    loads = [Loads("home", 90, 3), Loads("home", 900, 1), Loads("other", 900, 1)]
    home, other = speeds(loads, [quick, LatencyTarget(), LatencyTarget(page="gone")])
    assert (home.at_target, home.met, home.loads, home.p99) == (0.9, True, 4, 9.0)
    assert (other.at_target, other.met) == (9.0, False)
    assert speeds(loads)[0].met is None
    assert never_loaded([home, other], [quick, LatencyTarget(page="gone")]) == ("gone",)


def test_what_is_short_of_the_whole_never_reads_as_the_whole() -> None:
    assert percent(0.999999) == "99.99 %"
    assert (percent(1.0), percent(0.29, 0), percent(None)) == ("100.00 %", "29 %", "no number")


def test_lengths_are_told_in_their_two_greatest_units() -> None:
    assert [length(timedelta(minutes=m)) for m in (206, -90, 0, 1500, 0.5)] == [
        "3 h 26 min",
        "-1 h 30 min",
        "0 min",
        "1 d 1 h",
        "30 s",
    ]
