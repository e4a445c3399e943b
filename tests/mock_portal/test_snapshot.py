"""The whole state as one value: put back exactly after a busy time, and refused where it makes no sense."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

PARTS = ("applications", "reassignments", "signatures", "fees", "documents", "credentials", "notices",
         "medicare_ids", "records")  # fmt: skip


async def lead_a_busy_life(portal: Portal, control: httpx.AsyncClient, visitor: Visitor) -> None:
    """Sign in, look around, and change one thing of every kind."""
    north = portal.world.accounts["north-clinic"]
    await visitor.sign_in(north)
    for path in ("/pecos/home.do", "/pecos/myAssociates.do", "/IAWeb/myStaff.do", "/IAWeb/myProfile.do"):
        await visitor.get(path)
    pac_id = north.associates[0]
    enrollment = portal.world.enrollments_of(pac_id)[0].id
    application = next(iter(portal.filing.applications))
    changes: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("PATCH", "/accounts/valley-pediatrics", {"locked": True}),
        ("PATCH", f"/enrollments/{enrollment}", {"status": "Stay"}),
        ("POST", "/medicare-ids", {"enrollment_id": enrollment, "number": "H123456"}),
        ("POST", "/fees", {"application_id": application}),
        ("POST", "/documents", {"pac_id": pac_id, "kind": "DEA registration", "file_name": "dea.pdf"}),
        ("POST", "/notices", {"enrollment_id": enrollment, "kind": "First notice"}),
        ("POST", "/companies", {"name": "Harbor Filing Co"}),
        ("POST", "/connections", {"pac_id": pac_id, "company": "Kestrel Practice Support Inc"}),
        ("POST", "/staff", {"employer": north.employer, "name": "A", "email": "a@a.example",
                            "role": "Access Manager"}),
        ("POST", "/faults", {"name": "slow", "seconds": 0}),
        ("PUT", "/clock", {"advance": "+40d"}),
    )  # fmt: skip
    for method, path, body in changes:
        reply = await control.request(method, path, json=body)
        assert reply.status_code < 300, (path, reply.text)
    await visitor.get("/pecos/home.do")


async def test_after_a_busy_time_everything_is_put_back_exactly(
    portal: Portal, control: httpx.AsyncClient, visitor: Visitor
) -> None:
    await lead_a_busy_life(portal, control, visitor)
    kept, state = (await control.get("/snapshot")).content, portal.snapshot()
    assert all(getattr(state.filing, part) for part in PARTS if part != "records")
    assert (await control.post("/reset", json={"seed": 9, "scale": 3})).status_code == 200
    assert (await control.get("/snapshot")).content != kept
    assert (await control.put("/snapshot", content=kept)).status_code == 200
    assert portal.snapshot() == state
    assert (await control.get("/snapshot")).content == kept
    await control.put("/clock", json={"advance": "+1d"})
    after = portal.snapshot()
    await control.put("/snapshot", content=kept)
    await control.put("/clock", json={"advance": "+1d"})
    assert portal.snapshot().filing == after.filing  # timers go on as if nothing had been
    assert portal.snapshot().world == after.world


REFERENCES = {
    "pac_id": "1", "enrollment_id": "I0", "individual": "I0", "group": "I0", "application_id": "A0",
    "company": "B0", "account": "nobody",
}  # fmt: skip


def references(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in a state something is named, one place for each list and field."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in REFERENCES and isinstance(inner, str) and len(place) > 1:
                yield (*place, name)
            yield from references(inner, (*place, name))
    elif isinstance(value, list):
        first: dict[str | int, tuple[str | int, ...]] = {}
        for number, inner in enumerate(value):
            for found in references(inner, (*place, number)):
                first.setdefault(found[-1], found)
        yield from first.values()


def at(state: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        state = state[step]
    return state


LOG = {("requests", "account"), ("sessions", "account"), ("world", "account")}
"""Who did something may be gone since."""


async def test_a_state_that_names_nobody_is_refused_and_changes_nothing(
    portal: Portal, control: httpx.AsyncClient, visitor: Visitor
) -> None:
    await lead_a_busy_life(portal, control, visitor)
    kept = (await control.get("/snapshot")).json()
    before = (await control.get("/snapshot")).content
    places = [one for one in references(kept) if (one[0], one[-1]) not in LOG]
    assert {one[1] for one in places if one[0] == "filing"} >= set(PARTS) - {"records"}
    accepted = []
    for place in places:
        spoiled = copy.deepcopy(kept)
        at(spoiled, place[:-1])[place[-1]] = REFERENCES[str(place[-1])]
        reply = await control.put("/snapshot", json=spoiled)
        if reply.status_code != 422:
            accepted.append(place)
            await control.put("/snapshot", content=before)
    assert accepted == []
    assert (await control.get("/snapshot")).content == before


@pytest.mark.parametrize(
    "part",
    [
        (), ("world",), ("access",), ("filing",), ("filing", "policy"), ("filing", "applications", 0),
        ("world", "accounts", 0), ("clock",),
    ],
)  # fmt: skip
async def test_a_state_with_an_unknown_key_is_refused_and_changes_nothing(
    control: httpx.AsyncClient, north: Account, part: tuple[str | int, ...]
) -> None:
    kept = (await control.get("/snapshot")).content
    spoiled = json.loads(kept)
    at(spoiled, part)["nmae"] = "x"
    reply = await control.put("/snapshot", json=spoiled)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert (await control.get("/snapshot")).content == kept
