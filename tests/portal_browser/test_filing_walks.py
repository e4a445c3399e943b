"""Applications and revalidations walked through with real browsers, from first page to what comes of it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.portal_browser.album import Album
from tests.portal_browser.conftest import RunningPortal
from tests.portal_browser.filing_pages import (
    Filer,
    cell,
    expect_told,
    fact,
    heading,
    search_public,
    tick_and_sign,
)

ENROLLMENTS, CENTER = "Enrollments", "Revalidations of your providers"
ADDRESS = {
    "Address Line 1": "12 ELM ST", "City": "MUNCIE", "State": "IN", "ZIP Code": "473050001",
    "Telephone": "7655550101",
}  # fmt: skip
OWN_PRACTICE: dict[str, dict[str, str]] = {
    "Licenses and Certifications": {
        "Kind": "State license", "Number": "IN55", "State (optional)": "IN", "Expiration date": "06/30/2029",
    },
    "Mailing (correspondence) Address": ADDRESS,
    "Final Adverse Legal Action": {"Has a final adverse legal action ever been imposed?": "No"},
    "Private Practice Business Information": {
        "Structure": "Sole proprietor", "Legal business name as the IRS has it": "Henrietta Gorse MD",
    },
    "Physical Location & Special Payment Address": {
        "Practice location name": "Elm Street Practice", **ADDRESS,
        "Date of the first Medicare patient here": "03/02/2026",
    },
    "Special Payment Address": {"Where special payments go": "First practice location"},
    "Medical Record Storage": {"Where patients' medical records are kept": "Electronically"},
    "Electronic Funds Transfer": {
        "Financial institution": "A Bank", "Routing number": "991234567", "Account number": "0012345",
        "Type of account": "Checking", "Account holder's legal name": "Henrietta Gorse",
    },
    "PAR Status (CMS-460)": {"Medicare participation": "Participating"},
}  # fmt: skip
"""What an 855I in private practice needs beyond what PECOS knows when it begins, by labels."""


def answer_questionnaire(filer: Filer) -> None:
    """From My Associates to the topics of a first 855I in Indiana."""
    page = filer.page
    filer.open_associates()
    filer.album.keep(page, "associates")
    page.get_by_role("link", name="Create Initial Enrollment Application").click()
    filer.album.keep(page, "initial")
    page.get_by_role("link", name="Begin for Gorse, Henrietta").click()
    heading(page, "Application Questionnaire")
    page.get_by_label("To bill Medicare, or to be paid through a group (CMS-855I)").check()
    page.get_by_label("State in which services are given").select_option(label="IN")
    page.get_by_label("Primary specialty").select_option(label="Internal Medicine")
    page.get_by_label("How is the practitioner paid?").select_option(label="Private practice only")
    filer.album.keep(page, "questionnaire")
    page.get_by_role("button", name="Continue", exact=True).click()
    filer.start()


def correct_what_is_found(filer: Filer) -> None:
    """The check finds a missing birth date and missing documents; nothing can be submitted before."""
    page = filer.page
    found = filer.check()
    filer.album.keep(page, "check-critical")
    row = found.get_by_role("row", name=re.compile("VAL-001 Critical Personal Information Date of birth"))
    expect(row).to_have_count(1)
    page.get_by_role("link", name="Begin Submission").click()
    heading(page, "Submission Not Possible")
    filer.album.keep(page, "submission-not-possible")
    page.get_by_role("link", name="Go to Error/Warning Check").click()
    row.get_by_role("link", name="Personal Information").click()
    filer.type({"Date of birth": "05/04/1971"})
    filer.save()
    filer.upload("Voided check or bank letter", "State license")
    filer.check()
    filer.album.keep(page, "check-clear")
    expect(page.get_by_text("Critical: 0.")).to_be_visible()


def test_a_first_855i_is_filed_signed_from_the_mail_and_approved(
    page: Page, browser: Browser, portal: RunningPortal, album: Album
) -> None:
    filer = Filer(page, portal, album, "gorse-newcomer", "henrietta@gorse-newcomer.example")
    filer.sign_in()
    answer_questionnaire(filer)
    album.keep(page, "topics-begun")
    for topic, fields in OWN_PRACTICE.items():
        filer.fill(topic, fields, keep=topic.startswith("Physical Location"))
    album.keep(page, "topics-filled")
    correct_what_is_found(filer)
    tracking_id = filer.submit("Henrietta Gorse", filer.email)
    assert re.fullmatch(r"T03022026\d{7}", tracking_id)
    filer.sign_by_mail(browser)
    filer.open_enrollments()
    expect(cell(page, ENROLLMENTS, "IN", "Status")).to_have_text("Pending")
    album.keep(page, "enrollments-pending")
    expect_told(page, portal, tracking_id, "Application not found")
    album.keep(page, "look-up-not-yet")
    portal.advance("1d")
    [acknowledged] = portal.control.get("/mail", params={"kind": "application-received"}).json()
    assert f"Web Tracking ID: {tracking_id}" in acknowledged["body"]
    expect_told(page, portal, tracking_id, "Application Received")
    portal.advance("2d")
    filer.sign_in()
    filer.open_status(tracking_id)
    expect(fact(page, "Status")).to_have_text("In Review")
    album.keep(page, "status-in-review")
    filer.come_back_after("12d")
    filer.open_enrollments()
    expect(cell(page, ENROLLMENTS, "IN", "Status")).to_have_text("Approved")
    expect(cell(page, ENROLLMENTS, "IN", "Medicare ID")).to_have_text(re.compile(r"\w+"))
    album.keep(page, "enrollments-approved")
    expect_told(page, portal, tracking_id, "Application Complete/Approved")
    album.keep(page, "look-up-approved")


def file_new_address(filer: Filer) -> str:
    """A change of the mailing address from More Options to the receipt; its Web Tracking ID."""
    page = filer.page
    filer.open_enrollments()
    page.get_by_role("link", name="More Options").first.click()
    filer.album.keep(page, "more-options")
    page.get_by_role("link", name="Change of information").click()
    page.get_by_label("Mailing (correspondence) Address").check()
    filer.start()
    filer.fill("Mailing (correspondence) Address", ADDRESS)
    return filer.submit("Wendell Achterberg", filer.email)


def ask_to_correct(portal: RunningPortal, tracking_id: str) -> None:
    """The contractor asks for another telephone number."""
    asked = {
        "action": "ask-corrections", "topic": "correspondence", "text": "The telephone is not answered.",
    }  # fmt: skip
    portal.control.post(f"/applications/{tracking_id}/actions", json=asked).raise_for_status()


def test_corrections_that_are_asked_for_need_a_new_signature_and_are_approved(
    page: Page, browser: Browser, portal: RunningPortal, album: Album
) -> None:
    filer = Filer(page, portal, album, "orchard-family", "wendell@orchard-family.example")
    filer.sign_in()
    tracking_id = file_new_address(filer)
    filer.sign_by_mail(browser)
    old_link = filer.sign_link()
    filer.come_back_after("2d")
    ask_to_correct(portal, tracking_id)
    filer.open_status(tracking_id)
    expect(fact(page, "Status")).to_have_text("Returned for Corrections")
    wanted = ("Corrections requested", "The telephone is not answered.")
    expect(cell(page, *wanted, "Due")).to_have_text("04/03/2026")
    expect(cell(page, *wanted, "Answer")).to_have_text("30 days left")
    album.keep(page, "status-returned")
    page.get_by_role("link", name="Correct and Resubmit").click()
    filer.fill("Mailing (correspondence) Address", {"Telephone": "7655550199"}, keep=True)
    assert filer.submit("Wendell Achterberg", filer.email) == tracking_id
    assert filer.sign_link() != old_link
    filer.open_status(tracking_id)
    signatures = page.get_by_role("table", name="Certification and signatures")
    expect(signatures.get_by_role("row", name=re.compile(" 2 .* Waiting, 20 days left"))).to_have_count(1)
    expect(signatures.get_by_role("row", name=re.compile(" 1 .* Signed"))).to_have_count(1)
    album.keep(page, "status-signature-awaited")
    page.goto(old_link)
    heading(page, "Already Signed")
    album.keep(page, "old-link")
    filer.sign_by_mail(browser)
    page.goto(f"{portal.url}/pecos/home.do")
    filer.come_back_after("1d")
    filer.open_status(tracking_id)
    expect(fact(page, "Status")).to_have_text("Received by Contractor")
    expect(fact(page, "Revision")).to_have_text("2")
    album.keep(page, "status-received-again")
    filer.come_back_after("14d")
    filer.open_status(tracking_id)
    expect(fact(page, "Status")).to_have_text("Approved")
    expect(cell(page, *wanted, "Answer")).to_have_text("Answered 03/04/2026")
    album.keep(page, "status-approved")


def expect_standing(filer: Filer, us_state: str, status: str, response: str, public: str) -> None:
    """How the enrollment in a State stands on the three pages that show it."""
    page, album = filer.page, filer.album
    filer.open_revalidations()
    expect(cell(page, CENTER, us_state, "Response")).to_have_text(response)
    album.keep(page, f"center-{status.lower()}")
    filer.open_enrollments()
    expect(cell(page, ENROLLMENTS, us_state, "Status")).to_have_text(status)
    album.keep(page, f"enrollments-{status.lower()}")
    search_public(page, filer.portal, fact(page, "NPI").inner_text())
    expect(cell(page, "Results", us_state, "Status")).to_have_text(public)
    album.keep(page, f"public-{status.lower()}")
    page.goto(f"{filer.portal.url}/pecos/home.do")


def test_a_revalidation_that_never_comes_ends_in_a_stay_and_then_in_deactivation(
    page: Page, portal: RunningPortal, album: Album
) -> None:
    filer = Filer(page, portal, album, "overton-rural", "lavinia@overton-rural.example")
    filer.sign_in()
    filer.open_revalidations()
    expect(cell(page, CENTER, "MN", "Time left")).to_have_text("60 days left")
    expect(cell(page, CENTER, "MN", "Response")).to_have_text("Response awaited")
    filer.come_back_after("15d")
    filer.open_revalidations()
    expect(cell(page, CENTER, "MN", "Notices sent")).to_contain_text("Second notice: 03/17/2026")
    expect_standing(filer, "MN", "Approved", "Response awaited", "Approved")
    filer.renew_password()
    filer.come_back_after("46d")
    expect_standing(filer, "MN", "Stay", "Past due, under a Stay", "Approved")
    filer.open_revalidations()
    expect(cell(page, CENTER, "KS", "Notices sent")).to_contain_text("Second notice: 04/16/2026")
    filer.renew_password()
    filer.come_back_after("30d")
    expect_standing(filer, "MN", "Deactivated", "Deactivated", "Deactivated")
    filer.open_revalidations()
    letters = cell(page, CENTER, "MN", "Notices sent")
    expect(letters).to_contain_text(re.compile(r"Stay of enrollment: 05/02/2026\s*Deactivation: 06/01/2026"))


def set_due_dates(portal: RunningPortal, name: str, day: str) -> list[str]:
    """Ask for the revalidation of all of somebody's enrollments by a day; their States."""
    associates = portal.control.get(f"/accounts/{name}").json()["associates"]
    known = portal.control.get("/enrollments").json()
    mine = [one for one in known if one["pac_id"] in associates]
    for one in mine:
        due = {"revalidation_due": day}
        portal.control.patch(f"/enrollments/{one['id']}", json=due).raise_for_status()
    return [one["state"] for one in mine]


