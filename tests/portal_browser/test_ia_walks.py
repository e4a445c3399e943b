"""I&A walked through with real browsers: access granted both ways, and locked codes unlocked."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.portal_browser.album import Album
from tests.portal_browser.conftest import RunningPortal

BLUESTEM, MEADOW = "Bluestem Credentialing Partners LLC", "Meadow Pulmonary PC"


def heading(page: Page, name: str) -> None:
    """The page's only h1 says this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def open_ia(page: Page, portal: RunningPortal, name: str) -> None:
    """Sign in and go to I&A."""
    portal.sign_in(page, name)
    heading(page, "PECOS Home")
    page.get_by_role("link", name="Go to I&A").click()
    heading(page, "I&A Home")


def sees_associate(page: Page, portal: RunningPortal, name: str) -> bool:
    """Whether the company's user finds an associate in PECOS."""
    page.goto(f"{portal.url}/pecos/myAssociates.do")
    heading(page, "My Associates")
    return page.get_by_role("cell", name=name, exact=True).count() > 0


def test_a_provider_approves_a_request_and_the_company_sees_the_associate(
    page: Page, browser: Browser, portal: RunningPortal, album: Album
) -> None:
    with browser.new_context() as context:
        clerk = context.new_page()
        open_ia(clerk, portal, "bluestem-cred")
        assert not sees_associate(clerk, portal, MEADOW)
        open_ia(page, portal, "meadow-pulmonary")
        page.get_by_role("button", name="Approve All Selected").click()
        expect(page.get_by_role("alert")).to_have_text("Select PECOS or NPPES for at least one request.")
        album.keep(page, "nothing-selected")
        page.get_by_label(f"PECOS for {BLUESTEM}, {MEADOW}").check()
        page.get_by_label(f"NPPES for {BLUESTEM}, {MEADOW}").check()
        page.get_by_role("button", name="Approve All Selected").click()
        expect(page.get_by_role("status")).to_have_text("The selected connection requests are approved.")
        album.keep(page, "approved")
        assert sees_associate(clerk, portal, MEADOW)
        album.keep(clerk, "seen-by-the-company")


def test_a_provider_adds_a_surrogate_and_takes_the_access_back(
    page: Page, browser: Browser, portal: RunningPortal, album: Album
) -> None:
    open_ia(page, portal, "north-clinic")
    page.get_by_role("link", name="My Connections").click()
    page.get_by_role("link", name="+ Add Surrogate for North Clinic Physicians LLC").click()
    page.get_by_role("textbox", name="Organization Name").fill("bluestem")
    page.get_by_role("button", name="Search").click()
    album.keep(page, "found")
    page.get_by_role("link", name=f"Select {BLUESTEM}").click()
    page.get_by_role("checkbox", name="PECOS").check()
    page.get_by_role("button", name="Submit").click()
    heading(page, "Review")
    album.keep(page, "review")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"Tracking ID C\d{9}: the connection is now Approved\.")
    )
    album.keep(page, "approved")
    with browser.new_context() as context:
        clerk = context.new_page()
        open_ia(clerk, portal, "bluestem-cred")
        assert sees_associate(clerk, portal, "North Clinic Physicians LLC")
        page.get_by_role("button", name=f"Remove {BLUESTEM}").click()
        expect(page.get_by_role("status")).to_contain_text("is now Removed.")
        album.keep(page, "removed")
        assert not sees_associate(clerk, portal, "North Clinic Physicians LLC")


def test_a_company_asks_and_an_invited_manager_approves(
    page: Page, browser: Browser, portal: RunningPortal
) -> None:
    with browser.new_context() as context:
        clerk = context.new_page()
        open_ia(clerk, portal, "bluestem-cred")
        clerk.get_by_role("link", name="My Connections").click()
        clerk.get_by_role("link", name="Request a Connection").click()
        clerk.get_by_role("textbox", name="Provider Name").fill("Cedar Surgical")
        clerk.get_by_role("button", name="Search").click()
        clerk.get_by_role("link", name="Select Cedar Surgical Center LLC").click()
        clerk.get_by_role("checkbox", name="NPPES").check()
        clerk.get_by_role("button", name="Submit").click()
        clerk.get_by_role("button", name="Done").click()
        expect(clerk.get_by_role("status")).to_contain_text("is now Pending.")
    portal.control.patch("/accounts/cedar-surgical", json={"mfa_locked": False}).raise_for_status()
    open_ia(page, portal, "cedar-surgical")
    expect(page.get_by_text("You have no pending connection requests.")).to_be_visible()
    portal.control.patch("/accounts/cedar-surgical", json={"roles": ["Access Manager"]}).raise_for_status()
    page.reload()
    page.get_by_role("button", name=f"Reject {BLUESTEM}").click()
    expect(page.get_by_role("status")).to_have_text("The connection request is rejected.")


