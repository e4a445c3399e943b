"""Answers that get slower, and a banner that wants an answer first."""

from __future__ import annotations

import asyncio
import re
import time
from html import unescape

import httpx

from tests.mock_portal.visitor import Visitor

LOGIN = "/pecos/login.do"


async def fault(control: httpx.AsyncClient, name: str, **ask: object) -> str:
    reply = await control.post("/faults", json={"name": name, **ask})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def seconds_in_data_base(visitor: Visitor) -> float:
    page = await visitor.get(LOGIN)
    return float(re.findall(r"db;dur=([\d.]+)", page.headers["server-timing"])[0]) / 1000


async def test_slowing_down_by_the_hour_of_portal_time_up_to_its_most(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "slowing-down", step=0, hourly=0.2, most=0.3, database=True)
    waits = []
    for _ in range(3):
        waits.append(await seconds_in_data_base(visitor))
        await control.put("/clock", json={"advance": "1h"})
    assert waits[0] < 0.1
    assert 0.2 <= waits[1] < 0.3 <= waits[2] < 0.4


async def test_switching_slowing_down_off_ends_the_wait(visitor: Visitor, control: httpx.AsyncClient) -> None:
    number = await fault(control, "slowing-down", step=60)
    await visitor.get(LOGIN)
    began = time.monotonic()
    page = asyncio.create_task(visitor.get(LOGIN))
    done, _ = await asyncio.wait([page], timeout=0.1)
    assert not done
    await control.delete(f"/faults/{number}")
    assert (await page).status_code == 200
    assert time.monotonic() - began < 30


async def accept(visitor: Visitor) -> None:
    """Send the banner's form as a browser without scripts does."""
    form = visitor.page.text.split('id="consent"')[1].split("</form>")[0]
    action = re.findall(r'method="get" action="([^"]+)"', form)[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}
    await visitor.get(unescape(action), **fields)


def asks(visitor: Visitor) -> bool:
    return 'id="consent"' in visitor.page.text


async def test_consent_leads_back_to_the_same_page_with_its_fields(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "consent-banner", text="Cookies & <more>")
    await visitor.get("/pecos/selfService.do", lbn='cl"inic & co')
    assert "Cookies &amp; &lt;more&gt;" in visitor.page.text
    await accept(visitor)
    assert not asks(visitor)
    assert visitor.page.url.params["lbn"] == 'cl"inic & co'
    assert "consent" not in visitor.page.url.params
    await visitor.get(LOGIN)
    assert not asks(visitor)


async def test_consent_to_an_earlier_banner_is_none_to_this_one(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "consent-banner")
    await visitor.get(LOGIN)
    await accept(visitor)
    await control.delete("/faults")
    await control.put("/clock", json={"advance": "1h"})
    await fault(control, "consent-banner")
    await visitor.get(LOGIN)
    assert asks(visitor)


async def test_consent_is_no_write_in_the_request_log(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "consent-banner")
    await visitor.get("/pecos/manageSignatures.do")
    await accept(visitor)
    kinds = {row["kind"] for row in (await control.get("/requests")).json()}
    assert "write" not in kinds
