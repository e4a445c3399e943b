"""Faults that only a real socket shows."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.served import Served, serve
from tests.mock_portal.visitor import Visitor


@pytest.fixture
async def served(portal: Portal, tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(portal, tmp_path) as one:
        yield one


@pytest.fixture
async def served_over_tls(portal: Portal, tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(portal, tmp_path, https=True) as one:
        yield one


async def test_refused_closes_the_socket_and_opens_it_again(served: Served) -> None:
    async with served.client() as client:
        assert (await client.get("/pecos/login.do")).status_code == 200
        fault = await served.fault(name="refused")
        with pytest.raises(httpx.ConnectError):
            await client.get("/pecos/login.do")
        await served.control.delete(f"/faults/{fault}")
        assert (await client.get("/pecos/login.do")).status_code == 200


async def test_refused_keeps_to_its_portal_times(served: Served) -> None:
    await served.fault(name="refused", **{"from": "2026-03-02T15:00:00Z", "until": "2026-03-02T16:00:00Z"})
    async with served.client() as client:
        assert (await client.get("/pecos/login.do")).status_code == 200
        await served.control.put("/clock", json={"advance": "1h"})
        with pytest.raises(httpx.ConnectError):
            await client.get("/pecos/login.do")
        await served.control.put("/clock", json={"advance": "1h"})
        assert (await client.get("/pecos/login.do")).status_code == 200


async def raw_answer(served: Served, path: str = "/pecos/login.do") -> tuple[bytes, Exception | None]:
    """What a bare socket reads until the end, and how it ended."""
    url = httpx.URL(served.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {url.host}\r\n\r\n".encode())
    received = b""
    try:
        while piece := await asyncio.wait_for(reader.read(65536), 5):
            received += piece
    except ConnectionResetError as error:
        return received, error
    finally:
        writer.close()
    return received, None


async def test_reset_breaks_off_in_mid_page_with_a_reset(served: Served) -> None:
    await served.fault(name="reset")
    received, end = await raw_answer(served)
    assert isinstance(end, ConnectionResetError)
    assert b"200 OK" in received
    assert b"</html>" not in received


async def test_truncated_promises_the_whole_page_and_closes_politely(served: Served) -> None:
    await served.fault(name="truncated", share=0.3)
    received, end = await raw_answer(served)
    assert end is None
    head, _, body = received.partition(b"\r\n\r\n")
    promised = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert len(body) == int(promised * 0.3)
    async with served.client() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/pecos/login.do")


async def test_hung_before_the_headers_sends_nothing_until_it_is_let_go(served: Served) -> None:
    fault = await served.fault(name="hung")
    answer = asyncio.create_task(raw_answer(served))
    done, _ = await asyncio.wait([answer], timeout=0.3)
    assert not done
    await served.control.delete(f"/faults/{fault}")
    assert await answer == (b"", None)
    rows = (await served.control.get("/requests")).json()
    assert [row["status"] for row in rows] == [None]


async def test_hung_after_the_headers_sends_these_and_no_page(served: Served) -> None:
    fault = await served.fault(name="hung", at="after")
    async with served.client() as client, client.stream("GET", "/pecos/login.do") as page:
        assert page.status_code == 200
        await served.control.delete(f"/faults/{fault}")
        with pytest.raises(httpx.RemoteProtocolError):
            await page.aread()


async def test_a_hung_visitor_who_gives_up_holds_nothing(served: Served, portal: Portal) -> None:
    await served.fault(name="hung", times=1)
    async with served.client() as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/pecos/login.do", timeout=0.2)
        assert (await client.get("/pecos/login.do")).status_code == 200


async def test_the_portal_stops_while_a_visitor_hangs(portal: Portal, tmp_path: Path) -> None:
    async with serve(portal, tmp_path) as served:
        await served.fault(name="hung")
        answer = asyncio.create_task(raw_answer(served))
        while not (await served.control.get("/requests")).json():
            continue
    assert await answer == (b"", None)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("expired", "expired"), ("wrong-name", "not valid for|mismatch"), ("self-signed", "self-signed")],
)
async def test_certificate_swaps_what_new_connections_see(
    served_over_tls: Served, kind: str, words: str
) -> None:
    served = served_over_tls
    async with served.client() as client:
        assert (await client.get("/pecos/login.do")).status_code == 200
        fault = await served.fault(name="certificate", kind=kind)
        with pytest.raises(httpx.ConnectError, match=words):
            await client.get("/pecos/login.do")
        await served.control.delete(f"/faults/{fault}")
        assert (await client.get("/pecos/login.do")).status_code == 200


async def test_a_stranger_to_the_authority_does_not_trust_it(served_over_tls: Served) -> None:
    async with httpx.AsyncClient(base_url=served_over_tls.url, verify=ssl.create_default_context()) as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get("/pecos/login.do")


async def test_over_tls_the_session_cookie_is_secure_and_signing_in_works(
    served_over_tls: Served, north: Account
) -> None:
    async with served_over_tls.client() as client:
        page = await client.get("/pecos/login.do")
        assert "secure" in page.headers["set-cookie"].lower()
        visitor = Visitor(client)
        await visitor.sign_in(north)
        assert visitor.heading == "PECOS Home"


async def test_reset_and_truncated_work_over_tls_too(served_over_tls: Served) -> None:
    for name in ("reset", "truncated"):
        await served_over_tls.fault(name=name)
        async with served_over_tls.client() as client:
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                await client.get("/pecos/login.do")
        await served_over_tls.control.delete("/faults")
