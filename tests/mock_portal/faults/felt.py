"""For each fault: how it is asked for here, and how a visitor notices it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx

from mock_portal.world.entities import EnrollmentStatus
from tests.mock_portal.faults.guest import LOGIN, Guest, old_client
from tests.mock_portal.faults.tables import links, order, table
from tests.mock_portal.visitor import Visitor


@dataclass(frozen=True)
class Felt:
    """`feel` tells whether the fault is there for somebody who comes now."""

    feel: Callable[[Guest], Awaitable[bool]]
    ask: Mapping[str, object] = field(default_factory=dict)
    https: bool = False


async def counted(guest: Guest) -> bool:
    page = await guest.get()
    faults = (await guest.served.control.get("/faults")).json()
    return page.status_code == 200 and any(one["applied"] for one in faults)


async def slow(guest: Guest) -> bool:
    return min([await guest.seconds() for _ in range(3)]) > 0.4


async def slower_each_time(guest: Guest) -> bool:
    """The second answer waits 0.4 s and the third 0.8; a busy machine may hold up any of them besides."""
    first, second, third = [await guest.seconds() for _ in range(3)]
    return second > 0.4 and third > 0.8 and third > first + 0.3


def status(code: int) -> Callable[[Guest], Awaitable[bool]]:
    async def feel(guest: Guest) -> bool:
        return (await guest.get()).status_code == code

    return feel


def error(kind: type[Exception], words: str = "") -> Callable[[Guest], Awaitable[bool]]:
    async def feel(guest: Guest) -> bool:
        try:
            await guest.client.get(LOGIN, timeout=2, follow_redirects=True)
        except kind as caught:
            return words in str(caught).lower()
        return False

    return feel


async def no_byte(guest: Guest) -> bool:
    page = await guest.get()
    return (page.status_code, page.content) == (200, b"")


async def noise(guest: Guest) -> bool:
    page = await guest.get()
    return "text/html" in page.headers["content-type"] and b"<html" not in page.content


async def json_for_a_page(guest: Guest) -> bool:
    return (await guest.get()).headers["content-type"] == "application/json"


async def maintenance(guest: Guest) -> bool:
    return "<h1>System Maintenance</h1>" in (await guest.get()).text


async def thrown_back(guest: Guest) -> bool:
    return (await guest.visitor()).path == LOGIN


async def killed_on_the_next_page(guest: Guest) -> bool:
    visitor = await guest.visitor("/pecos/myAssociates.do")
    return visitor.heading == "Session Timed Out"


async def out_after_eleven_minutes(guest: Guest) -> bool:
    visitor = await guest.visitor()
    await guest.served.control.put("/clock", json={"advance": "11m"})
    await visitor.get("/pecos/home.do")
    return visitor.heading == "Session Timed Out"


async def code_refused(guest: Guest) -> bool:
    return (await guest.visitor()).alerts == ["The verification code you entered is not valid."]


async def locked(guest: Guest) -> bool:
    visitor = Visitor(guest.client)
    await visitor.type_password(guest.north)
    return any(alert.startswith("Your account is locked") for alert in visitor.alerts)


def says(words: str) -> Callable[[Guest], Awaitable[bool]]:
    async def feel(guest: Guest) -> bool:
        return words in (await guest.get()).text

    return feel


def user_ids(count: int) -> Callable[[Guest], Awaitable[bool]]:
    async def feel(guest: Guest) -> bool:
        return order((await guest.get()).text, "user_id") == ["user_id"] * count

    return feel


async def user_id_last(guest: Guest) -> bool:
    return order((await guest.get()).text, "user_id", "password") == ["password", "user_id"]


async def no_status_column(guest: Guest) -> bool:
    rows = table(await guest.enrollments(), "Enrollments")
    return all("Status" not in row and "Approved" not in row for row in rows)


async def headers_alone(guest: Guest) -> bool:
    return len(table(await guest.enrollments(), "Enrollments")) == 1


async def walked_by_next(guest: Guest) -> bool:
    page, pages = await guest.get("/pecos/selfService.do", lbn="clinic"), 1
    while following := links(page.text).get("Next"):
        page, pages = await guest.get(following), pages + 1
    return pages > 1


async def iso_dates(guest: Guest) -> bool:
    return re.search(r"Today is \d{4}-\d\d-\d\d", (await guest.get()).text) is not None


async def a_stranger(guest: Guest) -> bool:
    own = guest.portal.world.associates[guest.north.associates[0]]
    return own.npi not in await guest.enrollments()


async def status_of_before(guest: Guest) -> bool:
    first = guest.portal.world.enrollments_of(guest.north.associates[0])[0]
    deactivated = first.status is EnrollmentStatus.DEACTIVATED
    fresh = EnrollmentStatus.APPROVED if deactivated else EnrollmentStatus.DEACTIVATED
    await guest.served.control.patch(f"/enrollments/{first.id}", json={"status": fresh})
    shown = next(row for row in table(await guest.enrollments(), "Enrollments") if first.id in row)
    return fresh.value not in shown


async def may_be_kept(guest: Guest) -> bool:
    return "no-store" not in (await guest.get()).headers["cache-control"]


async def signed_by_itself(guest: Guest) -> bool:
    return "/static/self-submit.js" in (await guest.visitor()).page.text


async def consent_is_asked_once(guest: Guest) -> bool:
    page = await guest.get()
    asked = re.search(r'name="consent" value="([^"]+)"', page.text)
    if asked is None:
        return False
    await guest.get(consent=asked[1])
    return 'name="consent"' not in (await guest.get()).text


async def only_old_clients_get_in(guest: Guest) -> bool:
    async with old_client(guest.served) as old:
        try:
            async with old.stream("GET", LOGIN) as page:
                version = page.extensions["network_stream"].get_extra_info("ssl_object").version()
        except httpx.ConnectError:
            return False
    return version == "TLSv1.1" and await error(httpx.ConnectError)(guest)


async def every_second_bad(guest: Guest) -> bool:
    return await guest.statuses(4) in ([200, 503] * 2, [503, 200] * 2)


async def some_visitors_are_always_well_and_some_never(guest: Guest) -> bool:
    seen = []
    for _ in range(8):
        async with guest.served.client() as client:
            seen.append(await Guest(guest.served, guest.portal, client).statuses(3))
    return {tuple(one) for one in seen} == {(200, 200, 200), (503, 503, 503)}


_BAD = {"name": "status", "code": 503}
FELT = {
    "null": Felt(counted),
    "slow": Felt(slow, {"seconds": 0.5}),
    "slowing-down": Felt(slower_each_time, {"step": 0.4}),
    "status": Felt(status(503), {"code": 503}),
    "refused": Felt(error(httpx.ConnectError)),
    "reset": Felt(error(httpx.ReadError)),
    "hung": Felt(error(httpx.ReadTimeout)),
    "truncated": Felt(error(httpx.RemoteProtocolError, "without sending complete")),
    "empty": Felt(no_byte),
    "garbled": Felt(noise),
    "wrong-content-type": Felt(json_for_a_page),
    "redirect-loop": Felt(error(httpx.TooManyRedirects)),
    "maintenance": Felt(maintenance),
    "thrown-back": Felt(thrown_back),
    "session-killed": Felt(killed_on_the_next_page, {"after_pages": 1}),
    "idle-limit": Felt(out_after_eleven_minutes, {"minutes": 10}),
    "mfa-skew": Felt(code_refused, {"seconds": 600}),
    "lock-out": Felt(locked),
    "captcha": Felt(says("<h2>Security check</h2>")),
    "rate-limit": Felt(status(429)),
    "block-page": Felt(status(403)),
    "renamed-label": Felt(says(">Login name</label>"), {"label": "User ID", "to": "Login name"}),
    "doubled-element": Felt(user_ids(2), {"element": "User ID"}),
    "removed-element": Felt(user_ids(0), {"element": "User ID"}),
    "moved-element": Felt(user_id_last, {"element": "User ID"}),
    "removed-column": Felt(no_status_column, {"column": "Status"}),
    "empty-table": Felt(headers_alone),
    "paging-added": Felt(walked_by_next, {"size": 1}),
    "translated": Felt(says('<html lang="es">')),
    "changed-date-format": Felt(iso_dates, {"to": "YYYY-MM-DD"}),
    "other-provider": Felt(a_stranger),
    "stale-status": Felt(status_of_before),
    "stale-on-back": Felt(may_be_kept),
    "self-submitting": Felt(signed_by_itself),
    "system-error": Felt(says("SYS-101: Error in Processing Contact System Administrator</div>")),
    "announcement": Felt(says('id="announcement"')),
    "consent-banner": Felt(consent_is_asked_once),
    "certificate": Felt(error(httpx.ConnectError, "expired"), https=True),
    "tls-only-old": Felt(only_old_clients_get_in, https=True),
    "flapping": Felt(every_second_bad, {"fault": _BAD}),
    "half-of-two-servers": Felt(some_visitors_are_always_well_and_some_never, {"fault": _BAD}),
}
