"""Idle limits, keep-alive, and what a visitor sees when a session is over."""

from __future__ import annotations

from datetime import timedelta

import httpx

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor


async def seconds_left(visitor: Visitor) -> int:
    reply = await visitor.client.get("/session.do")
    assert reply.json().keys() == {"seconds_left", "limit_minutes"}
    return int(reply.json()["seconds_left"])


async def test_a_session_lives_through_29_minutes_and_ends_at_30(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    portal.clock.advance(timedelta(minutes=29, seconds=59))
    await visitor.get("/pecos/home.do")
    assert visitor.heading == "PECOS Home"
    portal.clock.advance(timedelta(minutes=30))
    await visitor.get("/pecos/myAssociates.do")
    assert (visitor.path, visitor.heading) == ("/pecos/timedOut.do", "Session Timed Out")
    assert "Your session ended after 30 minutes of inactivity." in visitor.page.text


async def test_in_ia_the_timed_out_page_is_that_of_ia(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north, "/IAWeb")
    portal.clock.advance(timedelta(minutes=31))
    await visitor.get("/IAWeb/myProfile.do")
    assert visitor.path == "/IAWeb/timedOut.do"
    assert 'href="/IAWeb/login.do"' in visitor.page.text


async def test_asking_for_the_seconds_left_is_no_activity(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    assert await seconds_left(visitor) == 1800
    portal.clock.advance(timedelta(minutes=25))
    assert await seconds_left(visitor) == 300
    portal.clock.advance(timedelta(minutes=5))
    assert await seconds_left(visitor) == 0


async def test_continue_session_starts_the_30_minutes_anew(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    home = visitor.page
    portal.clock.advance(timedelta(minutes=25))
    await visitor.send("/keepAlive.do")
    assert await seconds_left(visitor) == 1800
    visitor.page = home
    portal.clock.advance(timedelta(minutes=31))
    await visitor.send("/keepAlive.do")
    assert visitor.heading == "Session Timed Out"


async def test_the_seconds_left_need_a_session(visitor: Visitor) -> None:
    assert (await visitor.client.get("/session.do")).status_code == 401


async def test_a_session_killed_over_the_control_port_looks_timed_out(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await visitor.sign_in(north)
    assert (await control.delete("/sessions", params={"account": "north-clinic"})).json() == {"killed": 1}
    await visitor.get("/pecos/home.do")
    assert visitor.heading == "Session Timed Out"


async def test_sessions_that_ran_out_ended_each_at_its_own_moment(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    began = portal.clock.now()
    await visitor.sign_in(north)
    await control.put("/clock", json={"advance": "+46d"})
    last = (await control.get("/sessions")).json()[-1]
    assert last["ending"] == "timed_out"
    assert last["ended"] == (began + timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    assert last["seconds_left"] == 0


async def test_a_code_page_left_open_times_out_too(portal: Portal, visitor: Visitor, north: Account) -> None:
    await visitor.type_password(north)
    portal.clock.advance(timedelta(minutes=31))
    await visitor.type_code(north)
    assert visitor.heading == "Session Timed Out"


async def test_a_sign_in_form_left_open_for_days_still_works(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.get("/pecos/login.do")
    portal.clock.advance(timedelta(days=3))
    await visitor.send("/pecos/login.do", user_id=north.user_id, password=north.password)
    assert visitor.heading == "Multi-Factor Authentication"
