"""The skin 2.0 walked through with real browsers, and looked at as every page is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.page_judging import fillable_forms, judge, send_empty, with_axe
from tests.portal_browser.conftest import START, RunningPortal

OUTSIDE = ("/app/sign-in", "/app/account/sign-in", "/app/status", "/app/status?lbn=clin", "/app/signed-out")
INSIDE = (
    "/app/dashboard",
    "/app/providers",
    "/app/account",
    "/app/account/profile",
    "/app/account/connections",
    "/app/account/team",
    "/app/signatures",
    "/app/revalidations",
    "/app/fees",
    "/app/access",
    "/app/account/password",
    "/app/status?lbn=clin",
    "/app/nothing",
)


@pytest.fixture
def two(portal: RunningPortal) -> Iterator[RunningPortal]:
    """The portal in the skin 2.0; classic again afterwards."""
    portal.control.post("/reset", json={"now": START, "skin": "2.0"}).raise_for_status()
    yield portal
    portal.control.post("/reset", json={"now": START, "skin": "classic"}).raise_for_status()


def type_password(page: Page, portal: RunningPortal, name: str) -> None:
    page.goto(portal.url)
    page.get_by_role("textbox", name="Username").fill(portal.cast[name]["user_id"])
    page.get_by_label("Your password").fill(portal.cast[name]["password"])
    page.get_by_role("button", name="Continue").click()


def sign_in(page: Page, portal: RunningPortal, name: str) -> None:
    type_password(page, portal, name)
    page.get_by_role("textbox", name="6-digit code").fill(pyotp.TOTP(portal.cast[name]["totp_secret"]).now())
    page.get_by_role("button", name="Confirm").click()
    heading(page, "Enrollment dashboard")


def heading(page: Page, name: str) -> None:
    """The page's only h1 says this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def faults_of(page: Page, shown: str) -> list[str]:
    """Everything that is wrong with the page that is open."""
    judged = judge(page, shown)
    found = [*judged.accessibility, *judged.keyboard, *judged.narrow, *judged.printed]
    if page.get_by_role("main").count() != 1 or page.get_by_role("heading", level=1).count() != 1:
        found.append("not one h1 in one main")
    return [f"{shown}: {one}" for one in found]


def test_signing_in_leads_to_the_enrollments_and_out_again(page: Page, two: RunningPortal) -> None:
    sign_in(page, two, "north-clinic")
    page.get_by_role("link", name="See your providers").click()
    page.get_by_role("table", name="Organizations").get_by_role("link", name="Open enrollments").click()
    heading(page, "Provider enrollments")
    card = page.get_by_role("list", name="Enrollments on record").locator("> li").first
    expect(card.get_by_role("definition").nth(0)).to_have_text("Approved")
    expect(card.get_by_role("definition").nth(1)).to_have_text("CMS-855B")
    page.get_by_role("link", name="Signatures", exact=True).click()
    heading(page, "Signatures")
    page.get_by_role("link", name="Dashboard", exact=True).click()
    heading(page, "Enrollment dashboard")
    page.get_by_role("button", name="Log out").click()
    heading(page, "You are signed out")


def test_the_warning_appears_can_be_answered_and_the_time_out_comes(page: Page, two: RunningPortal) -> None:
    sign_in(page, two, "north-clinic")
    two.advance("25m")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_contain_text("It ends in 5 minutes.")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    two.advance("30m")
    page.wait_for_url("**/app/timed-out")
    heading(page, "Your session has ended")
    page.get_by_role("link", name="Sign in to enrollment").click()
    heading(page, "Sign in to enrollment")


@pytest.mark.only_browser("chromium")
def test_nothing_is_wrong_with_any_page_nor_with_any_forms_error_state(
    page: Page, two: RunningPortal
) -> None:
    with_axe(page.context)
    wrong: list[str] = []
    for address in OUTSIDE:
        page.goto(two.url + address)
        wrong += faults_of(page, address)
        for number in range(len(fillable_forms(page))):
            send_empty(page, fillable_forms(page)[number])
            wrong += faults_of(page, f"{address}, sent empty")
    type_password(page, two, "north-clinic")
    send_empty(page, fillable_forms(page)[0])
    wrong += faults_of(page, "/app/verify, sent empty")
    sign_in(page, two, "north-clinic")
    for address in INSIDE:
        page.goto(two.url + address)
        wrong += faults_of(page, address)
    page.goto(f"{two.url}/app/account/password")
    send_empty(page, fillable_forms(page)[0])
    wrong += faults_of(page, "/app/account/password, sent empty")
    page.goto(f"{two.url}/app/providers")
    page.get_by_role("link", name="Open enrollments").first.click()
    heading(page, "Provider enrollments")
    page.wait_for_load_state()  # a page without its style sheet yet has small targets
    wrong += faults_of(page, "enrollments")
    assert "\n".join(wrong) == ""


@pytest.mark.only_browser("chromium")
def test_no_page_breaks_its_own_content_security_policy(page: Page, two: RunningPortal) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    two.fault("captcha", path="/app/account/*")
    page.goto(f"{two.url}/app/account/sign-in")
    expect(page.get_by_role("heading", name="Are you a person?")).to_be_visible()
    sign_in(page, two, "north-clinic")
    assert [text for text in said if re.search("policy", text, re.IGNORECASE)] == []


def test_a_self_submitting_page_signs_at_the_skins_own_address(page: Page, two: RunningPortal) -> None:
    sign_in(page, two, "north-clinic")
    two.fault("self-submitting", path="/app/providers")
    page.get_by_role("link", name="See your providers").click()
    heading(page, "Signatures")
    given = page.get_by_role("list", name="Signed so far").locator("> li")
    expect(given.get_by_role("definition").nth(0)).to_have_text("None")
    writes = two.control.get("/requests", params={"kind": "write"}).json()
    assert [row["path"] for row in writes] == ["/app/signatures"]
