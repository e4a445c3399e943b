"""The portal walked through with real browsers."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.portal_browser.album import Album
from tests.portal_browser.conftest import RunningPortal


def heading(page: Page, name: str) -> None:
    """The page's only h1 says this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_signing_in_with_a_code_leads_to_the_enrollments(page: Page, portal: RunningPortal) -> None:
    portal.sign_in(page, "north-clinic")
    heading(page, "PECOS Home")
    page.get_by_role("link", name="My Associates").click()
    table = page.get_by_role("table", name="Organizations")
    table.get_by_role("link", name="View Enrollments").click()
    heading(page, "Enrollments")
    row = page.get_by_role("table", name="Enrollments").get_by_role("row").nth(1)
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()][1:6] == [
        "855B", "OH", "Clinic/Group Practice", "CGS Administrators (J15)", "Approved",
    ]  # fmt: skip


def test_a_wrong_password_is_an_alert_tied_to_its_fields(page: Page, portal: RunningPortal) -> None:
    portal.type_password(page, "north-clinic", "wrong")
    alert = "The User ID or Password you entered is incorrect."
    expect(page.get_by_role("alert")).to_have_text(alert)
    expect(page.get_by_label("Password")).to_have_accessible_description(alert)


def test_the_warning_appears_at_25_minutes_and_continue_session_ends_it(
    page: Page, portal: RunningPortal
) -> None:
    portal.sign_in(page, "north-clinic")
    heading(page, "PECOS Home")
    portal.advance("25m")
    dialog = page.get_by_role("dialog", name="Your session is about to expire")
    expect(dialog).to_contain_text("after 30 minutes without activity. Time left: 5 minutes.")
    dialog.get_by_role("button", name="Continue session").click()
    expect(dialog).to_be_hidden()
    portal.advance("20m")
    page.reload()
    heading(page, "PECOS Home")


def test_after_30_minutes_the_page_goes_to_the_timed_out_page_by_itself(
    page: Page, portal: RunningPortal
) -> None:
    portal.sign_in(page, "north-clinic")
    heading(page, "PECOS Home")
    portal.advance("30m")
    page.wait_for_url("**/pecos/timedOut.do")
    heading(page, "Session Timed Out")
    page.get_by_role("link", name="Go to PECOS sign-in").click()
    heading(page, "PECOS Sign In")


def test_what_a_poll_hears_while_its_page_is_being_left_is_not_for_that_page(
    page: Page, portal: RunningPortal
) -> None:
    page.clock.install()
    portal.sign_in(page, "north-clinic")
    heading(page, "PECOS Home")
    page.clock.pause_at(
        page.evaluate("Date.now()") / 1000 + 60
    )  # a busy machine takes none of the ten seconds
    page.evaluate("window.dispatchEvent(new Event('beforeunload'))")
    polls: list[Route] = []

    def nothing_is_left(route: Route) -> None:
        polls.append(route)
        route.fulfill(json={"seconds_left": 0})

    page.route("**/session.do", nothing_is_left)
    for _ in range(9):  # seconds of the page; the second poll is set once the answer to the first is read
        with suppress(PlaywrightTimeoutError), page.expect_response("**/session.do", timeout=3000):
            page.clock.run_for(1000)
        if len(polls) > 1:
            break
    assert len(polls) > 1
    heading(page, "PECOS Home")
    page.clock.fast_forward("10")  # it was a download: the page is still here
    page.clock.resume()
    page.wait_for_url("**/pecos/timedOut.do")


def test_an_expired_password_is_reset_and_signs_in(page: Page, portal: RunningPortal, album: Album) -> None:
    portal.type_password(page, "valley-pediatrics")
    heading(page, "Reset Your Password")
    expect(page.get_by_role("alert")).to_contain_text("Your password has expired.")
    album.keep(page, "expired")
    page.get_by_label("Current Password").fill(portal.cast["valley-pediatrics"]["password"])
    page.get_by_label("New Password", exact=True).fill("fresh@word1")
    page.get_by_label("Confirm New Password").fill("fresh@word1")
    page.get_by_role("button", name="Reset Password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password has been reset.")
    album.keep(page, "reset")
    portal.type_password(page, "valley-pediatrics", "fresh@word1")
    portal.type_code(page, "valley-pediatrics")
    heading(page, "PECOS Home")
    album.keep(page, "home")


def test_a_self_submitting_page_really_leaves_a_signature(page: Page, portal: RunningPortal) -> None:
    portal.sign_in(page, "north-clinic")
    portal.fault("self-submitting", path="/pecos/myAssociates.do")
    page.get_by_role("link", name="My Associates").click()
    heading(page, "Manage Signatures")
    writes = portal.control.get("/requests", params={"kind": "write"}).json()
    assert [row["path"] for row in writes] == ["/pecos/manageSignatures.do"]


def test_an_announcement_takes_the_clicks_until_it_is_closed(page: Page, portal: RunningPortal) -> None:
    portal.fault("announcement")
    page.goto(f"{portal.url}/pecos/login.do")
    with pytest.raises(Error, match="intercepts pointer events"):
        page.get_by_role("link", name="Forgot User ID?").click(timeout=1500)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Forgot User ID?").click()
    heading(page, "Forgot User ID")


@pytest.mark.parametrize("fault", ["refused", "redirect-loop"])
def test_a_page_that_cannot_be_had_is_an_error_until_the_fault_ends(
    page: Page, portal: RunningPortal, fault: str
) -> None:
    portal.fault(fault)
    with pytest.raises(Error, match=r"ERR_|NS_ERROR|Could not connect|connection"):
        page.goto(f"{portal.url}/pecos/login.do")
    portal.control.delete("/faults")
    # A page of its own: the browser is still putting its error page into the first one.
    fresh = page.context.new_page()
    fresh.goto(f"{portal.url}/pecos/login.do")
    heading(fresh, "PECOS Sign In")


def test_at_320_pixels_nothing_runs_off_the_page(page: Page, portal: RunningPortal) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    portal.sign_in(page, "riverbend-dme")
    heading(page, "PECOS Home")
    for path in ("/pecos/login.do", "/pecos/myAssociates.do", "/IAWeb/myProfile.do", "/pecos/selfService.do"):
        page.goto(portal.url + path)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, path


def test_no_page_breaks_its_own_content_security_policy(page: Page, portal: RunningPortal) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    portal.fault("captcha", path="/IAWeb/*")
    portal.fault("announcement", path="/IAWeb/*")
    page.goto(f"{portal.url}/IAWeb/login.do")
    portal.sign_in(page, "north-clinic")
    heading(page, "PECOS Home")
    assert [text for text in said if re.search("policy", text, re.IGNORECASE)] == []
