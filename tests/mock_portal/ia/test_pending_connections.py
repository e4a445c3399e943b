"""Requests of surrogate companies: approved, rejected, or rejected by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.portal import Portal
from mock_portal.world.connections import Connection, ConnectionPolicy, ConnectionState, System
from mock_portal.world.entities import Account
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor

DECIDE = "/IAWeb/pendingConnections.do"


def now_of(portal: Portal, connection: Connection) -> Connection:
    return portal.access.connections[connection.id]


def sees(portal: Portal, name: str, connection: Connection) -> bool:
    return connection.pac_id in portal.world.accounts[name].associates


async def test_home_shows_who_asks_for_what_since_when_and_until_when(
    visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    text = (await signed_in(visitor, meadow)).page.text
    for part in (waiting.id, "Bluestem Credentialing Partners LLC", "03/01/2026", "03/31/2026"):
        assert part in text
    assert f'<label for="pecos_{waiting.id}">PECOS' in text
    assert f'<label for="nppes_{waiting.id}">NPPES' in text


async def test_an_approved_request_lets_the_companys_users_see_the_associate(
    portal: Portal, visitor: Visitor, other: Visitor, meadow: Account, bluestem: Account, waiting: Connection
) -> None:
    await signed_in(other, bluestem)
    assert (await other.get("/pecos/enrollments.do", assoc=waiting.pac_id)).status_code == 403
    await signed_in(visitor, meadow)
    await visitor.send(DECIDE, **{f"pecos_{waiting.id}": "on", f"nppes_{waiting.id}": "on"})
    assert "The selected connection requests are approved." in visitor.page.text
    assert "You have no pending connection requests." in visitor.page.text
    assert now_of(portal, waiting).state is ConnectionState.APPROVED
    assert (await other.get("/pecos/enrollments.do", assoc=waiting.pac_id)).status_code == 200


async def test_nppes_alone_gives_no_access_to_pecos(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    await signed_in(visitor, meadow)
    await visitor.send(DECIDE, **{f"nppes_{waiting.id}": "on"})
    assert now_of(portal, waiting).systems == {System.NPPES}
    assert not sees(portal, "bluestem-cred", waiting)


async def test_access_waits_for_the_delay_that_is_set_to_the_minute(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    portal.access.policy = ConnectionPolicy(access_delay_minutes=15)
    await signed_in(visitor, meadow)
    await visitor.send(DECIDE, **{f"pecos_{waiting.id}": "on"})
    portal.clock.advance(timedelta(minutes=14, seconds=59))
    portal.run_timers()
    assert not sees(portal, "bluestem-cred", waiting)
    portal.clock.advance(timedelta(seconds=1))
    portal.run_timers()
    assert sees(portal, "bluestem-cred", waiting)


async def test_a_rejected_request_gives_nothing(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    await signed_in(visitor, meadow)
    await visitor.send(DECIDE, reject=waiting.id)
    assert "The connection request is rejected." in visitor.page.text
    assert now_of(portal, waiting).state is ConnectionState.REJECTED
    assert not sees(portal, "bluestem-cred", waiting)


def test_a_request_lapses_at_30_days_and_not_a_second_before(portal: Portal, waiting: Connection) -> None:
    portal.clock.set(waiting.requested + timedelta(days=30, seconds=-1))
    portal.run_timers()
    assert now_of(portal, waiting).state is ConnectionState.PENDING
    portal.clock.advance(timedelta(seconds=1))
    portal.run_timers()
    assert now_of(portal, waiting).state is ConnectionState.AUTO_REJECTED
    portal.clock.advance(timedelta(days=400))
    portal.run_timers()
    assert now_of(portal, waiting).decided == waiting.requested + timedelta(days=30)


async def test_a_lapsed_request_cannot_be_approved_any_more(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    portal.clock.set(waiting.requested + timedelta(days=30, seconds=-1))
    await signed_in(visitor, meadow)
    portal.clock.advance(timedelta(seconds=1))
    page = await visitor.send(DECIDE, **{f"pecos_{waiting.id}": "on"})
    assert (page.status_code, visitor.heading) == (409, "Request Not Accepted")
    assert now_of(portal, waiting).state is ConnectionState.AUTO_REJECTED


async def test_nothing_selected_is_told_beside_the_boxes(visitor: Visitor, meadow: Account) -> None:
    await signed_in(visitor, meadow)
    page = await visitor.send(DECIDE)
    assert page.status_code == 400
    assert visitor.alerts == ["Select PECOS or NPPES for at least one request."]
    assert 'aria-describedby="pending-error"' in page.text


@pytest.mark.parametrize("key", ["C0", "' or 1=1 --", "../../etc/passwd", "<script>", "C٣", ""])
async def test_a_request_that_is_none_is_refused_and_nothing_is_stored(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection, key: str
) -> None:
    await signed_in(visitor, meadow)
    before = portal.access.state()
    fields = {f"pecos_{key}": "on", f"pecos_{waiting.id}": "on"}
    assert (await visitor.send(DECIDE, **fields)).status_code == 409
    assert portal.access.state() == before


async def test_a_system_nobody_asked_for_cannot_be_granted(
    portal: Portal, visitor: Visitor, meadow: Account, waiting: Connection
) -> None:
    narrow = waiting.model_copy(update={"systems": frozenset({System.NPPES})})
    portal.access.connections[waiting.id] = narrow
    await signed_in(visitor, meadow)
    assert (await visitor.send(DECIDE, **{f"pecos_{waiting.id}": "on"})).status_code == 409
    assert now_of(portal, waiting) == narrow


async def test_the_company_and_the_person_are_granted_apart(portal: Portal) -> None:
    company, person = portal.world.accounts["seabrook-oncology"].associates
    assert person in portal.world.accounts["bluestem-cred"].associates
    assert company not in portal.world.accounts["bluestem-cred"].associates