def test_staff_is_invited_by_mail_and_joins_with_the_pin(
    page: Page, browser: Browser, portal: RunningPortal
) -> None:
    open_ia(page, portal, "juniper-nephrology")
    page.get_by_role("link", name="My Staff").click()
    page.get_by_role("link", name="Add Staff to Juniper Nephrology PLLC").click()
    page.get_by_role("textbox", name="Name").fill("Saffron Beaumont-Iyer")
    page.get_by_role("textbox", name="E-mail").fill("saffron@willow-behavioral.example")
    page.get_by_role("radio", name="Staff End User").check()
    page.get_by_role("checkbox", name="Juniper Nephrology PLLC").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status")).to_have_text("The invitation is on its way by e-mail.")
    letter = portal.control.get("/mail").json()[-1]["body"]
    found = re.search(r"invitation (F\d+) with PIN (\d{6})", letter)
    assert found
    with browser.new_context() as context:
        guest = context.new_page()
        open_ia(guest, portal, "willow-behavioral")
        guest.get_by_role("link", name="Accept an invitation").click()
        guest.get_by_role("textbox", name="Invitation Number").fill(found[1])
        guest.get_by_role("textbox", name="PIN").fill(found[2])
        guest.get_by_role("button", name="Accept Invitation").click()
        expect(guest.get_by_role("status")).to_have_text("You have accepted the invitation.")
        assert sees_associate(guest, portal, "Juniper Nephrology PLLC")


def test_locked_codes_are_unlocked_by_three_answers(page: Page, portal: RunningPortal, album: Album) -> None:
    portal.type_password(page, "cedar-surgical")
    expect(page.get_by_role("alert")).to_contain_text("Multi-factor authentication is locked.")
    album.keep(page, "locked")
    page.get_by_role("link", name="Reset/Unlock MFA").click()
    page.get_by_role("textbox", name="User ID").fill(portal.cast["cedar-surgical"]["user_id"])
    page.get_by_label("Password").fill(portal.cast["cedar-surgical"]["password"])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Security questions")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_have_text("Answer all three questions.")
    album.keep(page, "questions")
    kept = portal.control.get("/recovery/cedar-surgical").json()["answers"]
    asked = [one for one in kept if page.get_by_label(one["question"]).count()]
    assert len(asked) == 3
    for one in asked:
        page.get_by_label(one["question"]).fill(one["answer"])
    page.get_by_role("button", name="Continue").click()
    heading(page, "Multi-Factor Authentication Unlocked")
    album.keep(page, "unlocked")
    portal.sign_in(page, "cedar-surgical")
    heading(page, "PECOS Home")


def test_a_year_away_ends_in_a_new_user_id(page: Page, portal: RunningPortal) -> None:
    portal.type_password(page, "driftwood-geri")
    expect(page.get_by_role("alert")).to_contain_text("nobody signed in for more than 365 days")
    page.get_by_role("link", name="Verify your identity after a long absence").click()
    proofs = portal.control.get("/recovery/driftwood-geri").json()
    year, month, day = proofs["birth_date"].split("-")
    page.get_by_role("textbox", name="User ID").fill(portal.cast["driftwood-geri"]["user_id"])
    page.get_by_role("textbox", name="E-mail").fill("amos@driftwood-geri.example")
    page.get_by_role("textbox", name="Date of Birth").fill(f"{month}/{day}/{year}")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Security questions")).to_be_visible()
    for one in proofs["answers"]:
        if page.get_by_label(one["question"]).count():
            page.get_by_label(one["question"]).fill(one["answer"])
    page.get_by_role("button", name="Continue").click()
    heading(page, "Identity Verified")
    expect(page.get_by_text("Your new User ID is")).to_be_visible()
