"""The thresholds of incidents, and the steps on call: what is refused."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from agent.model.finding import Severity
from agent.model.on_call import Step
from agent.model.policy import Policy

COUNTS = (
    "availability_of",
    "availability_within",
    "slow_of",
    "slow_within",
    "recover_probes",
    "flap_hours",
    "flap_quiet_hours",
    "remind_longest_hours",
    "acknowledged_remind_hours",
)


def test_the_defaults_open_after_two_in_a_row_or_three_of_five_and_end_after_two_good_probes() -> None:
    policy = Policy()
    assert (policy.availability_failures, policy.slow_looks, policy.recover_probes) == (2, 2, 2)
    assert (policy.availability_of, policy.availability_within) == (3, 5)
    assert (policy.slow_of, policy.slow_within) == (3, 5)
    assert (policy.flap_times, policy.flap_hours, policy.flap_quiet_hours) == (3, 6, 2)
    assert (policy.remind_hours, policy.remind_longest_hours) == (24, 168)
    assert policy.acknowledged_remind_hours == 72


@pytest.mark.parametrize("field", COUNTS)
def test_a_threshold_of_nothing_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Policy.model_validate({field: 0})


@pytest.mark.parametrize("field", ["remind_hours", "remind_longest_hours", "acknowledged_remind_hours"])
def test_a_gap_of_more_than_ten_years_is_refused(field: str) -> None:
    """One that no clock can add to now would stop every look from being stored."""
    assert Policy.model_validate({field: 3660 * 24})
    with pytest.raises(ValidationError, match=field):
        Policy.model_validate({field: 10**12})


def test_one_opening_cannot_be_flapping() -> None:
    with pytest.raises(ValidationError, match="flap_times"):
        Policy(flap_times=1)


@pytest.mark.parametrize(
    "field", ["availability_within", "slow_within", "availability_failures", "slow_looks"]
)
def test_no_more_looks_are_counted_than_are_kept(field: str) -> None:
    assert Policy.model_validate({field: 20})
    with pytest.raises(ValidationError, match=field):
        Policy.model_validate({field: 21})


@pytest.mark.parametrize("kind", ["availability", "slow"])
def test_more_failures_than_looks_are_refused_by_name(kind: str) -> None:
    assert Policy.model_validate({f"{kind}_of": 5, f"{kind}_within": 5})
    with pytest.raises(ValidationError, match=rf"{kind}_of \(6\) must not be more than {kind}_within \(5\)"):
        Policy.model_validate({f"{kind}_of": 6})


def test_a_step_on_call_is_for_critical_incidents_unless_it_says_otherwise() -> None:
    assert Step(after=timedelta(minutes=1), channels=("second",)).severity is Severity.CRITICAL


def test_a_step_on_call_that_comes_at_once_or_tells_nobody_is_refused() -> None:
    with pytest.raises(ValidationError, match="after"):
        Step(after=timedelta(0), channels=("second",))
    with pytest.raises(ValidationError, match="channels"):
        Step(after=timedelta(minutes=1), channels=())
