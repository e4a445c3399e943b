"""Three days of made-up truth: every page that is wanted comes, and no other; where not, it is found out."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from agent.model.incident import Transition
from tests.replay.judging import LIMIT, Verdict, judged
from tests.replay.making import made
from tests.replay.oracle import wanted
from tests.replay.plans import MONTH, SLICE
from tests.replay.playing import NONE, Changes, Sent, played
from tests.replay.telling import Wanted
from tests.replay.truth import HOUR, SECOND, Kind, Truth
from tests.replay.world import World

BEGINNING = 14 * HOUR
"""Of the slice: an outage that reaches into the first window, and a dozen hiccups."""


@pytest.fixture(scope="module")
def truth() -> Truth:
    return made(SLICE, seed=3)


async def replayed(truth: Truth, folder: Path, changes: Changes = NONE) -> Verdict:
    return judged(wanted(World(truth)), await played(truth, folder, changes))


async def test_every_page_that_is_wanted_comes_and_no_other(truth: Truth, tmp_path: Path) -> None:
    verdict = await replayed(truth, tmp_path)
    assert verdict.is_clean, verdict.table()
    assert len(verdict.sent) == len(verdict.wanted) > 20


@pytest.mark.parametrize(
    ("changes", "false", "missed"),
    [
        pytest.param(Changes(policy={"availability_failures": 1}), True, True, id="one failure opens"),
        pytest.param(Changes(windows=False), True, True, id="nobody said when maintenance is"),
        pytest.param(Changes(refuses=2), False, True, id="the pager loses one alert"),
    ],
)
async def test_an_agent_that_pages_otherwise_is_found_out(
    truth: Truth, tmp_path: Path, changes: Changes, false: bool, missed: bool
) -> None:
    verdict = await replayed(truth.until(truth.span.begin + BEGINNING), tmp_path, changes)
    assert (bool(verdict.false), bool(verdict.missed)) == (false, missed), verdict.table()


def test_the_same_seed_makes_the_same_truth_and_another_makes_another() -> None:
    assert made(SLICE, seed=5) == made(SLICE, seed=5)
    assert made(SLICE, seed=5).troubles != made(SLICE, seed=6).troubles


def test_the_month_holds_what_was_asked_for() -> None:
    month = made(MONTH, seed=1)
    assert (len(month.troubles), len(month.blips), len(month.maintenance)) == (40, 300, 3)
    assert {trouble.kind for trouble in month.troubles} == set(Kind)
    failed = sorted(blip.at for blip in month.blips if blip.account is None)
    assert all(later - sooner >= 2 * 60 * SECOND for sooner, later in pairwise(failed))
    assert len(wanted(World(month))) > 100


PAGE = Wanted("1", "pager", "rule", "subject", Transition.OPENED, made(SLICE, 1).span.begin)
SENT = Sent("pager", "rule", "subject", "critical", Transition.OPENED, "i1", "i1:1:pager", PAGE.at)


def test_a_page_fits_one_that_is_wanted_and_no_second() -> None:
    assert judged([PAGE], [SENT]).numbers == {"wanted": 1, "sent": 1, "false": 0, "missed": 0}
    assert judged([PAGE], [SENT, SENT]).numbers == {"wanted": 1, "sent": 2, "false": 1, "missed": 0}
    assert judged([PAGE], []).numbers == {"wanted": 1, "sent": 0, "false": 0, "missed": 1}


def test_a_page_before_its_moment_or_after_its_limit_is_false_and_missed() -> None:
    for at in (PAGE.at - SECOND, PAGE.at + LIMIT + SECOND):
        numbers = judged([PAGE], [replace(SENT, at=at)]).numbers
        assert (numbers["false"], numbers["missed"]) == (1, 1)
    assert judged([PAGE], [replace(SENT, at=PAGE.at + LIMIT)]).is_clean


def test_a_page_on_another_channel_or_of_another_subject_does_not_fit() -> None:
    for other in (replace(SENT, channel="second-pager"), replace(SENT, subject="another")):
        assert not judged([PAGE], [other]).is_clean
    assert judged([], [replace(SENT, channel="desk")]).is_clean


def test_the_pages_of_one_true_incident_are_of_one_incident() -> None:
    over, told = (
        replace(PAGE, transition=Transition.RESOLVED),
        replace(SENT, transition=Transition.RESOLVED),
    )
    assert judged([PAGE, over], [SENT, told]).is_clean
    assert not judged([PAGE, over], [SENT, replace(told, incident="i2")]).is_clean
