"""What the request log says of each kind of request."""

from __future__ import annotations

from datetime import timedelta

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor


def rows(portal: Portal) -> list[tuple[str, str, int | None, str, str | None]]:
    return [(row.method, row.path, row.status, row.kind.value, row.account) for row in portal.requests.rows()]


async def test_a_sign_in_is_one_sign_in_row_and_the_rest_are_pages(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    await visitor.client.get("/session.do")
    await visitor.client.get("/static/portal.css")
    assert rows(portal) == [
        ("GET", "/pecos/login.do", 200, "page", None),
        ("POST", "/pecos/login.do", 303, "sign_in", "north-clinic"),
        ("GET", "/pecos/mfa.do", 200, "page", "north-clinic"),
        ("POST", "/pecos/mfa.do", 303, "page", "north-clinic"),
        ("GET", "/pecos/home.do", 200, "page", "north-clinic"),
        ("GET", "/session.do", 200, "asset", "north-clinic"),
        ("GET", "/static/portal.css", 200, "asset", "north-clinic"),
    ]


async def test_a_row_says_when_in_portal_time(portal: Portal, visitor: Visitor) -> None:
    await visitor.get("/pecos/login.do")
    before = portal.clock.now()
    portal.clock.advance(timedelta(minutes=5))
    await visitor.get("/pecos/login.do")
    assert [row.at for row in portal.requests.rows()] == [before, before + timedelta(minutes=5)]


async def test_every_attempt_counts_as_a_sign_in_even_for_nobody(portal: Portal, visitor: Visitor) -> None:
    await visitor.get("/IAWeb/login.do")
    for _ in range(2):
        await visitor.send("/IAWeb/login.do", user_id="nobody", password="secret")
    assert rows(portal)[1:] == [("POST", "/IAWeb/login.do", 200, "sign_in", None)] * 2


async def test_a_signature_and_a_reset_are_writes(portal: Portal, visitor: Visitor, north: Account) -> None:
    await visitor.sign_in(north)
    await visitor.send("/pecos/manageSignatures.do")
    await visitor.get("/IAWeb/resetPassword.do")
    await visitor.send(
        "/IAWeb/resetPassword.do", current_password="x", new_password="y", confirm_password="z"
    )
    writes = [row.path for row in portal.requests.rows() if row.kind == "write"]
    assert writes == ["/pecos/manageSignatures.do", "/IAWeb/resetPassword.do"]


async def test_a_page_without_a_session_or_a_form_without_its_token_is_refused(
    portal: Portal, visitor: Visitor
) -> None:
    await visitor.client.get("/pecos/home.do")
    await visitor.client.post("/pecos/manageSignatures.do")
    assert [(row[2], row[3]) for row in rows(portal)] == [(303, "refused"), (403, "refused")]


async def test_only_unauthenticated_gets_of_the_probe_are_probes(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    agent = {"User-Agent": "enrollwatch-probe/1.0"}
    await visitor.client.get("/pecos/login.do", headers=agent)
    await visitor.sign_in(north)
    await visitor.client.get("/pecos/home.do", headers=agent)
    assert rows(portal)[0][3] == "probe"
    assert rows(portal)[-1][3] == "page"


async def test_no_field_value_and_no_cookie_is_ever_logged(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    await visitor.get("/pecos/selfService.do", lbn="canary-name")
    log = "".join(row.model_dump_json() for row in portal.requests.rows())
    cookie = visitor.client.cookies["PORTALSESSION"]
    for secret in (north.user_id, north.password, "canary-name", cookie):
        assert secret not in log
    assert {row.session for row in portal.requests.rows() if row.session} <= {
        session.tag for session in portal.sessions.all()
    }
