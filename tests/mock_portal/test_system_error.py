"""The fault that puts a message with a code at the top of a page."""

from __future__ import annotations

import httpx
import pytest

from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

REAL = "SYS-101: Error in Processing Contact System Administrator"


async def switch_on(control: httpx.AsyncClient, **ask: object) -> None:
    reply = await control.post("/faults", json={"name": "system-error", **ask})
    assert reply.status_code == 201, reply.text


async def test_the_real_words_stand_right_below_the_heading_of_the_pages_named(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await switch_on(control, path="/pecos/*s.do")
    await visitor.sign_in(north)
    assert visitor.alerts == []
    text = (await visitor.get("/pecos/myAssociates.do")).text
    assert text.split("</h1>")[1].strip().startswith('<div class="alert" role="alert" id="alert-1">SYS-101: ')
    assert visitor.alerts == [REAL]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"kind": "entry"}, "VAL-004: Enter a valid NPI: 10 digits, without blanks."),
        ({"code": "SYS-102", "text": "Broken <here>"}, "SYS-102: Broken <here>"),
        ({"kind": "entry", "code": "VAL-003"}, "VAL-003: Enter a valid NPI: 10 digits, without blanks."),
    ],
)
async def test_kind_code_and_words_can_be_chosen(
    visitor: Visitor, control: httpx.AsyncClient, ask: dict[str, str], said: str
) -> None:
    await switch_on(control, **ask)
    page = await visitor.get("/pecos/login.do")
    assert visitor.alerts == [said]
    assert "<here>" not in page.text


async def test_a_page_s_own_alert_follows(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await switch_on(control)
    await visitor.get("/pecos/login.do", notice="sign-in")
    assert visitor.alerts == [REAL, "Please sign in."]


@pytest.mark.parametrize(
    ("ask", "field"),
    [({"kind": "sys"}, "kind"), ({"code": "101"}, "code"), ({"text": ""}, "text"), ({"words": "x"}, "words")],
)
async def test_what_makes_no_sense_is_refused_by_its_field(
    control: httpx.AsyncClient, ask: dict[str, str], field: str
) -> None:
    reply = await control.post("/faults", json={"name": "system-error", **ask})
    assert reply.status_code == 422
    assert reply.json()["field"] == field
