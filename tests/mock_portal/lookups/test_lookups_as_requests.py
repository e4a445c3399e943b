"""Look-ups as requests: public, logged, open to faults, hostile input stores nothing."""

from __future__ import annotations

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

PATHS = (
    "/api/",
    "/search",
    "/provider-view/1234567893",
    "/data.json",
    "/data-api/v1/dataset/c99b5865-1119-4436-bb80-c5af2773ea1f/data",
    "/data-api/v1/dataset-resources/c99b5865-1119-4436-bb80-c5af2773ea1f",
    "/tools/medicare-revalidation-list",
    "/web/enrollment/enrollment-application-status-search",
    "/sites/default/files/x.csv",
)
HOSTILE = (
    "number=%00",
    "number=1&number=2",
    "number=" + "9" * 300,
    "last_name=%3Cscript%3Ealert(1)%3C/script%3E",
    "last_name=%27%3B%20DROP%20TABLE%20npi--%5C",
    "last_name=%ff%fe",
    "&".join(f"a{number}=1" for number in range(401)),
)


@pytest.mark.parametrize("query", HOSTILE)
async def test_hostile_input_is_refused_by_the_registry_in_its_own_shape(
    public: httpx.AsyncClient, query: str
) -> None:
    reply = await public.get(f"/api/?version=2.1&{query}")
    assert 400 <= reply.status_code < 500
    assert reply.json()["Errors"][0].keys() == {"description", "field", "number"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", HOSTILE)
async def test_hostile_input_never_breaks_a_look_up_nor_stores_anything(
    portal: Portal, public: httpx.AsyncClient, path: str, query: str
) -> None:
    world, records = portal.world.state(), portal.public.state(portal.world)
    reply = await public.get(f"{path}?{query}")
    assert reply.status_code < 500
    assert "<script>alert" not in reply.text
    assert (portal.world.state(), portal.public.state(portal.world)) == (world, records)


@pytest.mark.parametrize("path", PATHS)
async def test_a_look_up_cannot_be_posted_to(public: httpx.AsyncClient, path: str) -> None:
    assert (await public.post(path, data={"number": "1"})).status_code == 405


async def test_look_ups_open_no_session_and_are_logged_as_pages_or_probes(
    portal: Portal, public: httpx.AsyncClient
) -> None:
    for path in PATHS:
        reply = await public.get(f"{path}?version=2.1&number=1234567893")
        assert "set-cookie" not in reply.headers
        await public.get(path, headers={"User-Agent": "enrollwatch-probe/1"})
    rows = portal.requests.rows()
    assert [row.kind.value for row in rows] == ["page", "probe"] * len(PATHS)
    assert [row.path for row in rows[::2]] == list(PATHS)
    assert not portal.sessions.all()


async def test_a_fault_meets_the_look_up_that_its_path_names(
    control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    fault = {"name": "status", "code": 503, "path": "/data-api/*"}
    assert (await control.post("/faults", json=fault)).status_code == 201
    assert (await public.get(PATHS[4])).status_code == 503
    assert (await public.get("/data.json")).status_code == 200


async def test_a_signed_in_visitor_sees_the_same_and_stays_signed_in(
    visitor: Visitor, public: httpx.AsyncClient, north: Account
) -> None:
    await visitor.sign_in(north)
    for path in PATHS:
        mine = await visitor.client.get(path)
        assert mine.content == (await public.get(path)).content
    await visitor.get("/pecos/home.do")
    assert visitor.path == "/pecos/home.do"