def sign_signed_in(filer: Filer, tracking_id: str) -> None:
    """Sign under Manage Signatures."""
    page = filer.page
    page.get_by_role("link", name="Manage Signatures").click()
    filer.album.keep(page, "manage-signatures")
    page.get_by_role("link", name=f"View and Sign {tracking_id}").click()
    tick_and_sign(page, filer.album)
    expect(page.get_by_role("status")).to_contain_text(f"Web Tracking ID: {tracking_id}")
    filer.album.keep(page, "signed")


def test_a_revalidation_that_is_sent_during_the_stay_saves_the_enrollment(
    page: Page, portal: RunningPortal, album: Album
) -> None:
    filer = Filer(page, portal, album, "orchard-family", "wendell@orchard-family.example")
    assert set(set_due_dates(portal, filer.name, "2026-03-31")) == {"OR", "WA"}
    portal.advance("57d")  # four days before the stay ends: it is decided later, and waited for
    filer.renew_password()
    filer.sign_in()
    expect_standing(filer, "WA", "Stay", "Past due, under a Stay", "Approved")
    filer.open_revalidations()
    cell(page, CENTER, "WA", "Action").get_by_role("link", name="Revalidate").click()
    filer.start()
    filer.upload("Voided check or bank letter")
    filer.check()
    sign_signed_in(filer, filer.submit("Wendell Achterberg", filer.email))
    filer.come_back_after("4d")
    expect_standing(filer, "OR", "Deactivated", "Deactivated", "Deactivated")
    filer.open_enrollments()
    expect(cell(page, ENROLLMENTS, "WA", "Status")).to_have_text("Stay")
    filer.come_back_after("11d")
    expect_standing(filer, "WA", "Approved", "Complete", "Approved")
