"""Faults that come and go by a plan, in portal time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mock_portal.errors import TimelineError
from mock_portal.faults.timeline import Timeline
from mock_portal.faults.timeline_file import read_timeline
from mock_portal.portal import Portal, PortalState
from tests.mock_portal.visitor import Visitor

LOGIN = "/pecos/login.do"
PLAN = """
[[moment]]
at = 2026-03-02T12:00:00-05:00
clear = "status"

[[moment]]
at = "+1h"
add = { name = "status", code = 503, path = "/pecos/*" }

[[moment]]
at = "+2h"
clear = "status"
add = { name = "status", code = 500 }

[[moment]]
at = "+4h"
add = { name = "lock-out" }

[[moment]]
at = "+5h"
clear = "all"
"""


@pytest.fixture
def follow(portal: Portal, tmp_path: Path) -> Timeline:
    """The portal of this test, begun at 09:00, follows the plan."""
    rows = read(portal, tmp_path, PLAN)
    portal.follow(rows)
    return rows


def read(portal: Portal, folder: Path, text: str) -> Timeline:
    path = folder / "plan.toml"
    path.write_text(text)
    return read_timeline(path, portal.world.find_account)


async def names(control: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await control.get("/faults")).json()]


async def advance(control: httpx.AsyncClient, span: str) -> None:
    assert (await control.put("/clock", json={"advance": span})).status_code == 200


@pytest.mark.usefixtures("follow")
async def test_rows_happen_when_their_time_comes(visitor: Visitor, control: httpx.AsyncClient) -> None:
    seen = []
    for _ in range(4):
        seen.append((await visitor.get(LOGIN)).status_code)
        await advance(control, "1h")
    assert seen == [200, 503, 500, 200]
    assert await names(control) == ["lock-out"]
    await advance(control, "1h")
    assert await names(control) == []


@pytest.mark.usefixtures("follow")
async def test_one_long_advance_does_all_rows_in_order_of_time(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient
) -> None:
    began = portal.clock.now()
    await advance(control, "270m")
    (fault,) = portal.faults.all()
    assert (fault.name, fault.id, fault.added) == ("lock-out", "f3", began + timedelta(hours=4))
    rows = (await control.get("/timeline")).json()
    assert [row["done"] for row in rows] == [True, True, True, True, False]
    assert rows[1]["at"] == "2026-03-02T15:00:00Z"


async def test_a_row_finds_the_portal_as_it_was_at_its_own_time(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, tmp_path: Path
) -> None:
    await visitor.sign_in(portal.world.accounts["north-clinic"])
    plan = '[[moment]]\nat = "+45m"\nadd = { name = "idle-limit", minutes = 90 }'
    portal.follow(read(portal, tmp_path, plan))
    await advance(control, "1h")
    await visitor.get("/pecos/home.do")
    assert visitor.heading == "Session Timed Out"  # after 30 minutes, before the limit was longer


@pytest.mark.usefixtures("follow")
async def test_a_reset_begins_the_plan_anew(portal: Portal, control: httpx.AsyncClient) -> None:
    await advance(control, "90m")
    assert await names(control) == ["status"]
    await control.post("/reset", json={"now": "2026-03-02T09:00:00-05:00", "seed": 8})
    assert await names(control) == []
    await advance(control, "61m")
    assert await names(control) == ["status"]
    assert portal.faults.all()[0].id == "f1"


@pytest.mark.usefixtures("follow")
async def test_a_clock_put_back_repeats_nothing(control: httpx.AsyncClient) -> None:
    await advance(control, "90m")
    await control.delete("/faults")
    await control.put("/clock", json={"now": "2026-03-02T09:30:00-05:00"})
    await advance(control, "45m")
    assert await names(control) == []


@pytest.mark.usefixtures("follow")
async def test_a_snapshot_keeps_the_plan_and_how_far_it_has_come(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    await advance(control, "90m")
    kept = PortalState.model_validate_json(portal.snapshot().model_dump_json(by_alias=True))
    await advance(control, "4h")
    portal.restore(kept)
    assert [one.parameters["code"] for one in portal.faults.all()] == [503]
    await advance(control, "1h")
    assert [one.parameters["code"] for one in portal.faults.all()] == [500]


async def test_rows_before_the_beginning_happen_at_it_in_order_of_time(
    portal: Portal, control: httpx.AsyncClient, tmp_path: Path
) -> None:
    plan = """
        [[moment]]
        at = 2026-03-01T06:00:00-05:00
        clear = "all"
        [[moment]]
        at = 2026-03-01T05:00:00-05:00
        add = { name = "slow" }
        [[moment]]
        at = "+0s"
        add = { name = "lock-out" }
    """
    portal.follow(read(portal, tmp_path, plan))
    assert await names(control) == ["lock-out"]
    assert portal.faults.all()[0].added == portal.clock.now()


async def test_an_account_may_be_named_by_its_user_id_and_outlives_a_change_of_it(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, tmp_path: Path
) -> None:
    user_id = portal.world.accounts["north-clinic"].user_id
    plan = f'[[moment]]\nat = "+0s"\nadd = {{ name = "lock-out", account = "{user_id}" }}'
    portal.follow(read(portal, tmp_path, plan))
    await control.post("/reset", json={"seed": 8})
    await visitor.type_password(portal.world.accounts["north-clinic"])
    assert visitor.alerts[0].startswith("Your account is locked")


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ('at = "+2h"\nad = { name = "slow" }', 3, "unknown key 'ad'; did you mean 'add'?"),
        ('at = "+2h"\nadd = { name = "slwo" }', 3, "did you mean 'slow'"),
        ('at = "+2h"\nadd = { name = "slow",\n\t  secnds = 2 }', 3, "is not TOML"),
        ('at = "+2h"\n[moment.add]\nname = "slow"\nsecnds = 2', 5, "did you mean 'seconds'"),
        ('at = "+2h"\n[moment.add]\nname = "renamed-label"\nlabel = "x"', 3, "required"),
        ('at = "+2h"\nadd = "slow"', 3, "dictionary"),
        ('at = "+2h"\nclear = "slwo"', 3, "did you mean 'slow'"),
        ('at = "+2h"\nadd = { name = "slow", account = "nobody" }', 3, "no account 'nobody'"),
        ('add = { name = "slow" }', 1, "'at' is missing"),
        ('at = "+2h"', 1, "nothing happens here"),
        ('at = "2 hours"\nclear = "all"', 2, "is no moment"),
        ('at = 5\nclear = "all"', 2, "is no moment"),
        ('at = "+2 hours"\nclear = "all"', 2, "is not a span of time"),
        ('at = "+999999d"\nclear = "all"', 2, "farther than"),
        ('at = 2026-03-02T09:00:00\nclear = "all"', 2, "has no zone"),
        ('at = "+2h"\nclear = "all"\n[moments]', 4, "unknown key 'moments'; did you mean 'moment'?"),
    ],
)
def test_a_mistake_names_the_file_the_line_and_the_right_spelling(
    portal: Portal, tmp_path: Path, row: str, line: int, words: str
) -> None:
    with pytest.raises(TimelineError, match=r"plan\.toml") as caught:
        read(portal, tmp_path, f"[[moment]]\n{row}\n")
    assert words in str(caught.value)
    assert caught.value.line == (None if "not TOML" in words else line)


def test_the_second_rows_mistake_is_on_the_second_rows_line(portal: Portal, tmp_path: Path) -> None:
    good = '[[moment]]\nat = "+1h"\nclear = "all"\n'
    with pytest.raises(TimelineError, match="line 6: there is no fault 'xyzzy'"):
        read(portal, tmp_path, good + '[[moment]]\nat = "+1h"\nclear = "xyzzy"\n')


def test_a_file_that_is_not_there_is_named(portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(TimelineError, match=r"none\.toml: cannot be read"):
        read_timeline(tmp_path / "none.toml", portal.world.find_account)
