"""What a person does on the pages of an application, by what they see of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.portal_browser.album import Album
from tests.portal_browser.conftest import RunningPortal

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
STATUS_SEARCH = "/web/enrollment/enrollment-application-status-search"
_SIGN_LINK = re.compile(r"/pecos/eSignLogin\.do\?token=\w+")


def heading(page: Page, name: str) -> None:
    """The page's only h1 says this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def fact(page: Page, name: str) -> Locator:
    """The value beside a row's header, as in the table of an application's status."""
    header = page.get_by_role("rowheader", name=name, exact=True)
    return page.get_by_role("row").filter(has=header).get_by_role("cell")


def cell(page: Page, table: str, having: str, column: str) -> Locator:
    """A cell of the row in which some cell says `having`, by the table's caption and the column's header."""
    found = page.get_by_role("table", name=table, exact=True)
    named = page.get_by_role("cell", name=having, exact=True)
    headers = found.get_by_role("columnheader").all_inner_texts()
    return found.get_by_role("row").filter(has=named).get_by_role("cell").nth(headers.index(column))


@dataclass(frozen=True)
class Filer:
    """Somebody of the cast in front of a browser, whose pages are kept in an album."""

    page: Page
    portal: RunningPortal
    album: Album
    name: str
    email: str

    def sign_in(self) -> None:
        """From the sign-in page to PECOS Home."""
        self.portal.sign_in(self.page, self.name)
        heading(self.page, "PECOS Home")

    def come_back_after(self, span: str) -> None:
        """Sign out, let time go by on the portal's clock, sign in again."""
        self.page.get_by_role("button", name="Sign Out").first.click()
        heading(self.page, "You Have Signed Out")
        self.portal.advance(span)
        self.sign_in()

    def renew_password(self) -> None:
        """As if the password had been changed today: a walk through months is not about passwords."""
        today = {"password_changed": self.portal.control.get("/clock").json()["now"]}
        self.portal.control.patch(f"/accounts/{self.name}", json=today).raise_for_status()

    def open_associates(self) -> None:
        """My Associates, from wherever one is in PECOS."""
        self.page.get_by_role("link", name="Home", exact=True).click()
        self.page.get_by_role("link", name="My Associates").click()
        heading(self.page, "My Associates")

    def open_enrollments(self) -> None:
        """The enrollments of the first associate."""
        self.open_associates()
        self.page.get_by_role("link", name="View Enrollments").first.click()
        heading(self.page, "Enrollments")

    def open_revalidations(self) -> None:
        """The Revalidation Notification Center."""
        self.page.get_by_role("link", name="Revalidation Notification Center").first.click()
        heading(self.page, "Revalidation Notification Center")

    def open_status(self, tracking_id: str) -> None:
        """The status page of an application, by its tracking ID in the list of enrollments."""
        self.open_enrollments()
        self.page.get_by_role("link", name=tracking_id).click()
        heading(self.page, "Application Status")

    def start(self) -> None:
        """Start Application, on the page that sums up the reason."""
        heading(self.page, "Reason for Application")
        self.album.keep(self.page, "reason")
        self.page.get_by_role("button", name="Start Application").click()
        heading(self.page, "Topic View")

    def fill(self, topic: str, fields: dict[str, str], *, keep: bool = False) -> None:
        """Open a topic in Topic View, fill in fields by their labels, save, and go back."""
        page = self.page
        page.get_by_role("link", name=topic, exact=True).click()
        heading(page, topic)
        add = page.get_by_role("link", name="Add", exact=True)
        if add.count():
            add.click()
        self.type(fields)
        if keep:
            self.album.keep(page, "topic")
        self.save()
        if page.get_by_role("heading", level=1).inner_text() != "Topic View":
            page.get_by_role("link", name="Back to Topic View").click()
        heading(page, "Topic View")

    def type(self, fields: dict[str, str]) -> None:
        """Type into fields, or choose in them, by their labels."""
        for label, value in fields.items():
            control = self.page.get_by_label(label, exact=True)
            if control.evaluate("one => one.localName") == "select":
                control.select_option(label=value)
            else:
                control.fill(value)

    def save(self) -> None:
        """Save the topic that is open."""
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.get_by_role("status")).to_have_text("The topic is saved.")

    def check(self) -> Locator:
        """Error/Warning Check; its findings."""
        self.page.get_by_role("link", name="Error/Warning Check").click()
        heading(self.page, "Error/Warning Check")
        return self.page.get_by_role("table", name="Findings")

    def upload(self, *kinds: str) -> None:
        """Upload a PDF for each kind of document."""
        page, tabs = self.page, self.page.get_by_role("navigation", name="Application")
        tabs.get_by_role("link", name="Required and/or Supporting Documents").click()
        for kind in kinds:
            page.get_by_label("What the document is").select_option(label=kind)
            name = f"{kind.split()[0].lower()}.pdf"
            file = FilePayload(name=name, mimeType="application/pdf", buffer=PDF)
            page.get_by_label("File", exact=True).set_input_files(file)
            page.get_by_role("button", name="Upload", exact=True).click()
            expect(page.get_by_role("status")).to_have_text("The document is uploaded.")
        self.album.keep(page, "documents")

    def submit(self, signer: str, email: str) -> str:
        """Begin Submission to the receipt, signed electronically; its Web Tracking ID."""
        page = self.page
        page.get_by_role("link", name="Begin Submission").click()
        heading(page, "Begin Submission")
        who = page.get_by_role("group", name=signer)
        who.get_by_label("This person signs").check()
        who.get_by_label("Signature method").select_option(label="Electronic")
        who.get_by_label("E-mail address for the signature").fill(email)
        self.album.keep(page, "signers")
        page.get_by_role("button", name="Continue", exact=True).click()
        self._attest()
        heading(page, "Complete Submission")
        page.get_by_label("I have checked the contractor").check()
        self.album.keep(page, "contractor")
        page.get_by_role("button", name="Complete Submission").click()
        heading(page, "Submission Receipt")
        self.album.keep(page, "receipt")
        return fact(page, "Web Tracking ID").inner_text()

    def _attest(self) -> None:
        page = self.page
        heading(page, "Attestation and Terms")
        for answer in page.get_by_role("radio", name="Yes").all():
            answer.check()
        for box in page.get_by_role("checkbox", name="Terms and Conditions").all():
            box.check()
        self.album.keep(page, "attestation")
        page.get_by_role("button", name="Continue", exact=True).click()

    def sign_link(self) -> str:
        """The address in the newest mail that asks for a signature."""
        asked = {"to": self.email, "kind": "signature-requested"}
        found = _SIGN_LINK.search(self.portal.control.get("/mail", params=asked).json()[-1]["body"])
        assert found
        return self.portal.url + found[0]

    def sign_by_mail(self, browser: Browser) -> None:
        """Follow the newest mail in a browser that nobody signed in with, and sign."""
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(self.sign_link())
            heading(page, "Electronic Signature")
            page.get_by_label("E-mail Address").fill(self.email)
            self.album.keep(page, "e-sign-entry")
            page.get_by_role("button", name="Continue", exact=True).click()
            tick_and_sign(page, self.album)
            heading(page, "Signature Received")
            expect(page.get_by_text("The application was successfully submitted.")).to_be_visible()
            self.album.keep(page, "e-signed")


def tick_and_sign(page: Page, album: Album) -> None:
    """The certification page: both boxes, Sign."""
    heading(page, "View and Sign")
    for box in page.get_by_role("checkbox").all():
        box.check()
    album.keep(page, "certification")
    page.get_by_role("button", name="Sign", exact=True).click()


def expect_told(page: Page, portal: RunningPortal, tracking_id: str, status: str) -> None:
    """The contractor's public look-up answers this status."""
    page.goto(portal.url + STATUS_SEARCH)
    page.get_by_role("textbox", name="Web Tracking ID").fill(tracking_id)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text(f"Status: {status}")


def search_public(page: Page, portal: RunningPortal, npi: str) -> None:
    """PECOS's public search by NPI."""
    page.goto(f"{portal.url}/pecos/selfService.do")
    page.get_by_role("textbox", name="NPI").fill(npi)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("table", name="Results")).to_be_visible()
