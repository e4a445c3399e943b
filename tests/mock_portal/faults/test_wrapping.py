"""Faults that let another fault work on some requests only."""

from __future__ import annotations

import httpx
import pytest

from mock_portal.portal import Portal, PortalState
from tests.mock_portal.visitor import Visitor

LOGIN = "/pecos/login.do"
BAD = {"name": "status", "code": 503}


async def switch_on(control: httpx.AsyncClient, name: str, **ask: object) -> None:
    reply = await control.post("/faults", json={"name": name, **ask})
    assert reply.status_code == 201, reply.text


async def pages(visitor: Visitor, count: int) -> list[httpx.Response]:
    return [await visitor.get(LOGIN) for _ in range(count)]


async def test_flapping_counts_its_good_and_its_bad_requests(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await switch_on(control, "flapping", good=2, bad=1, fault=BAD, after=1)
    assert [page.status_code for page in await pages(visitor, 8)] == [200, 200, 200, 503, 200, 200, 503, 200]


async def test_flapping_wraps_what_changes_a_page_as_well(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await switch_on(control, "flapping", fault={"name": "renamed-label", "label": "User ID", "to": "Login"})
    assert [">Login</label>" in page.text for page in await pages(visitor, 4)] == [False, True] * 2


async def test_flapping_remembers_for_the_fault_that_it_wraps(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient
) -> None:
    north = portal.world.accounts["north-clinic"]
    enrollment = portal.world.enrollments_of(north.associates[0])[0]
    await switch_on(control, "flapping", fault={"name": "stale-status"}, path="/pecos/enrollments.do")
    await control.patch(f"/enrollments/{enrollment.id}", json={"status": "Revoked"})
    await visitor.sign_in(north)
    for fresh in (True, False):
        page = await visitor.get("/pecos/enrollments.do", assoc=enrollment.pac_id)
        assert ("Revoked" in page.text) is fresh


async def test_two_servers_in_turn_name_themselves_and_one_is_bad(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await switch_on(control, "half-of-two-servers", fault=BAD, sticky=False)
    seen = [(page.headers["x-served-by"], page.status_code) for page in await pages(visitor, 4)]
    assert seen == [("a", 200), ("b", 503)] * 2
    assert "PORTALSERVER" not in visitor.client.cookies


async def test_a_visitor_goes_to_the_other_server_by_leaving_the_cookie_behind(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await switch_on(control, "half-of-two-servers", fault=BAD)
    seen = set()
    for _ in range(8):
        seen.add(tuple(page.headers["x-served-by"] for page in await pages(visitor, 2)))
        del visitor.client.cookies["PORTALSERVER"]
    assert seen == {("a", "a"), ("b", "b")}


async def test_a_wrapped_fault_outlives_a_snapshot(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await switch_on(control, "flapping", fault=BAD)
    await pages(visitor, 1)
    portal.restore(PortalState.model_validate_json(portal.snapshot().model_dump_json(by_alias=True)))
    assert [page.status_code for page in await pages(visitor, 2)] == [503, 200]


@pytest.mark.parametrize("name", ["flapping", "half-of-two-servers"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (None, "required"),
        ({}, "no fault None"),
        ({"name": "statsu"}, "did you mean 'status'"),
        ({"name": ["status"]}, "no fault ['status']"),
        ({"name": "refused"}, "no fault 'refused' can go in here"),
        ({"name": "idle-limit"}, "no fault 'idle-limit' can go in here"),
        ({"name": "flapping", "fault": BAD}, "no fault 'flapping' can go in here"),
        ({"name": "status", "code": 200}, "status: code: "),
        ({"name": "status", "path": "/pecos/*"}, "status: path: "),
    ],
)
async def test_what_cannot_be_wrapped_is_refused_with_its_reason(
    control: httpx.AsyncClient, name: str, fault: object, words: str
) -> None:
    ask = {"name": name} if fault is None else {"name": name, "fault": fault}
    reply = await control.post("/faults", json=ask)
    assert (reply.status_code, reply.json()["field"]) == (422, "fault")
    assert words in reply.json()["detail"]
