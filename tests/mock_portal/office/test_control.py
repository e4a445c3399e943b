"""The contractor's work by hand, and the office's rules, over the control port."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from mock_portal.filing.applications import ApplicationState as S
from mock_portal.filing.applications import Reason
from mock_portal.world.entities import EnrollmentStatus
from tests.mock_portal.office.desk import Desk


async def act(control: httpx.AsyncClient, key: str, action: str, **more: str) -> httpx.Response:
    return await control.post(f"/applications/{key}/actions", json={"action": action, **more})


async def done(control: httpx.AsyncClient, key: str, action: str, **more: str) -> dict[str, Any]:
    reply = await act(control, key, action, **more)
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert isinstance(found, dict)
    return found


async def test_every_step_can_be_taken_by_hand(desk: Desk, control: httpx.AsyncClient) -> None:
    await control.patch("/filing-policy", json={"works_by_itself": False})
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    key = application.web_tracking_id or ""
    assert (await done(control, key, "receive"))["case_number"] is not None
    for action, state in (
        ("review", S.IN_REVIEW),
        ("order-site-visit", S.SITE_VISIT),
        ("review", S.IN_REVIEW),
        ("ask-fee", S.FEE_REQUESTED),
        ("review", S.IN_REVIEW),
        ("recommend", S.APPROVAL_RECOMMENDED),
        ("approve", S.APPROVED),
    ):
        assert (await done(control, key, action))["state"] == state.value
    assert desk.portal.filing.records[application.enrollment_id or ""].entries


@pytest.mark.parametrize(
    ("action", "state", "status"),
    [
        ("approve", "approved", EnrollmentStatus.APPROVED),
        ("deny", "denied", EnrollmentStatus.DENIED),
        ("reject", "rejected", None),
        ("return", "returned", None),
        ("withdraw", "withdrawn", None),
    ],
)
async def test_a_seeded_pending_enrollment_can_be_decided_by_hand(
    desk: Desk, control: httpx.AsyncClient, action: str, state: str, status: EnrollmentStatus | None
) -> None:
    enrollment = desk.enrollment("Farrow, Imogen")
    (listed,) = (await control.get("/applications", params={"enrollment": enrollment.id})).json()
    decided = await done(control, listed["id"], action, text="because of the test.")
    assert decided["state"] == state
    now = desk.portal.world.enrollments.get(enrollment.id)
    assert (now and now.status) == status
    assert (await control.get("/snapshot")).status_code == 200
    assert (await control.put("/snapshot", json=(await control.get("/snapshot")).json())).status_code == 200


async def test_corrections_by_hand_name_what_and_why(desk: Desk, control: httpx.AsyncClient) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    await control.put("/clock", json={"advance": "2d"})
    asked = await done(
        control, application.id, "ask-corrections", topic="Contact Person", text="Give a number."
    )
    assert asked["state"] == "returned_for_corrections"
    (correction,) = asked["corrections"]
    assert (correction["topic"], correction["text"]) == ("Contact Person", "Give a number.")
    told = (await control.get("/mail")).json()[-1]
    assert "Give a number." in told["body"]


@pytest.mark.parametrize(
    ("ask", "status", "field"),
    [
        ({"action": "ask-corrections"}, 422, "topic"),
        ({"action": "ask-corrections", "topic": "Contact Person"}, 422, "text"),
        ({"action": "ask-corrections", "topic": "", "text": "x"}, 422, "topic"),
        ({"action": "applaud"}, 422, "action"),
        ({"action": "approve", "who": "me"}, 422, "who"),
        ({}, 422, "action"),
        ({"action": "receive"}, 409, None),
    ],
)
async def test_an_action_that_cannot_be_is_refused_and_nothing_is_stored(
    desk: Desk, control: httpx.AsyncClient, ask: dict[str, str], status: int, field: str | None
) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    await control.put("/clock", json={"advance": "2d"})
    before = (await control.get("/snapshot")).content
    reply = await control.post(f"/applications/{application.id}/actions", json=ask)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json().get("field") == field
    assert (await control.get("/snapshot")).content == before


async def test_an_unknown_application_is_not_found(control: httpx.AsyncClient) -> None:
    assert (await act(control, "T000000000000000", "approve")).status_code == 404


async def test_the_rules_are_read_and_changed_one_by_one(control: httpx.AsyncClient) -> None:
    before = (await control.get("/filing-policy")).json()
    assert before["signature_days"] == 20
    after = (await control.patch("/filing-policy", json={"stay_days": 60})).json()
    assert after == {**before, "stay_days": 60}
    kept = (await control.get("/snapshot")).json()
    await control.patch("/filing-policy", json={"stay_days": 10, "decided_after_days": [1, 2]})
    assert (await control.put("/snapshot", json=kept)).status_code == 200
    assert (await control.get("/filing-policy")).json() == after


@pytest.mark.parametrize(
    "patch",
    [
        {"stay_days": 61},
        {"corrections_asked_share": 1.5},
        {"signature_days": 0},
        {"decided_after_days": [1]},
        {"decided_after_days": [-1, 2]},
        {"non_billing_months": None},
        {"patience": 3},
    ],
)
async def test_a_rule_out_of_its_range_is_refused(control: httpx.AsyncClient, patch: dict[str, Any]) -> None:
    before = (await control.get("/filing-policy")).json()
    reply = await control.patch("/filing-policy", json=patch)
    assert reply.status_code == 422, reply.text
    assert reply.json()["field"] == next(iter(patch))
    assert (await control.get("/filing-policy")).json() == before


async def test_a_shortened_period_takes_effect_at_once(desk: Desk, control: httpx.AsyncClient) -> None:
    application = desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    await control.put("/clock", json={"advance": "12h"})
    await control.patch("/filing-policy", json={"received_after_days": 0})
    shown = (await control.get(f"/applications/{application.id}")).json()
    assert shown["state"] == "received"
    assert shown["history"][-1]["at"] == "2026-03-03T02:00:00Z"


async def test_the_day_of_the_last_claim_can_be_told(desk: Desk, control: httpx.AsyncClient) -> None:
    enrollment = desk.enrollment("Achterberg, Wendell")
    ask = {"enrollment_id": enrollment.id, "day": "2025-03-10"}
    assert (await control.post("/last-billed", json=ask)).status_code == 201
    assert (await control.get(f"/last-billed/{enrollment.id}")).json() == ask
    await control.put("/clock", json={"advance": "10d"})
    assert desk.again(enrollment).status is EnrollmentStatus.DEACTIVATED


async def test_advancing_the_clock_brings_everything_in_the_order_of_its_time(
    desk: Desk, control: httpx.AsyncClient
) -> None:
    desk.file(desk.enrollment("Achterberg, Wendell"), Reason.CHANGE)
    before = len(desk.portal.world.mail)
    await control.put("/clock", json={"advance": "90d"})
    fresh = (await control.get("/mail")).json()[before:]
    times = [one["at"] for one in fresh]
    assert {"application-approved", "enrollment-deactivated"} <= {one["kind"] for one in fresh}
    assert times == sorted(times)
