"""The skin 2.0: the same portal at other addresses, and nothing of it at the classic ones."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest

from mock_portal.clock import PortalClock, machine_now
from mock_portal.portal import Portal, Start
from mock_portal.web.skin_two import TWO
from mock_portal.web.skins import SkinName
from mock_portal.world.entities import Account
from tests.mock_portal.conftest import MORNING
from tests.mock_portal.visitor import Visitor

ADDRESS = re.compile(r'\s(?:href|action|data-timed-out|data-poll)="(/[^"#]*)')
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
DOORS = [
    ("/app", "/app/dashboard", "Enrollment dashboard"),
    ("/app/account", "/app/account", "Account overview"),
]


@pytest.fixture
def portal() -> Portal:
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    return Portal(Start(seed=7, skin=SkinName.TWO), clock)


def path_of(address: str) -> str:
    return urlsplit(unescape(address)).path


async def sign_in(visitor: Visitor, account: Account, door: str = "/app") -> None:
    await visitor.get(f"{door}/sign-in")
    await visitor.send(f"{door}/sign-in", user_id=account.user_id, password=account.password)
    assert visitor.path == f"{door}/verify"
    await visitor.send(f"{door}/verify", code=pyotp.TOTP(account.totp_secret).at(machine_now()))


@pytest.mark.parametrize(("door", "home", "heading"), DOORS)
async def test_each_door_leads_home_and_out_again(
    visitor: Visitor, north: Account, door: str, home: str, heading: str
) -> None:
    await sign_in(visitor, north, door)
    assert (visitor.path, visitor.heading) == (home, heading)
    await visitor.send(f"{door}/sign-out")
    assert (visitor.path, visitor.heading) == (f"{door}/signed-out", "You are signed out")
    await visitor.get(home)
    assert (visitor.path, visitor.alerts) == (f"{door}/sign-in", ["Sign in to see this page."])


@pytest.mark.parametrize("classic", sorted(TWO.addresses))
async def test_a_page_of_the_skin_is_not_at_its_classic_address(
    visitor: Visitor, north: Account, classic: str
) -> None:
    await sign_in(visitor, north)
    for reply in (await visitor.client.get(classic), await visitor.client.post(classic)):
        assert reply.status_code == 404
        assert "We cannot find this page" in reply.text
        assert "set-cookie" not in reply.headers


async def test_a_sign_in_sent_to_the_classic_address_is_no_sign_in(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    fields = {"user_id": north.user_id, "password": "wrong"}
    assert (await visitor.client.post("/IAWeb/login.do", data=fields)).status_code == 404
    assert portal.world.accounts["north-clinic"] == north
    assert [row.kind for row in portal.requests.rows()] == ["page"]


async def test_every_link_from_a_signed_in_page_is_served_and_none_is_classic_where_the_skin_has_it(
    visitor: Visitor, north: Account
) -> None:
    await sign_in(visitor, north)
    seen, wanted = set[str](), ["/app/dashboard", "/app/account", "/app/account/password", "/app/status"]
    while wanted:
        address = wanted.pop()
        page = await visitor.get(address)
        assert page.status_code == 200, address
        assert {path_of(one) for one in ADDRESS.findall(page.text)} & set(TWO.addresses) == set()
        seen.add(path_of(address))
        known = seen | {path_of(one) for one in wanted}
        wanted += [unescape(one) for one in LINK.findall(page.text) if path_of(one) not in known]
    assert seen >= {"/app/account/profile", "/app/providers", "/app/providers/enrollments"}
    assert seen >= {"/app/providers/record", "/app/applications/status", "/app/account/team", "/app/access"}
    assert seen >= {"/pecos/moreOptions.do", "/IAWeb/mfaMethods.do"}


async def test_what_is_wrong_is_said_in_the_skins_own_words_and_tied_to_the_fields(
    visitor: Visitor, north: Account
) -> None:
    await visitor.get("/app/account/sign-in")
    page = await visitor.send("/app/account/sign-in", user_id=north.user_id, password="wrong")
    assert visitor.alerts == ["We do not recognize this username and password."]
    assert page.text.count('aria-invalid="true" aria-describedby="alert-1"') == 2
    page = await visitor.send("/app/account/sign-in", user_id=north.user_id)
    assert visitor.alerts == ["Enter your password."]
    assert 'aria-describedby="password-error"' in page.text


async def test_an_expired_password_is_changed_at_the_skins_address(portal: Portal, visitor: Visitor) -> None:
    account = portal.world.accounts["valley-pediatrics"]
    await visitor.get("/app/sign-in")
    await visitor.send("/app/sign-in", user_id=account.user_id, password=account.password)
    assert (visitor.path, visitor.heading) == ("/app/account/password", "Choose a new password")
    new = {"new_password": "fresh@word1", "confirm_password": "fresh@word1"}
    await visitor.send("/app/account/password", current_password=account.password, **new)
    assert visitor.path == "/app/sign-in"
    assert "Your new password is set." in visitor.page.text


async def test_a_session_that_ran_out_leads_to_the_skins_page_and_its_poll_says_so(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await sign_in(visitor, north)
    await visitor.send("/app/session/extend")
    assert visitor.page.json() == {"limit_minutes": 30}
    assert (await visitor.get("/app/session")).json()["seconds_left"] == 1800
    portal.clock.set(MORNING + timedelta(minutes=30), frozen=True)
    portal.run_timers()
    assert (await visitor.get("/app/session")).json()["seconds_left"] == 0
    await visitor.get("/app/account/profile")
    assert (visitor.path, visitor.heading) == ("/app/account/timed-out", "Your session has ended")


async def test_the_request_log_has_the_address_asked_for_and_the_right_kind(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await sign_in(visitor, north)
    await visitor.get("/app/session")
    rows = [(row.method, row.path, row.kind) for row in portal.requests.rows()]
    assert rows == [
        ("GET", "/app/sign-in", "page"),
        ("POST", "/app/sign-in", "sign_in"),
        ("GET", "/app/verify", "page"),
        ("POST", "/app/verify", "page"),
        ("GET", "/app/dashboard", "page"),
        ("GET", "/app/session", "asset"),
    ]


async def test_a_fault_is_aimed_at_the_skins_address(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    for path in ("/pecos/*", "/app/providers"):
        reply = await control.post("/faults", json={"name": "status", "path": path, "code": 500})
        assert reply.status_code == 201
    await sign_in(visitor, north)
    assert visitor.page.status_code == 200
    assert (await visitor.get("/app/providers")).status_code == 500


async def test_a_page_that_signs_by_itself_posts_to_the_skins_address(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await sign_in(visitor, north)
    await control.post("/faults", json={"name": "self-submitting"})
    await visitor.get("/app/dashboard")
    found = re.search(r'self-submit\.js" data-to="([^"]+)"', visitor.page.text)
    assert found
    assert found[1] == "/app/signatures"
    await visitor.send(found[1], sign="all")
    assert [one.account for one in portal.world.signatures] == ["north-clinic"]


async def test_a_system_error_is_said_on_the_skins_page(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await sign_in(visitor, north)
    await control.post("/faults", json={"name": "system-error", "path": "/app/revalidations"})
    page = await visitor.get("/app/revalidations")
    assert visitor.alerts == ["SYS-101: Error in Processing Contact System Administrator"]
    assert page.text.split("</h1>")[1].strip().startswith('<div class="callout wrong" role="alert"')


async def test_a_fault_that_redirects_stays_within_the_skin(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await control.post("/faults", json={"name": "thrown-back"})
    await sign_in(visitor, north)
    assert visitor.path == "/app/sign-in"


async def test_maintenance_and_a_missing_connection_have_the_skins_headings(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await sign_in(visitor, north)
    assert (await visitor.get("/app/providers/enrollments", assoc="1")).status_code == 403
    assert visitor.heading == "You cannot see this page"
    await control.post("/faults", json={"name": "maintenance"})
    await visitor.get("/app/dashboard")
    assert visitor.heading == "We are doing maintenance"


async def test_reset_changes_the_skin_and_a_snapshot_keeps_it(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient
) -> None:
    snapshot = (await control.get("/snapshot")).json()
    await control.post("/reset", json={"skin": "classic"})
    assert (await visitor.client.get("/app/sign-in")).status_code == 404
    assert (await visitor.client.get("/pecos/login.do")).status_code == 200
    await control.put("/snapshot", json=snapshot)
    assert (await visitor.client.get("/app/sign-in")).status_code == 200
    await control.post("/reset", json={"skin": "classic"})
    await control.post("/reset", json={"skin": "2.0", "seed": 7})
    assert (await visitor.client.get("/app/sign-in")).status_code == 200
    wrong = {**snapshot, "start": {**snapshot["start"], "skin": "modern"}}
    assert (await control.put("/snapshot", json=wrong)).status_code == 422


async def test_a_code_sent_to_a_back_up_method_signs_in(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.get("/app/sign-in")
    await visitor.send("/app/sign-in", user_id=north.user_id, password=north.password)
    assert "E-mail to m***@north-clinic.example</option>" in visitor.page.text
    await visitor.send("/app/verify", action="send", method="nowhere")
    assert (visitor.page.status_code, visitor.alerts) == (400, ["Select where the code is to go."])
    await visitor.send("/app/verify", action="send", method="0")
    code = re.search(r"\d{6}", portal.world.mail[-1]["body"])
    assert code
    await visitor.send("/app/verify", code=code[0])
    assert visitor.heading == "Enrollment dashboard"
