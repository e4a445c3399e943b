"""A listener that speaks old TLS only, as old and new clients meet it."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mock_portal.portal import Portal
from tests.mock_portal.faults.guest import LOGIN, old_client
from tests.mock_portal.served import Served, serve


@pytest.fixture
async def served(portal: Portal, tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(portal, tmp_path, https=True) as one:
        yield one


async def spoken(served: Served) -> str:
    """The version that an old client gets."""
    async with old_client(served) as client, client.stream("GET", LOGIN) as page:
        assert page.status_code == 200
        return str(page.extensions["network_stream"].get_extra_info("ssl_object").version())


@pytest.mark.parametrize(("newest", "version"), [("1.1", "TLSv1.1"), ("1.0", "TLSv1")])
async def test_an_old_client_gets_the_newest_that_there_is(served: Served, newest: str, version: str) -> None:
    await served.fault(name="tls-only-old", newest=newest)
    assert await spoken(served) == version


async def test_a_connection_that_is_already_open_does_not_outlive_the_change(served: Served) -> None:
    async with served.client() as client:
        assert (await client.get(LOGIN)).status_code == 200
        fault = await served.fault(name="tls-only-old")
        with pytest.raises(httpx.ConnectError):
            await client.get(LOGIN)
        await served.control.delete(f"/faults/{fault}")
        assert (await client.get(LOGIN)).status_code == 200


async def test_a_client_of_today_is_told_that_the_version_is_the_reason(served: Served) -> None:
    await served.fault(name="tls-only-old")
    today = ssl.create_default_context()
    today.minimum_version = ssl.TLSVersion.TLSv1_2
    async with httpx.AsyncClient(base_url=served.url, verify=today) as client:
        with pytest.raises(httpx.ConnectError, match="alert protocol version"):
            await client.get(LOGIN)


async def test_an_old_client_is_refused_as_long_as_all_is_well(served: Served) -> None:
    with pytest.raises(httpx.ConnectError, match="alert protocol version"):
        await spoken(served)


async def test_it_goes_together_with_a_bad_certificate_and_leaves_no_trace(served: Served) -> None:
    old = await served.fault(name="tls-only-old")
    bad = await served.fault(name="certificate", kind="expired")
    with pytest.raises(httpx.ConnectError, match="expired"):
        await spoken(served)
    await served.control.delete(f"/faults/{old}")
    async with served.client() as client:
        with pytest.raises(httpx.ConnectError, match="expired"):
            await client.get(LOGIN)
        await served.control.delete(f"/faults/{bad}")
        assert (await client.get(LOGIN)).status_code == 200
    with pytest.raises(httpx.ConnectError):
        await spoken(served)
