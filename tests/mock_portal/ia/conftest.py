"""People of the cast with something to do in I&A, and a second visitor beside the first."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.web.app import PortalApp
from mock_portal.world.connections import Connection, ConnectionState
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor


@pytest.fixture
async def other(portal: Portal) -> AsyncIterator[Visitor]:
    """A second browser."""
    transport = httpx.ASGITransport(app=PortalApp(portal))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield Visitor(client)


@pytest.fixture
def meadow(portal: Portal) -> Account:
    """An Authorized Official with one pending request."""
    return portal.world.accounts["meadow-pulmonary"]


@pytest.fixture
def bluestem(portal: Portal) -> Account:
    """The surrogate company that asked."""
    return portal.world.accounts["bluestem-cred"]


@pytest.fixture
def waiting(portal: Portal, meadow: Account) -> Connection:
    """The request that waits for meadow."""
    return next(one for one in portal.access.seen_by(meadow) if one.state is ConnectionState.PENDING)


async def signed_in(visitor: Visitor, account: Account) -> Visitor:
    """The visitor, signed in to I&A."""
    await visitor.sign_in(account, "/IAWeb")
    assert visitor.heading == "I&A Home"
    return visitor
