"""Where and when a fault works, and how a wrong ask is answered."""

from __future__ import annotations

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

LOGIN = "/pecos/login.do"


async def switch_on(control: httpx.AsyncClient, **ask: object) -> dict[str, object]:
    reply = await control.post("/faults", json={"name": "status", **ask})
    assert reply.status_code == 201, reply.text
    shown: dict[str, object] = reply.json()
    return shown


async def statuses(visitor: Visitor, count: int, path: str = LOGIN) -> list[int]:
    return [(await visitor.get(path)).status_code for _ in range(count)]


async def test_a_path_pattern_limits_the_pages(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await switch_on(control, path="/IAWeb/*")
    assert await statuses(visitor, 1) == [200]
    assert await statuses(visitor, 1, "/IAWeb/login.do") == [500]


async def test_the_default_path_means_pages_and_spares_what_the_browser_fetches_by_itself(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await switch_on(control)
    assert await statuses(visitor, 1, "/static/portal.css") == [200]
    await control.delete("/faults")
    await switch_on(control, path="/static/*")
    assert await statuses(visitor, 1, "/static/portal.css") == [500]


async def test_an_account_limits_the_fault_from_its_sign_in_on(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await switch_on(control, account=north.user_id)
    assert await statuses(visitor, 1) == [200]
    await visitor.type_password(north)
    assert visitor.page.status_code == 500
    await visitor.sign_in(portal.world.accounts["riverbend-dme"])
    assert visitor.heading == "PECOS Home"


async def test_after_times_and_every_count_requests(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await switch_on(control, after=2, times=2, every=2)
    assert await statuses(visitor, 8) == [200, 200, 200, 500, 200, 500, 200, 200]
    shown = (await control.get("/faults")).json()[0]
    assert (shown["matched"], shown["applied"]) == (8, 2)


async def test_from_and_until_bound_the_portal_time(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await switch_on(control, **{"from": "2026-03-02T15:00:00Z", "until": "2026-03-02T10:10:00-05:00"})
    seen = []
    for _ in range(4):
        seen += await statuses(visitor, 1)
        await control.put("/clock", json={"advance": "30m" if len(seen) < 3 else "10m"})
    assert seen == [200, 200, 500, 200]


async def test_faults_are_switched_off_one_by_one_or_all(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    first = await switch_on(control, code=500)
    await switch_on(control, code=503)
    assert await statuses(visitor, 1) == [500]
    assert (await control.delete(f"/faults/{first['id']}")).status_code == 204
    assert await statuses(visitor, 1) == [503]
    await control.delete("/faults")
    assert await statuses(visitor, 1) == [200]


@pytest.mark.parametrize(
    ("ask", "field", "words"),
    [
        ({}, "name", "needs a name"),
        ({"name": "slwo"}, "name", "did you mean 'slow'"),
        ({"name": "slow", "secnds": 1}, "secnds", "did you mean 'seconds'"),
        ({"name": "slow", "acount": "x"}, "acount", "did you mean 'account'"),
        ({"name": "slow", "seconds": -1}, "seconds", "greater than or equal"),
        ({"name": "slow", "times": 0}, "times", "greater than or equal"),
        ({"name": "slow", "from": "2026-03-02T15:00:00"}, "from", "timezone"),
        ({"name": "slow", "path": "pecos/*"}, "path", "path: no address matches 'pecos/*'"),
        ({"name": "slow", "account": "nobody"}, "account", "no account"),
        ({"name": "renamed-label", "label": "x"}, "to", "required"),
        ({"name": "maintenance", "status": 404}, "status", "200 or 503"),
        ({"name": "refused", "account": "north-clinic"}, "account", "whole portal"),
        (
            {"name": "slow", "from": "2026-03-02T15:00:00Z", "until": "2026-03-02T15:00:00Z"},
            None,
            "later than",
        ),
    ],
)
async def test_a_wrong_ask_names_the_field_and_the_right_spelling(
    control: httpx.AsyncClient, ask: dict[str, object], field: str | None, words: str
) -> None:
    reply = await control.post("/faults", json=ask)
    assert (reply.status_code, reply.json().get("field")) == (422, field)
    assert words in reply.json()["detail"]
    assert (await control.get("/faults")).json() == []


async def test_switching_off_what_is_not_on_is_a_404(control: httpx.AsyncClient) -> None:
    reply = await control.delete("/faults/f99")
    assert reply.status_code == 404
    assert "f99" in reply.json()["detail"]
