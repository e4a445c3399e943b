"""`[slo]`: what is wanted of the portal, by default and in so many words."""

from datetime import timedelta
from pathlib import Path

import pytest

from agent.settings import LatencyTarget

from .test_settings import GOOD, loaded, refusal

SLO = """
[slo]
availability = 99.9
window = "7d"
coverage = 80

[[slo.latency]]
page = "nppes-*"
percentile = 99
within = "2s"
"""


def test_without_a_word_the_portal_is_to_be_up_99_and_a_half_percent_of_30_days(tmp_path: Path) -> None:
    slo = loaded(tmp_path).slo
    assert (slo.availability, slo.window, slo.coverage) == (99.5, timedelta(days=30), 90)
    assert slo.latency == (LatencyTarget(page="*", percentile=95, within=timedelta(seconds=8)),)


def test_what_is_wanted_can_be_said(tmp_path: Path) -> None:
    slo = loaded(tmp_path, GOOD + SLO).slo
    assert (slo.availability, slo.window, slo.coverage) == (99.9, timedelta(days=7), 80)
    assert slo.latency == (LatencyTarget(page="nppes-*", percentile=99, within=timedelta(seconds=2)),)


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("99.9", "100", "100 is not a share to hold"),
        ("99.9", "0", "0 is not a share to hold"),
        ("99.9", "nan", "nan is not a share to hold"),
        ("99.9", '"high"', "slo.availability"),
        ('"7d"', '"5m"', 'a window is from "1h" to "366d" long'),
        ('"7d"', '"4000d"', 'a window is from "1h" to "366d" long'),
        ('"7d"', '"month"', "'month' is not a duration"),
        ("coverage = 80", "coverage = 0", "slo.coverage"),
        ("coverage = 80", "coverage = 101", "slo.coverage"),
        ("percentile = 99", "percentile = 100", "slo.latency[0].percentile"),
        ('within = "2s"', 'within = "0s"', "slo.latency[0].within"),
        ("availability", "avalability", "did you mean `availability`?"),
        ("[[slo.latency]]", '[[slo.latency]]\npage = "nppes-*"\n[[slo.latency]]', "has two targets"),
    ],
)
def test_what_cannot_be_held_or_counted_is_refused(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert says in refusal(tmp_path, GOOD + SLO.replace(right, wrong, 1))
