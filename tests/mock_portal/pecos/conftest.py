"""A visitor who is signed in to PECOS, a second browser, and an application that waits for a signature."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from mock_portal.filing.records import SignatureRequest
from mock_portal.portal import Portal
from mock_portal.web.app import PortalApp
from mock_portal.world.entities import Account
from tests.mock_portal.pecos.filed import S, asked, enrollment_of, filed
from tests.mock_portal.visitor import Visitor


@pytest.fixture
async def marta(visitor: Visitor, north: Account) -> Visitor:
    """North clinic's Authorized Official, signed in."""
    await visitor.sign_in(north)
    return visitor


@pytest.fixture
async def stranger(portal: Portal) -> AsyncIterator[Visitor]:
    """A second browser; nobody is signed in."""
    transport = httpx.ASGITransport(app=PortalApp(portal))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield Visitor(client)


@pytest.fixture
def waiting(portal: Portal, north: Account) -> SignatureRequest:
    """Marta's signature, asked for on a change of her group's information."""
    return asked(portal, filed(portal, enrollment_of(portal, north), S.PENDING_E_SIGNATURE))
