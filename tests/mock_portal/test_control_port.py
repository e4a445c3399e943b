"""The control port: who may speak, what it changes, how it says no."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from mock_portal.clock import PortalClock
from mock_portal.portal import Portal, Start
from mock_portal.web.app import PortalApp
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor


async def problem(reply: httpx.Response, status: int) -> tuple[str, str | None]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    return reply.json()["detail"], reply.json().get("field")


@pytest.mark.parametrize("path", ["/clock", "/accounts", "/snapshot", "/no-such-thing"])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic the-token"])
async def test_without_the_token_nothing_is_told(control: httpx.AsyncClient, path: str, header: str) -> None:
    await problem(await control.get(path, headers={"Authorization": header}), 401)


async def test_the_openapi_document_is_open_and_names_every_route(control: httpx.AsyncClient) -> None:
    document = (await control.get("/openapi.json", headers={"Authorization": ""})).json()
    assert {"/clock", "/reset", "/accounts/{key}", "/enrollments/{enrollment_id}", "/faults", "/requests",
            "/mail", "/sessions", "/snapshot", "/associates"} <= document["paths"].keys()  # fmt: skip


async def test_the_clock_is_set_frozen_and_advanced(control: httpx.AsyncClient) -> None:
    reply = await control.put("/clock", json={"now": "2026-03-02T09:00:00-05:00", "frozen": True})
    assert reply.json() == {"now": "2026-03-02T14:00:00Z", "frozen": True}
    for advance in (60, "+1m", "60s"):
        reply = await control.put("/clock", json={"advance": advance})
    assert reply.json()["now"] == "2026-03-02T14:03:00Z"


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        ({"advance": "soon"}, "advance"),
        ({"advance": -5}, "advance"),
        ({"advance": 1e300}, "advance"),
        ({"advance": "+400000d"}, "advance"),
        ({"now": "2026-03-02T09:00:00"}, "now"),
        ({"now": "9999-01-01T00:00:00Z"}, "now"),
        ({"noww": "2026-03-02T09:00:00Z"}, "noww"),
    ],
)
async def test_a_clock_ask_that_makes_no_sense_names_its_field(
    portal: Portal, control: httpx.AsyncClient, ask: dict[str, object], field: str
) -> None:
    before = portal.clock.now()
    assert (await problem(await control.put("/clock", json=ask), 422))[1] == field
    assert portal.clock.now() == before


async def test_accounts_never_show_a_secret(control: httpx.AsyncClient, north: Account) -> None:
    for reply in (await control.get("/accounts"), await control.get(f"/accounts/{north.user_id}")):
        assert "north-clinic" in reply.text
        assert north.password not in reply.text
        assert north.totp_secret not in reply.text


async def test_password_changed_takes_a_date_of_new_york_or_a_moment(control: httpx.AsyncClient) -> None:
    reply = await control.patch("/accounts/north-clinic", json={"password_changed": "2026-02-01"})
    assert reply.json()["password_changed"] == "2026-02-01T05:00:00Z"
    assert reply.json()["password_days_left"] == 31
    reply = await control.patch(
        "/accounts/north-clinic", json={"password_changed": "2026-02-01T12:00:00+01:00"}
    )
    assert reply.json()["password_changed"] == "2026-02-01T11:00:00Z"


async def test_a_patched_password_is_new_from_now_and_works(
    portal: Portal, control: httpx.AsyncClient, visitor: Visitor
) -> None:
    await control.patch("/accounts/valley-pediatrics", json={"password": "other@word1"})
    account = portal.world.accounts["valley-pediatrics"]
    assert account.password_changed == portal.clock.now()
    await visitor.type_password(account, "other@word1")
    assert visitor.heading == "Multi-Factor Authentication"


async def test_unlocking_forgets_the_failed_tries(portal: Portal, control: httpx.AsyncClient) -> None:
    await control.patch("/accounts/prairie-dental", json={"locked": False})
    await control.patch("/accounts/cedar-surgical", json={"mfa_locked": False})
    assert portal.world.accounts["prairie-dental"].failed_passwords == 0
    assert portal.world.accounts["cedar-surgical"].failed_codes == 0


@pytest.mark.parametrize(
    ("path", "ask", "status", "field"),
    [
        ("/accounts/north-clinic", {"passwrd": "x"}, 422, "passwrd"),
        ("/accounts/north-clinic", {"locked": "perhaps"}, 422, "locked"),
        ("/accounts/north-clinic", {"password_changed": "02/01/2026"}, 422, "password_changed"),
        ("/accounts/north-clinic", {"password_changed": "0001-01-01"}, 422, "password_changed"),
        ("/accounts/north-clinic", {"totp_secret": "not base32!"}, 422, "totp_secret"),
        ("/accounts/north-clinic", {"associates": ["1"]}, 422, "associates"),
        ("/accounts/nobody", {"locked": True}, 404, None),
        ("/enrollments/I0", {"status": "Approved"}, 404, None),
        ("/enrollments/I0", {"status": "Fine"}, 422, "status"),
    ],
)
async def test_a_patch_that_makes_no_sense_says_which_field(
    control: httpx.AsyncClient, path: str, ask: dict[str, object], status: int, field: str | None
) -> None:
    assert (await problem(await control.patch(path, json=ask), status))[1] == field


async def test_a_user_id_cannot_be_given_twice(
    portal: Portal, control: httpx.AsyncClient, north: Account
) -> None:
    reply = await control.patch("/accounts/riverbend-dme", json={"user_id": north.user_id.upper()})
    assert (await problem(reply, 409))[1] == "user_id"


async def test_enrollments_are_listed_by_account_and_changed(
    control: httpx.AsyncClient, visitor: Visitor, north: Account
) -> None:
    rows = (await control.get("/enrollments", params={"account": "north-clinic"})).json()
    assert [row["form"] for row in rows] == ["855B", "855I", "855I"]
    changed = await control.patch(f"/enrollments/{rows[0]['id']}", json={"status": "Deactivated"})
    assert changed.json() == {**rows[0], "status": "Deactivated"}
    await visitor.sign_in(north)
    page = await visitor.get("/pecos/enrollments.do", assoc=rows[0]["pac_id"])
    assert "<td>Deactivated</td>" in page.text


async def test_associates_are_listed_without_their_tin(portal: Portal, control: httpx.AsyncClient) -> None:
    reply = await control.get("/associates", params={"account": "north-clinic"})
    assert len(reply.json()) == 3
    assert all(associate.tin not in reply.text for associate in portal.world.associates.values())


async def test_reset_brings_everything_back_to_the_start(
    portal: Portal, control: httpx.AsyncClient, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    await control.patch("/accounts/north-clinic", json={"locked": True})
    await control.post("/faults", json={"name": "status"})
    reply = await control.post("/reset", json={"now": "2026-05-04T09:00:00-04:00", "scale": 10})
    assert reply.json()["now"].startswith("2026-05-04T13:00:0")
    account = portal.world.accounts["north-clinic"]
    assert not account.locked
    assert timedelta(days=5) <= portal.clock.now() - account.password_changed < timedelta(days=5, minutes=1)
    assert (portal.requests.rows(), portal.faults.all(), portal.sessions.all()) == ((), (), ())
    assert portal.start == Start(seed=7, scale=10)


async def test_reset_without_a_body_keeps_the_seed_and_takes_the_machines_time(
    portal: Portal, control: httpx.AsyncClient, north: Account
) -> None:
    assert (await control.post("/reset")).status_code == 200
    assert portal.world.accounts["north-clinic"].user_id == north.user_id
    assert abs(portal.clock.now() - datetime.now(UTC)) < timedelta(seconds=10)


async def test_an_unknown_skin_is_refused(control: httpx.AsyncClient) -> None:
    detail, field = await problem(await control.post("/reset", json={"skin": "modern"}), 422)
    assert (field, "classic" in detail) == ("skin", True)


async def test_bodies_over_2_mb_are_refused(control: httpx.AsyncClient) -> None:
    await problem(await control.post("/faults", content=b"x" * (2 * 1024 * 1024 + 1)), 413)


async def test_a_body_that_does_not_say_its_length_is_refused_as_soon_as_it_is_too_long(
    control: httpx.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    await problem(await control.post("/faults", content=pieces()), 413)


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "\x00"])
async def test_a_body_that_is_no_object_is_a_problem_not_a_crash(
    control: httpx.AsyncClient, body: str
) -> None:
    await problem(await control.post("/faults", content=body), 422)


async def test_mail_is_an_empty_list(control: httpx.AsyncClient) -> None:
    assert (await control.get("/mail")).json() == []


async def test_the_request_log_is_filtered_by_account_and_kind(
    control: httpx.AsyncClient, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    rows = (await control.get("/requests", params={"account": "north-clinic", "kind": "sign_in"})).json()
    assert len(rows) == 1
    assert rows[0].keys() == {"at", "account", "session", "method", "path", "status", "kind"}


async def test_a_snapshot_puts_everything_back_as_it_was(
    portal: Portal, control: httpx.AsyncClient, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    await control.post("/faults", json={"name": "stale-status", "path": "/pecos/*", "times": 3})
    snapshot = (await control.get("/snapshot")).content
    await control.put("/clock", json={"advance": "+46d"})
    await control.patch("/accounts/north-clinic", json={"locked": True})
    await control.post("/reset", json={"seed": 9})
    restored = await control.put("/snapshot", content=snapshot)
    assert restored.status_code == 200, restored.text
    assert (await control.get("/snapshot")).content == snapshot
    await visitor.get("/pecos/myAssociates.do")
    assert visitor.heading == "My Associates"


@pytest.mark.parametrize(
    ("old", "new"),
    [("north-clinic", ""), ('"name":"slow"', '"name":"fast"'), ('"seconds":1.0', '"seconds":-1')],
)
async def test_a_spoiled_snapshot_is_refused_and_changes_nothing(
    portal: Portal, control: httpx.AsyncClient, old: str, new: str
) -> None:
    await control.post("/faults", json={"name": "slow"})
    snapshot = (await control.get("/snapshot")).text
    assert old in snapshot
    spoiled = "{" if not new else snapshot.replace(old, new)
    await problem(await control.put("/snapshot", content=spoiled), 422)
    assert (await control.get("/snapshot")).text == snapshot


async def walk(seed: int) -> list[str]:
    """Sign in and read some pages of a fresh portal; returns their bytes and every identifier given."""
    clock = PortalClock()
    clock.set(datetime(2026, 3, 2, 14, 0, tzinfo=UTC), frozen=True)
    portal = Portal(Start(seed=seed), clock)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=PortalApp(portal)), base_url="http://portal.test"
    ) as client:
        visitor = Visitor(client)
        await visitor.sign_in(portal.world.accounts["north-clinic"])
        paths = ("/pecos/home.do", "/pecos/myAssociates.do", "/IAWeb/myProfile.do")
        pages = [(await visitor.get(path)).text for path in paths]
        return [*pages, *(session.id for session in portal.sessions.all())]


async def test_the_same_seed_and_calls_give_the_same_pages_and_identifiers() -> None:
    first = await walk(7)
    assert await walk(7) == first
    assert await walk(8) != first
