"""Faults that change an answer, one by one, as a visitor meets them."""

from __future__ import annotations

import asyncio
import re
import time

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor


async def fault(control: httpx.AsyncClient, name: str, **ask: object) -> None:
    reply = await control.post("/faults", json={"name": name, **ask})
    assert reply.status_code == 201, reply.text


async def test_the_null_fault_counts_and_changes_nothing(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "null")
    await visitor.sign_in(north)
    assert visitor.heading == "PECOS Home"
    assert (await control.get("/faults")).json()[0]["applied"] == 5


async def test_slow_delays_the_answer_and_may_blame_the_data_base(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "slow", seconds=0.2, path="/pecos/*")
    await fault(control, "slow", seconds=0.2, path="/IAWeb/*", database=True)
    for path, blamed in (("/pecos/login.do", False), ("/IAWeb/login.do", True)):
        began = time.perf_counter()
        page = await visitor.get(path)
        assert time.perf_counter() - began >= 0.2
        db, app = re.findall(r"dur=([\d.]+)", page.headers["server-timing"])
        assert (float(db) >= 200) is blamed
        assert float(app) >= 200


async def test_a_session_killed_while_its_page_is_slow_stays_dead(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await visitor.sign_in(north)
    await fault(control, "slow", seconds=0.2, path="/pecos/home.do")
    page = asyncio.create_task(visitor.get("/pecos/home.do"))
    done, _ = await asyncio.wait([page], timeout=0.05)
    assert not done
    await control.delete("/sessions")
    await page
    assert visitor.heading == "Session Timed Out"


@pytest.mark.parametrize("code", [404, 500, 502, 503])
async def test_status_answers_with_that_status(
    visitor: Visitor, control: httpx.AsyncClient, code: int
) -> None:
    await fault(control, "status", code=code)
    assert (await visitor.get("/pecos/login.do")).status_code == code
    assert visitor.heading == "System Error"


async def test_empty_is_200_without_a_byte(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "empty")
    page = await visitor.get("/pecos/login.do")
    assert (page.status_code, page.content, page.headers["content-type"][:9]) == (200, b"", "text/html")


async def test_garbled_is_noise_that_its_seed_repeats(visitor: Visitor, control: httpx.AsyncClient) -> None:
    noise = []
    for seed in (1, 1, 2):
        await fault(control, "garbled", seed=seed, size=100)
        noise.append((await visitor.get("/pecos/login.do")).content)
        await control.delete("/faults")
    assert len(noise[0]) == 100
    assert noise[0] == noise[1] != noise[2]


async def test_wrong_content_type_is_json_for_a_page(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "wrong-content-type")
    page = await visitor.get("/pecos/login.do")
    assert page.headers["content-type"] == "application/json"
    assert page.json()["status"] == "success"


async def test_redirect_loop_never_arrives(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "redirect-loop")
    with pytest.raises(httpx.TooManyRedirects):
        await visitor.get("/pecos/login.do")


@pytest.mark.parametrize("status", [200, 503])
async def test_maintenance_is_its_page_with_either_status(
    visitor: Visitor, control: httpx.AsyncClient, status: int
) -> None:
    await fault(control, "maintenance", status=status)
    assert (await visitor.get("/pecos/home.do")).status_code == status
    assert visitor.heading == "System Maintenance"


@pytest.mark.parametrize(
    ("stated_end", "said"),
    [
        ("2026-03-08T06:00:00-04:00", "available again on 03/08/2026 6:00 AM ET."),
        ("2026-11-02T03:30:00Z", "available again on 11/01/2026 10:30 PM ET."),
    ],
)
async def test_maintenance_says_in_eastern_time_when_it_ends(
    visitor: Visitor, control: httpx.AsyncClient, stated_end: str, said: str
) -> None:
    await fault(control, "maintenance", stated_end=stated_end)
    assert said in (await visitor.get("/pecos/login.do")).text


async def test_thrown_back_accepts_the_code_and_shows_the_sign_in_page(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "thrown-back")
    await visitor.sign_in(north)
    assert portal.world.accounts["north-clinic"].last_sign_in == portal.clock.now()
    assert (visitor.path, visitor.heading) == ("/pecos/login.do", "PECOS Sign In")


async def test_session_killed_at_once_looks_timed_out(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await visitor.sign_in(north)
    await fault(control, "session-killed")
    await visitor.get("/pecos/myAssociates.do")
    assert visitor.heading == "Session Timed Out"


async def test_session_killed_after_some_pages_lets_these_pass(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "session-killed", after_pages=2)
    await visitor.sign_in(north)
    await visitor.get("/pecos/myAssociates.do")
    assert visitor.heading == "My Associates"
    await visitor.get("/pecos/home.do")
    assert visitor.heading == "Session Timed Out"


async def test_session_killed_by_chance_is_repeated_by_its_seed(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    async def pages_seen(seed: int) -> int:
        await control.post("/reset", json={"now": "2026-03-02T09:00:00-05:00"})
        await fault(control, "session-killed", chance=0.2, seed=seed)
        await visitor.sign_in(north)
        for seen in range(100):
            if visitor.heading == "Session Timed Out":
                return seen
            await visitor.get("/pecos/home.do")
        return 100

    lives = [await pages_seen(seed) for seed in range(8)]
    assert lives == [await pages_seen(seed) for seed in range(8)]
    assert len(set(lives)) > 2


@pytest.mark.parametrize(("stated_only", "seconds"), [(False, 600), (True, 1800)])
async def test_idle_limit_changes_the_limit_or_only_what_is_said(
    visitor: Visitor, control: httpx.AsyncClient, north: Account, stated_only: bool, seconds: int
) -> None:
    await fault(control, "idle-limit", minutes=10, stated_only=stated_only)
    await visitor.sign_in(north)
    assert "your session ends after 10 minutes of inactivity" in visitor.page.text
    reply = (await visitor.client.get("/session.do")).json()
    assert reply == {"seconds_left": seconds, "limit_minutes": 10}
    await control.put("/clock", json={"advance": "11m"})
    await visitor.get("/pecos/home.do")
    assert (visitor.heading == "Session Timed Out") is not stated_only


async def test_mfa_skew_refuses_the_code_of_the_machines_clock(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "mfa-skew", seconds=300)
    await visitor.sign_in(north)
    assert visitor.alerts == ["The verification code you entered is not valid."]
    await visitor.type_code(north, step=10)
    assert visitor.heading == "PECOS Home"


async def test_lock_out_says_locked_and_leaves_the_account_alone(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "lock-out", account="north-clinic")
    await visitor.type_password(north)
    assert visitor.alerts[0].startswith("Your account is locked")
    assert not portal.world.accounts["north-clinic"].locked
    await visitor.type_password(portal.world.accounts["riverbend-dme"])
    assert visitor.heading == "Multi-Factor Authentication"


async def test_captcha_asks_for_the_characters_it_shows(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "captcha")
    await visitor.type_password(north)
    assert "<h2>Security check</h2>" in visitor.page.text
    assert visitor.alerts == ["Type the characters shown in the security check."]
    shown = "".join(re.findall(r'fill="#1b3a57">(.)</text>', visitor.page.text))
    await visitor.send("/pecos/login.do", user_id=north.user_id, password=north.password, captcha=shown)
    assert visitor.heading == "Multi-Factor Authentication"


async def test_rate_limit_is_429_with_retry_after(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "rate-limit", retry_after=90)
    page = await visitor.get("/pecos/login.do")
    assert (page.status_code, page.headers["retry-after"]) == (429, "90")


async def test_block_page_is_403_request_blocked(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "block-page")
    assert (await visitor.get("/pecos/login.do")).status_code == 403
    assert visitor.heading == "Request blocked"
    assert portal.requests.rows()[-1].kind == "refused"


async def test_renamed_label_renames_exactly_that_text(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "renamed-label", label="User ID", to="Login <Name>")
    text = (await visitor.get("/pecos/login.do")).text
    assert '<label for="user_id">Login &lt;Name&gt;</label>' in text
    assert "Forgot User ID?" in text


@pytest.mark.parametrize(
    ("path", "element", "markup"),
    [
        ("/pecos/login.do", "User ID", 'name="user_id"'),
        ("/pecos/login.do", "Sign In", "<button"),
        ("/pecos/home.do", "My Associates", 'class="button"'),
        ("/pecos/myAssociates.do", "Individuals", "<caption>Individuals"),
        ("/IAWeb/myProfile.do", "Days until your password expires", "<td>55</td>"),
    ],
)
@pytest.mark.parametrize(("name", "times"), [("removed-element", 0), ("doubled-element", 2)])
async def test_an_element_is_removed_or_doubled_whole(  # one parameter a place, one a fault
    visitor: Visitor, control: httpx.AsyncClient, north: Account, path: str, element: str, markup: str,
    name: str, times: int,
) -> None:  # fmt: skip
    if path != "/pecos/login.do":
        await visitor.sign_in(north)
    before = (await visitor.get(path)).text
    assert before.count(markup) == 1
    await fault(control, name, element=element)
    after = (await visitor.get(path)).text
    assert after.count(markup) == times
    assert after.count("<div") == after.count("</div>")
    assert after.count("<table") == after.count("</table>")


async def test_translated_is_spanish_by_language_and_label(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "translated")
    await visitor.get("/IAWeb/login.do")
    assert '<html lang="es">' in visitor.page.text
    assert visitor.heading == "Iniciar sesión en I&A"
    assert ">Contraseña</label>" in visitor.page.text
    assert visitor.token


@pytest.mark.parametrize(
    ("to", "printed"),
    [("DD/MM/YYYY", "25/02/2026"), ("YYYY-MM-DD", "2026-02-25"), ("DD.MM.YYYY", "25.02.2026")],
)
async def test_changed_date_format_prints_every_date_anew(
    visitor: Visitor, control: httpx.AsyncClient, north: Account, to: str, printed: str
) -> None:
    await visitor.sign_in(north)
    await fault(control, "changed-date-format", to=to)
    text = (await visitor.get("/IAWeb/myProfile.do")).text
    assert f"<td>{printed}</td>" in text
    assert "02/25/2026" not in text


async def test_other_provider_shows_a_stranger_of_the_same_kind(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await visitor.sign_in(north)
    await fault(control, "other-provider")
    text = (await visitor.get("/pecos/enrollments.do", assoc=north.associates[0])).text
    own = portal.world.associates[north.associates[0]]
    assert own.npi not in text
    shown = re.search(r"NPI: (\d+)", text)
    assert shown
    stranger = portal.world.associate_with_npi(shown[1])
    assert stranger
    assert stranger.kind is own.kind
    assert all(one.id in text for one in portal.world.enrollments_of(stranger.pac_id))


async def test_stale_status_shows_what_was_when_it_began(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "stale-status")
    enrollment = portal.world.enrollments_of(north.associates[0])[0]
    await control.patch(f"/enrollments/{enrollment.id}", json={"status": "Deactivated"})
    await visitor.sign_in(north)
    private = (await visitor.get("/pecos/enrollments.do", assoc=north.associates[0])).text
    public = (await visitor.get("/pecos/selfService.do", lbn="North Clinic")).text
    for text in (private, public):
        assert "<td>Approved</td>" in text
        assert "<td>Deactivated</td>" not in text


async def test_stale_status_may_name_the_status(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "stale-status", status="Pending")
    await visitor.sign_in(north)
    text = (await visitor.get("/pecos/enrollments.do", assoc=north.associates[0])).text
    assert "<td>Pending</td>" in text


async def test_self_submitting_adds_its_script_and_a_token_to_send(
    portal: Portal, visitor: Visitor, control: httpx.AsyncClient
) -> None:
    await fault(control, "self-submitting")
    await visitor.get("/pecos/selfService.do")
    assert 'self-submit.js" data-to="/pecos/manageSignatures.do" defer>' in visitor.page.text
    await visitor.send("/pecos/manageSignatures.do", sign="all")
    assert len(portal.world.signatures) == 1


async def test_announcement_lies_over_the_page(visitor: Visitor, control: httpx.AsyncClient) -> None:
    await fault(control, "announcement", text="Closed on <Sunday>")
    text = (await visitor.get("/pecos/login.do")).text
    assert "Closed on &lt;Sunday&gt;" in text
    assert text.count('role="dialog"') == 1
