"""The help desk's pages: who sees what, which questions become tickets, and when they are answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from mock_portal.clock import PortalClock
from mock_portal.desk.records import TicketState
from mock_portal.portal import Portal, Start
from mock_portal.web.app import PortalApp
from mock_portal.world.entities import Account
from tests.mock_portal.conftest import MORNING
from tests.mock_portal.visitor import Visitor

QUESTION = {
    "subject": "Page stays white",
    "code": "SYS-104",
    "page": "My Associates",
    "text": "Nothing appears for 2 minutes.",
}


async def signed_in(visitor: Visitor, account: Account) -> Visitor:
    await visitor.sign_in(account)
    assert visitor.heading == "PECOS Home"
    return visitor


async def ask(visitor: Visitor, **changed: str) -> httpx.Response:
    await visitor.get("/helpdesk/ask.do")
    return await visitor.send("/helpdesk/ask.do", **{**QUESTION, **changed})


async def test_the_home_page_says_open_in_working_hours_and_how_to_reach_the_desk(visitor: Visitor) -> None:
    await visitor.get("/helpdesk")
    assert visitor.path == "/helpdesk/home.do"
    text = visitor.page.text
    assert "The help desk is open now." in text
    assert "7 a.m. to 7 p.m. Eastern Time, except on federal holidays." in text
    told = (
        "1-866-484-8049",
        "1-866-523-4759",
        "EUSsupport@cgi.com",
        "PECOSsupport@cms.hhs.gov",
        "no live chat",
    )
    assert [words for words in told if words not in text] == []


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-07T17:00:00+00:00", "closed now.</strong> It opens next on Monday, 03/09/2026, at 7 a.m."),
        (
            "2026-12-25T17:00:00+00:00",
            "Today is a holiday: Christmas Day. It opens next on Monday, 12/28/2026, at 7 a.m.",
        ),
    ],
)
async def test_the_home_page_says_closed_and_when_the_desk_opens_again(
    portal: Portal, visitor: Visitor, moment: str, words: str
) -> None:
    portal.clock.set(datetime.fromisoformat(moment), frozen=True)
    assert words in (await visitor.get("/helpdesk/home.do")).text


async def test_a_fault_is_no_known_problem_until_somebody_lists_it(portal: Portal, visitor: Visitor) -> None:
    before = (await visitor.get("/helpdesk/problems.do")).text
    portal.faults.add({"name": "slow", "path": "/pecos/*"}, portal.statuses(), portal.clock.now())
    assert (await visitor.get("/helpdesk/problems.do")).text == before
    assert before.count('<th scope="row">') == 3


@pytest.mark.parametrize("path", ["history.do", "ask.do", "ticket.do"])
async def test_support_history_asks_for_a_pecos_sign_in(visitor: Visitor, path: str) -> None:
    await visitor.get(f"/helpdesk/{path}")
    assert (visitor.path, visitor.alerts) == ("/pecos/login.do", ["Please sign in."])


async def test_a_question_about_a_system_error_becomes_a_ticket_with_mail(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await signed_in(visitor, north)
    await ask(visitor)
    ticket = portal.desk.tickets_of("north-clinic")[0]
    assert visitor.heading == f"Ticket {ticket.number}"
    assert "Your question is with the help desk." in visitor.page.text
    assert ticket.number.startswith("260302-")
    assert (ticket.subject, ticket.code, ticket.state) == ("Page stays white", "SYS-104", TicketState.WAITING)
    mail = portal.world.mail[-1]
    assert (mail["kind"], mail["to"], mail["at"]) == ("ticket-opened", north.email, ticket.opened.isoformat())
    assert ticket.number in mail["body"]
    await visitor.get("/helpdesk/history.do")
    assert "Showing 2 tickets" in visitor.page.text
    assert "Waiting for the help desk" in visitor.page.text


async def test_a_ticket_is_answered_after_eight_working_hours_and_mailed_then(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    portal.clock.set(datetime(2026, 3, 6, 23, 0, tzinfo=UTC), frozen=True)  # Friday, 6 p.m.
    await signed_in(visitor, north)
    await ask(visitor)
    number = portal.desk.tickets_of("north-clinic")[0].number
    await control.put("/clock", json={"now": "2026-03-09T13:59:59-04:00"})
    assert portal.desk.tickets[number].state is TicketState.WAITING
    await control.put("/clock", json={"advance": "2d"})
    ticket = portal.desk.tickets[number]
    assert ticket.state is TicketState.ANSWERED
    assert ticket.replies[-1].at == datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
    mail = next(one for one in portal.world.mail if one["kind"] == "ticket-answered")
    assert (mail["kind"], mail["at"]) == ("ticket-answered", "2026-03-09T18:00:00+00:00")
    assert "reported to operations" in mail["body"]


@pytest.mark.parametrize(
    ("code", "heading", "words"),
    [
        ("VAL-004", "Ask Your Contractor", "OH: CGS Administrators (J15)"),
        ("val-001", "Ask Your Contractor", "not a system error"),
        ("AUTH-206", "Ask Your Authorized Official", "no access to this provider"),
    ],
)
async def test_what_is_no_system_error_becomes_no_ticket_but_says_who_helps(
    portal: Portal, visitor: Visitor, north: Account, code: str, heading: str, words: str
) -> None:
    await signed_in(visitor, north)
    before = (portal.desk.state(), list(portal.world.mail))
    page = await ask(visitor, code=code)
    assert visitor.heading == heading
    assert words in page.text
    assert (portal.desk.state(), portal.world.mail) == before


async def test_a_question_without_a_code_becomes_a_ticket(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await signed_in(visitor, north)
    await ask(visitor, code="")
    assert portal.desk.tickets_of("north-clinic")[0].code is None


@pytest.mark.parametrize(
    ("changed", "alert"),
    [
        ({"subject": " "}, "Enter the subject."),
        ({"subject": "x" * 101}, "Enter a subject of at most 100 characters."),
        ({"code": "104"}, "Enter a message code like SYS-102, or leave the field empty."),
        ({"page": ""}, "Enter the name or the address of the page."),
        ({"text": ""}, "Enter what happened."),
    ],
)
async def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(
    portal: Portal, visitor: Visitor, north: Account, changed: dict[str, str], alert: str
) -> None:
    await signed_in(visitor, north)
    page = await ask(visitor, **changed)
    assert (page.status_code, visitor.alerts) == (400, [alert])
    typed = next(value for name, value in QUESTION.items() if name not in changed)
    assert f'value="{typed}"' in page.text
    assert len(portal.desk.tickets_of("north-clinic")) == 1


async def test_another_persons_ticket_is_not_found(portal: Portal, visitor: Visitor, north: Account) -> None:
    other = portal.desk.tickets_of("valley-pediatrics")[0]
    await signed_in(visitor, north)
    page = await visitor.get("/helpdesk/ticket.do", number=other.number)
    assert (page.status_code, visitor.heading) == (404, "Ticket Not Found")
    assert other.text not in page.text


async def test_the_same_seed_and_calls_give_the_same_ticket_number() -> None:
    first = await walk(7)
    assert await walk(7) == first
    assert await walk(8) != first


async def walk(seed: int) -> list[dict[str, str]]:
    """Ask a question of a fresh portal; returns the mail about it."""
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    portal = Portal(Start(seed=seed), clock)
    transport = httpx.ASGITransport(app=PortalApp(portal))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        visitor = Visitor(client)
        await signed_in(visitor, portal.world.accounts["north-clinic"])
        await ask(visitor)
    return portal.world.mail


async def test_a_snapshot_keeps_tickets_and_problems(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await signed_in(visitor, north)
    await ask(visitor)
    await control.post("/help-desk/problems", json={"title": "Printing is slow"})
    kept = portal.desk.state()
    snapshot = (await control.get("/snapshot")).content
    await control.post("/reset")
    assert portal.desk.state() != kept
    assert (await control.put("/snapshot", content=snapshot)).status_code == 200
    assert portal.desk.state() == kept
    await control.put(
        "/clock", json={"now": (kept.tickets[-1].answer_due + timedelta(seconds=1)).isoformat()}
    )
    assert portal.desk.tickets_of("north-clinic")[0].state is TicketState.ANSWERED
