"""The same seed and the same calls give the same bytes, in this process and in another one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyotp

from mock_portal.clock import machine_now
from mock_portal.control.app import control_app
from mock_portal.web.app import PortalApp
from tests.mock_portal.conftest import nothing_to_settle
from tests.mock_portal.lookups.conftest import portal_of

SEED = "7"
NOW = "2026-03-02T09:00:00-05:00"
UNLIKE = frozenset({"date", "server-timing", "transfer-encoding", "connection", "content-length"})
"""Headers of the moment and of the wire; the bodies are compared whole, so their lengths are too."""
_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


_FRACTION = re.compile(rb"(T\d\d:\d\d:\d\d)\.\d+")
Answer = tuple[str, int, tuple[tuple[str, str], ...], bytes]


@dataclass
class Ends:
    """The two ports of one portal, and every answer so far."""

    portal: httpx.AsyncClient
    control: httpx.AsyncClient
    answers: list[Answer]

    async def call(self, who: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
        """One recorded call."""
        reply = await who.request(method, path, **more)
        headers = tuple(sorted(pair for pair in reply.headers.items() if pair[0] not in UNLIKE))
        origin = str(who.base_url).rstrip("/").encode()
        body = reply.content.replace(origin, b"")
        self.answers.append((f"{method} {path}", reply.status_code, headers, body))
        return reply

    async def send(self, path: str, **fields: str) -> None:
        """A form with the token of the page that was answered last."""
        token = next(found[1] for _, _, _, body in reversed(self.answers)
                     if (found := _TOKEN.search(body.decode(errors="replace"))))  # fmt: skip
        await self.call(self.portal, "POST", path, data={"csrf_token": token, **fields})


PAGES = (
    "/pecos/home.do", "/pecos/myAssociates.do", "/pecos/enrollments.do?assoc={pac_id}",
    "/pecos/moreOptions.do?enrollment={enrollment}", "/pecos/reassignments.do?enrollment={enrollment}",
    "/pecos/medicareIdReport.do?enrollment={enrollment}",
    "/pecos/enrollmentRecord.do?enrollment={enrollment}", "/pecos/revalidations.do",
    "/pecos/applications.do?assoc={pac_id}", "/pecos/manageSignatures.do", "/pecos/feePaymentWelcome.do",
    "/pecos/documents.do?assoc={pac_id}", "/pecos/credentials.do?assoc={pac_id}",
    "/pecos/accountManagement.do", "/IAWeb/home.do", "/IAWeb/myProfile.do", "/IAWeb/myConnections.do",
    "/IAWeb/myStaff.do", "/helpdesk/home.do", "/no/such/page", "/pecos/selfService.do?npi=&lbn=clinic",
    "/api/?version=2.1&state=OH&enumeration_type=NPI-2&city=dayton", "/data.json",
    "/tools/medicare-revalidation-list",
)  # fmt: skip
CHANGES: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("PATCH", "/enrollments/{enrollment}", {"status": "Stay"}),
    ("POST", "/connections", {"pac_id": "{pac_id}", "company": "Kestrel Practice Support Inc"}),
    ("POST", "/documents", {"pac_id": "{pac_id}", "kind": "State license", "file_name": "a.pdf"}),
    ("POST", "/faults", {"name": "status", "path": "/pecos/home.do", "times": 1, "code": 503}),
    ("PUT", "/clock", {"advance": "+10m"}),
)
LISTS = ("/clock", "/accounts", "/associates", "/enrollments", "/applications", "/reassignments",
         "/signatures", "/fees", "/documents", "/credentials", "/notices", "/medicare-ids", "/records",
         "/connections", "/companies", "/staff", "/sessions", "/nppes", "/faults", "/requests",
         "/mail")  # fmt: skip


async def walk(ends: Ends) -> None:
    """Sign in, look at pages, change things, invite somebody, look again, and list everything."""
    account = portal_of().world.accounts["north-clinic"]
    names = {"pac_id": account.associates[0]}
    listed = await ends.control.get("/enrollments", params={"account": account.name})
    names["enrollment"] = listed.json()[0]["id"]
    await ends.call(ends.portal, "GET", "/pecos/login.do")
    await ends.send("/pecos/login.do", user_id=account.user_id, password=account.password)
    await ends.call(ends.portal, "GET", "/pecos/mfa.do")
    await ends.send("/pecos/mfa.do", code=pyotp.TOTP(account.totp_secret).at(machine_now()))
    for path in PAGES:
        await ends.call(ends.portal, "GET", path.format(**names))
    for method, path, body in CHANGES:
        filled = {key: one.format(**names) if isinstance(one, str) else one for key, one in body.items()}
        reply = await ends.call(ends.control, method, path.format(**names), json=filled)
        assert reply.status_code < 300, reply.text
    await ends.call(ends.portal, "GET", "/IAWeb/addStaff.do", params={"employer": account.employer})
    await ends.send("/IAWeb/addStaff.do", employer=account.employer, name="Ann Lee",
                    email="ann@guest.example", role="Staff End User")  # fmt: skip
    for path in PAGES[:4]:
        await ends.call(ends.portal, "GET", path.format(**names))
    for path in LISTS:
        await ends.call(ends.control, "GET", path)
    await ends.send("/pecos/logout.do")


@asynccontextmanager
async def in_process() -> AsyncIterator[Ends]:
    portal = portal_of()
    token = {"Authorization": "Bearer the-token"}
    faces = httpx.ASGITransport(app=PortalApp(portal))
    behind = httpx.ASGITransport(app=control_app(portal, "the-token", nothing_to_settle))
    async with (
        httpx.AsyncClient(transport=faces, base_url="http://portal.test") as visitor,
        httpx.AsyncClient(transport=behind, base_url="http://portal.test", headers=token) as control,
    ):
        yield Ends(visitor, control, [])


@contextmanager
def process(folder: Path) -> Iterator[tuple[str, str, str]]:
    """A portal of its own: its address, that of its control port, and the token."""
    folder.mkdir()
    command = (sys.executable, "-m", "mock_portal", "--port", "0", "--control-port", "0", "--seed", SEED,
               "--now", NOW)  # fmt: skip
    own = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own) as running:
        try:
            assert running.stdout is not None
            ready = json.loads(running.stdout.readline())
            yield ready["portal"], ready["control"], Path(ready["token_file"]).read_text().strip()
        finally:
            running.terminate()


def without_fractions(answers: list[Answer]) -> list[Answer]:
    """A started portal's clock has run some milliseconds before it can be stopped."""
    return [(call, status, headers, _FRACTION.sub(rb"\1", body)) for call, status, headers, body in answers]


async def test_the_same_calls_give_the_same_bytes() -> None:
    told = []
    for _ in range(2):
        async with in_process() as ends:
            await walk(ends)
            told.append(ends.answers)
    assert_same(*told)
    assert {status for _, status, _, _ in told[0]} >= {200, 201, 303, 404, 503}
    assert json.loads(next(body for call, _, _, body in told[0] if call == "GET /mail"))


async def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    told = []
    for number in range(2):
        with process(tmp_path / str(number)) as (face, behind, token):
            known = {"Authorization": f"Bearer {token}"}
            async with (
                httpx.AsyncClient(base_url=face, timeout=30) as portal,
                httpx.AsyncClient(base_url=behind, headers=known, timeout=30) as control,
            ):
                await control.put("/clock", json={"now": NOW, "frozen": True})
                ends = Ends(portal, control, [])
                await walk(ends)
                told.append(without_fractions(ends.answers))
    assert_same(*told)


def assert_same(first: list[Answer], second: list[Answer]) -> None:
    """Byte by byte, naming the call that differs."""
    for one, other in zip(first, second, strict=True):
        assert one == other, one[0]
