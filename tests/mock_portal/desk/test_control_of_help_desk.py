"""The help desk over the control port."""

from __future__ import annotations

import httpx
import pytest

from mock_portal.portal import Portal
from tests.mock_portal.visitor import Visitor


async def test_a_problem_that_is_listed_and_changed_shows_on_the_page(
    control: httpx.AsyncClient, visitor: Visitor
) -> None:
    reply = await control.post("/help-desk/problems", json={"title": "Fee page is slow"})
    assert reply.status_code == 201, reply.text
    problem = reply.json()
    assert problem == {
        "id": "K0004", "title": "Fee page is slow", "since": "2026-03-02T14:00:00Z",
        "state": "Under investigation", "work_around": "",
    }  # fmt: skip
    change = {"state": "Work-around available", "work_around": "Pay before 9 a.m."}
    changed = (await control.patch("/help-desk/problems/K0004", json=change)).json()
    assert changed == {**problem, **change}
    assert (await control.get("/help-desk/problems/K0004")).json() == changed
    assert (await control.get("/help-desk/problems")).json()[0] == changed
    text = (await visitor.get("/helpdesk/problems.do")).text
    assert (
        "Fee page is slow</th><td>03/02/2026</td><td>Work-around available</td><td>Pay before 9 a.m." in text
    )


async def test_a_reply_by_hand_answers_the_ticket_and_mails_it(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    ticket = (await control.get("/help-desk/tickets", params={"account": "north-clinic"})).json()[0]
    where = f"/help-desk/tickets/{ticket['number']}"
    changed = (await control.patch(where, json={"reply": "Please try again."})).json()
    assert changed["state"] == "Answered"
    assert changed["replies"][-1]["text"] == "Please try again."
    assert (await control.get(where)).json() == changed
    assert portal.world.mail[-1]["kind"] == "ticket-answered"
    assert "Please try again." in portal.world.mail[-1]["body"]
    closed = (await control.patch(where, json={"state": "Closed"})).json()
    assert closed == {**changed, "state": "Closed"}
    assert len(portal.world.mail) == 1


async def test_tickets_are_listed_for_all_latest_first(control: httpx.AsyncClient) -> None:
    tickets = (await control.get("/help-desk/tickets")).json()
    assert [one["account"] for one in tickets] == ["north-clinic", "valley-pediatrics"]


async def test_the_hours_are_settings(control: httpx.AsyncClient, visitor: Visitor) -> None:
    hours = {"opens": 10, "closes": 16, "closed_on_holidays": False, "answer_hours": 2}
    assert (await control.patch("/help-desk/hours", json=hours)).json() == hours
    text = (await visitor.get("/helpdesk/home.do")).text
    assert "closed now.</strong> It opens next on Monday, 03/02/2026, at 10 a.m." in text
    assert "10 a.m. to 4 p.m. Eastern Time." in text
    await control.post("/reset")
    assert (await control.get("/help-desk/hours")).json()["opens"] == 7


@pytest.mark.parametrize(
    ("method", "path", "ask", "status", "words"),
    [
        ("PATCH", "/help-desk/hours", {"opens": 20}, 422, "open at 20 and close at 19"),
        ("PATCH", "/help-desk/hours", {"closes": 24}, 422, "less than or equal to 23"),
        ("PATCH", "/help-desk/problems/K9", {}, 404, "GET /help-desk/problems lists them"),
        ("PATCH", "/help-desk/problems/K0001", {"since": None}, 422, "since"),
        ("POST", "/help-desk/problems", {}, 422, "title"),
        ("GET", "/help-desk/tickets/1", None, 404, "GET /help-desk/tickets lists them"),
        ("GET", "/help-desk/tickets?account=nobody", None, 404, "GET /accounts lists them"),
    ],
)
async def test_what_cannot_be_done_says_why_and_what_to_do(
    control: httpx.AsyncClient, method: str, path: str, ask: object, status: int, words: str
) -> None:
    reply = await control.request(method, path, json=ask)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert words in reply.json()["detail"]
