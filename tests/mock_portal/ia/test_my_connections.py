"""My Connections: adding a surrogate, asking as a company, ending a connection."""

from __future__ import annotations

import re

import pytest

from mock_portal.mail import tell_requested
from mock_portal.portal import Portal
from mock_portal.world.connections import Connection, ConnectionState, System
from mock_portal.world.entities import Account
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.pecos.shown import rows
from tests.mock_portal.visitor import Visitor

ADD, ASK, LIST = "/IAWeb/addSurrogate.do", "/IAWeb/requestConnection.do", "/IAWeb/myConnections.do"


def company(portal: Portal, name: str) -> str:
    return next(one.id for one in portal.access.companies.values() if one.name.startswith(name))


async def test_a_surrogate_is_found_by_part_of_a_name_without_an_npi(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await signed_in(visitor, north)
    page = await visitor.get(ADD, provider=north.associates[0], name="CONTINENTAL", npi="")
    assert re.findall(r"<td>(.*?)</td>", page.text)[:2] == ["Continental Billing Company", "none"]


async def test_a_surrogate_is_found_by_npi(portal: Portal, visitor: Visitor, north: Account) -> None:
    kestrel = portal.access.companies[company(portal, "Kestrel")]
    await signed_in(visitor, north)
    page = await visitor.get(ADD, provider=north.associates[0], name="", npi=kestrel.npi or "")
    assert re.findall(r"<td>(.*?)</td>", page.text)[:2] == [kestrel.name, kestrel.npi]


@pytest.mark.parametrize(
    ("name", "npi", "alert"),
    [
        ("", "", "Enter an Organization Name or an NPI."),
        ("   ", "", "Enter an Organization Name or an NPI."),
        ("x", "", "Enter at least 2 characters of the Organization Name."),
        ("", "1234567890", "Enter a valid NPI: 10 digits, without blanks."),
        ("", " 1234567893", "Enter a valid NPI: 10 digits, without blanks."),
    ],
)
async def test_a_search_that_makes_no_sense_is_told_at_its_field(
    visitor: Visitor, north: Account, name: str, npi: str, alert: str
) -> None:
    await signed_in(visitor, north)
    page = await visitor.get(ADD, provider=north.associates[0], name=name, npi=npi)
    assert (page.status_code, visitor.alerts) == (400, [alert])


async def test_what_is_not_found_can_be_asked_for_instead(visitor: Visitor, north: Account) -> None:
    await signed_in(visitor, north)
    page = await visitor.get(ADD, provider=north.associates[0], name="<script>alert(1)</script>")
    assert "Ask the organization to send you a connection request instead" in page.text
    assert "<script>alert" not in page.text


async def test_submit_shows_a_review_and_only_done_makes_the_connection(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, bluestem: Account
) -> None:
    fields = {"provider": north.associates[0], "pick": company(portal, "Bluestem"), "pecos": "on"}
    await signed_in(visitor, north)
    await visitor.get(ADD, provider=fields["provider"], pick=fields["pick"])
    before = portal.access.state()
    await visitor.send(ADD, **fields)
    assert visitor.heading == "Review"
    assert portal.access.state() == before
    await visitor.send(ADD, **fields, step="done")
    made = next(one for one in portal.access.connections.values() if one.requested_by == "north-clinic")
    assert (made.state, made.systems) == (ConnectionState.APPROVED, frozenset({System.PECOS}))
    assert f"Tracking ID {made.id}: the connection is now Approved." in visitor.page.text
    await signed_in(other, bluestem)
    assert "North Clinic Physicians LLC" in (await other.get("/pecos/myAssociates.do")).text


async def test_without_a_box_ticked_nothing_is_submitted(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await signed_in(visitor, north)
    before = portal.access.state()
    page = await visitor.send(ADD, provider=north.associates[0], pick=company(portal, "Kestrel"), step="done")
    assert (page.status_code, visitor.alerts) == (400, ["Select PECOS, NPPES, or both."])
    assert portal.access.state() == before


async def test_a_second_connection_of_the_same_two_is_refused(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    await signed_in(visitor, meadow)
    await visitor.send(ADD, provider=waiting.pac_id, pick=waiting.company, pecos="on", step="done")
    assert visitor.page.status_code == 400
    assert visitor.alerts[0].startswith("There is already a connection between the two: Tracking ID")


async def test_a_company_asks_and_the_provider_is_told_and_approves(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, bluestem: Account
) -> None:
    portal.access.policy = portal.access.policy.model_copy(update={"silent_share": 0.0})
    await signed_in(other, bluestem)
    mine = company(portal, "Bluestem")
    page = await other.get(ASK, company=mine, name="North Clinic")
    assert north.associates[0] in page.text
    await other.send(ASK, company=mine, pick=north.associates[0], pecos="on", nppes="on", step="done")
    made = next(one for one in portal.access.connections.values() if one.pac_id == north.associates[0])
    assert made.state is ConnectionState.PENDING
    asked = {north.email, portal.world.accounts["north-second"].email}
    assert {(one["to"], one["kind"]) for one in portal.world.mail} == {
        (email, "connection-requested") for email in asked
    }
    await signed_in(visitor, north)
    await visitor.send("/IAWeb/pendingConnections.do", **{f"pecos_{made.id}": "on"})
    assert north.associates[0] in portal.world.accounts["bluestem-cred"].associates
    assert portal.world.mail[-1]["to"] == bluestem.email


async def test_a_removed_connection_takes_the_access_away(
    portal: Portal, visitor: Visitor, other: Visitor, bluestem: Account
) -> None:
    seabrook = portal.world.accounts["seabrook-oncology"]
    granted = next(one for one in portal.access.seen_by(seabrook) if one.state is ConnectionState.APPROVED)
    await signed_in(other, bluestem)
    assert (await other.get("/pecos/enrollments.do", assoc=granted.pac_id)).status_code == 200
    await signed_in(visitor, seabrook)
    await visitor.get(LIST)
    await visitor.send("/IAWeb/removeConnection.do", id=granted.id)
    assert "the connection is now Removed" in visitor.page.text
    assert (await other.get("/pecos/enrollments.do", assoc=granted.pac_id)).status_code == 403
    assert granted.pac_id in portal.world.accounts["seabrook-oncology"].associates
    assert (await visitor.send("/IAWeb/removeConnection.do", id=granted.id)).status_code == 409


async def test_the_auto_rejected_request_is_listed_as_such(portal: Portal, visitor: Visitor) -> None:
    await signed_in(visitor, portal.world.accounts["thornbury-eyecare"])
    cells = re.findall(r"<td>(.*?)</td>", (await visitor.get(LIST)).text)
    assert cells[-3:] == ["01/30/2026", "03/01/2026", "Auto-rejected"]


def test_a_share_of_requests_sends_no_mail_and_always_the_same_ones(portal: Portal) -> None:
    def mailed() -> list[str]:
        portal.reset(portal.start, portal.clock.now())
        for day in range(40):
            pac_id = portal.world.accounts["riverbend-dme"].associates[0]
            one = Connection(
                id=f"C{day:09d}", pac_id=pac_id, company=company(portal, "Kestrel"),
                systems=frozenset(System), requested=portal.clock.now(), requested_by="control",
            )  # fmt: skip
            tell_requested(portal.access, portal.world, portal.start.seed, one)
        return [one["body"] for one in portal.world.mail]

    first = mailed()
    assert 15 < len(first) / 2 < 40  # two officials are told
    assert mailed() == first


async def test_each_connection_names_its_provider_by_npi_too(
    portal: Portal, visitor: Visitor, bluestem: Account
) -> None:
    await signed_in(visitor, bluestem)
    await visitor.get(LIST)
    seen = portal.access.seen_by(bluestem)
    named = [portal.world.associates[one.pac_id] for one in seen]
    shown = [row[:3] for row in rows(visitor, "Connections of your organizations")]
    assert shown == [[one.id, provider.name, provider.npi] for one, provider in zip(seen, named, strict=True)]
