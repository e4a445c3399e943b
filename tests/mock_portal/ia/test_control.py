"""Connections, staff and recovery over the control port, and in reset and snapshot."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.connections import Connection, ConnectionState
from mock_portal.world.entities import Account
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor


async def test_connections_are_listed_whole_and_by_account(
    control: httpx.AsyncClient, waiting: Connection
) -> None:
    every = (await control.get("/connections")).json()
    mine = (await control.get("/connections", params={"account": "meadow-pulmonary"})).json()
    asked = (await control.get("/connections", params={"account": "bluestem-cred"})).json()
    assert [one["id"] for one in mine] == [waiting.id]
    assert len(every) > len(asked) == 5
    assert mine[0]["provider"] == "Meadow Pulmonary PC"
    assert mine[0]["lapses"] == "2026-03-31T14:00:00Z"
    assert (await control.get(f"/connections/{waiting.id}")).json() == mine[0]


async def test_a_state_set_by_hand_gives_and_takes_access(
    portal: Portal, control: httpx.AsyncClient, waiting: Connection
) -> None:
    path = f"/connections/{waiting.id}"
    for state, seen in (("Approved", True), ("Removed", False), ("Approved", True), ("Pending", False)):
        reply = await control.patch(path, json={"state": state})
        assert (reply.status_code, reply.json()["state"]) == (200, state)
        assert (waiting.pac_id in portal.world.accounts["bluestem-cred"].associates) is seen


async def test_an_older_request_lapses_at_once(control: httpx.AsyncClient, waiting: Connection) -> None:
    reply = await control.patch(f"/connections/{waiting.id}", json={"requested": "2026-01-31"})
    assert reply.json()["state"] == "Auto-rejected"


async def test_a_request_can_be_made_for_anybody_once(control: httpx.AsyncClient, north: Account) -> None:
    ask = {
        "pac_id": north.associates[0],
        "company": "Kestrel Practice Support Inc",
        "requested": "2026-02-20",
    }
    made = await control.post("/connections", json=ask)
    assert (made.status_code, made.json()["state"], made.json()["owner"]) == (201, "Pending", north.employer)
    assert (await control.post("/connections", json=ask)).status_code == 409


async def test_the_delay_of_access_is_a_setting(
    portal: Portal, control: httpx.AsyncClient, waiting: Connection
) -> None:
    assert (await control.get("/connection-policy")).json()["access_delay_minutes"] == 0
    await control.patch("/connection-policy", json={"access_delay_minutes": 60})
    reply = await control.patch(f"/connections/{waiting.id}", json={"state": "Approved"})
    assert reply.json()["access_given"] is False
    await control.put("/clock", json={"advance": "60m"})
    assert (await control.get(f"/connections/{waiting.id}")).json()["access_given"] is True


async def test_the_long_profile_of_passwords_is_felt_on_the_page(
    control: httpx.AsyncClient, visitor: Visitor, north: Account
) -> None:
    await signed_in(visitor, north)
    await control.patch("/password-policy", json={"profile": "15-20", "mixed_case": True})
    text = (await visitor.get("/IAWeb/resetPassword.do")).text
    assert "15 to 20 characters with upper and lower case letters" in text
    await visitor.send("/IAWeb/resetPassword.do", current_password=north.password,
                       new_password="fresh@word1", confirm_password="fresh@word1")  # fmt: skip
    assert "at least 15 characters" in visitor.alerts[0]
    assert "both an upper case and a lower case letter" in visitor.alerts[0]
    await control.post("/reset", json={"now": "2026-03-02T14:00:00Z"})
    assert (await control.get("/password-policy")).json()["shortest"] == 8


async def test_staff_is_read_and_changed(control: httpx.AsyncClient) -> None:
    team = (await control.get("/staff", params={"account": "juniper-nephrology"})).json()
    assert [one["state"] for one in team] == ["Invited", "Invited", "Expired"]
    path = f"/staff/{team[0]['id']}"
    assert (await control.patch(path, json={"invited": "2026-01-31"})).json()["state"] == "Expired"
    assert (await control.patch(path, json={"state": "Active"})).status_code == 422
    assert (await control.get(path)).json()["state"] == "Expired"


async def test_recovery_is_read_and_changed(control: httpx.AsyncClient) -> None:
    path = "/recovery/north-clinic"
    change = {"backups": [], "answers_set": "2024-03-02", "failed_rounds": 3}
    reply = (await control.patch(path, json=change)).json()
    assert (reply["backups"], reply["answers_set"], reply["failed_rounds"]) == ([], "2024-03-02T05:00:00Z", 3)
    assert (await control.get(path)).json() == reply
    assert len((await control.get("/recovery")).json()) == len((await control.get("/accounts")).json())


async def test_the_last_sign_in_can_be_moved(control: httpx.AsyncClient) -> None:
    reply = await control.patch("/accounts/north-clinic", json={"last_sign_in": "2025-03-02T14:00:00Z"})
    assert reply.json()["last_sign_in"] == "2025-03-02T14:00:00Z"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/connections/C0", None, 404),
        ("GET", "/connections?account=nobody", None, 404),
        ("PATCH", "/connections/C0", {"state": "Approved"}, 404),
        ("POST", "/connections", {"pac_id": "1", "company": "Kestrel Practice Support Inc"}, 422),
        ("POST", "/connections", {"pac_id": "1"}, 422),
        ("GET", "/staff/F0", None, 404),
        ("GET", "/staff?account=nobody", None, 404),
        ("PATCH", "/staff/F0", {}, 404),
        ("GET", "/recovery/nobody", None, 404),
        ("PATCH", "/recovery/north-clinic", {"failed_rounds": -1}, 422),
        ("PATCH", "/recovery/north-clinic", {"backups": [{"kind": "Fax", "target": "1"}]}, 422),
        ("PATCH", "/recovery/north-clinic", {"answer": "x"}, 422),
        ("PATCH", "/connection-policy", {"life_days": 0}, 422),
        ("PATCH", "/password-policy", {"profile": "1-2"}, 422),
        ("PATCH", "/connection-policy", {"silent_share": 2}, 422),
    ],
)
async def test_asks_that_make_no_sense_are_problems_and_change_nothing(
    portal: Portal, control: httpx.AsyncClient, method: str, path: str, body: object, status: int
) -> None:
    before = portal.access.state()
    reply = await control.request(method, path, json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert portal.access.state() == before


async def test_a_snapshot_puts_everything_back_and_a_reset_begins_anew(
    portal: Portal, control: httpx.AsyncClient, waiting: Connection
) -> None:
    seeded = portal.access.state()
    await control.patch(f"/connections/{waiting.id}", json={"state": "Approved"})
    changed, kept = portal.access.state(), (await control.get("/snapshot")).json()
    await control.post("/reset", json={"now": portal.clock.now().isoformat()})
    assert portal.access.connections[waiting.id].state is ConnectionState.PENDING
    assert [one.id for one in portal.access.state().connections] == [one.id for one in seeded.connections]
    assert (await control.put("/snapshot", json=kept)).status_code == 200
    assert portal.access.state() == changed


async def test_a_snapshot_with_a_connection_to_nobody_is_refused(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    kept = (await control.get("/snapshot")).json()
    kept["access"]["connections"][0]["pac_id"] = "1"
    assert (await control.put("/snapshot", json=kept)).status_code == 422


async def test_a_lapsed_request_is_told_at_its_own_moment(
    portal: Portal, control: httpx.AsyncClient, waiting: Connection
) -> None:
    await control.patch("/connection-policy", json={"silent_share": 0})
    await control.put("/clock", json={"advance": "+60d"})
    told = [one for one in (await control.get("/mail")).json() if waiting.id in one["body"]]
    assert [one["at"] for one in told] == [(waiting.requested + timedelta(days=30)).isoformat()]
    assert "Auto-rejected" in told[0]["body"]
