"""An application on its way: a visitor who fills in topics, uploads and submits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from mock_portal.filing.applications import Application
from mock_portal.portal import Portal
from mock_portal.web.app import PortalApp
from mock_portal.world.entities import Account, Associate
from tests.mock_portal.applications.walking import Walker
from tests.mock_portal.visitor import Visitor


@pytest.fixture
async def other(portal: Portal) -> AsyncIterator[Visitor]:
    """A second browser."""
    transport = httpx.ASGITransport(app=PortalApp(portal))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield Visitor(client)


@pytest.fixture
def hale(portal: Portal, north: Account) -> Associate:
    """A practitioner of the north clinic."""
    return portal.world.associates[north.associates[1]]


@pytest.fixture
async def walker(portal: Portal, visitor: Visitor, north: Account) -> Walker:
    """The north clinic's official, signed in."""
    await visitor.sign_in(north)
    return Walker(portal, visitor)


@pytest.fixture
async def draft(walker: Walker, hale: Associate) -> Application:
    """A first 855I in another state, just begun."""
    return await walker.begin_first(hale, state="IN")
