"""A client that is nobody, of the usual portal and of a larger one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from mock_portal.clock import PortalClock
from mock_portal.portal import Portal, Start
from mock_portal.web.app import PortalApp
from tests.mock_portal.conftest import MORNING


def client_of(portal: Portal) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=PortalApp(portal))
    return httpx.AsyncClient(transport=transport, base_url="http://portal.test")


def portal_of(seed: int = 7, scale: int = 0) -> Portal:
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    return Portal(Start(seed=seed, scale=scale), clock)


@pytest.fixture
async def public(portal: Portal) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(portal) as client:
        yield client


@pytest.fixture(scope="session")
def crowd() -> Portal:
    """Read only: tests share it."""
    return portal_of(scale=400)


@pytest.fixture
async def public_crowd(crowd: Portal) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(crowd) as client:
        yield client
