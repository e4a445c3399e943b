"""A portal in this process, a visitor and a control client; over a real socket only where sockets matter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache

import httpx
import pytest
from starlette.types import ASGIApp

from mock_portal.clock import PortalClock, machine_now
from mock_portal.control.app import control_app
from mock_portal.portal import Portal, PortalState, Start
from mock_portal.web.app import PortalApp
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
"""09:00 in New York."""


async def nothing_to_settle() -> None:
    """There is no listener to bring up to date."""


@cache
def seeded() -> PortalState:
    """The portal of seed 7 on a frozen morning; a state is a value, so one is enough for all tests."""
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    return Portal(Start(seed=7), clock).snapshot()


@cache
def served() -> tuple[Portal, ASGIApp]:
    """One portal with its control app for all tests, because the app takes far longer to make than a state
    to put back."""
    portal = Portal(seeded(), PortalClock())
    return portal, control_app(portal, "the-token", nothing_to_settle)


@pytest.fixture
def portal() -> Iterator[Portal]:
    portal, _ = served()
    portal.clock.machine = machine_now
    portal.sends_mail = False
    portal.restore(seeded())
    yield portal
    portal.faults.clear()


@pytest.fixture
async def visitor(portal: Portal) -> AsyncIterator[Visitor]:
    transport = httpx.ASGITransport(app=PortalApp(portal))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield Visitor(client)


@pytest.fixture
async def control(portal: Portal) -> AsyncIterator[httpx.AsyncClient]:
    shared, app = served()
    if portal is not shared:  # a test's own
        app = control_app(portal, "the-token", nothing_to_settle)
    transport = httpx.ASGITransport(app=app)
    headers = {"Authorization": "Bearer the-token"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://control.test", headers=headers
    ) as client:
        yield client


@pytest.fixture
def north(portal: Portal) -> Account:
    return portal.world.accounts["north-clinic"]
