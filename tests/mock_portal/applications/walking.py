"""Walks through an application as a person does, page by page."""

from __future__ import annotations

import re
from html import unescape

import httpx

from mock_portal.filing.applications import Application
from mock_portal.filing.forms.nouns import Practice
from mock_portal.portal import Portal
from mock_portal.world.entities import Associate
from tests.mock_portal.visitor import Visitor

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TIFF = b"II*\x00" + bytes(64)
_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_0-9]+)" value="([^"]*)">')
ADDRESS = {
    "address_1": "12 ELM ST", "city": "MUNCIE", "state": "IN", "zip": "473050001", "telephone": "7655550101",
}  # fmt: skip
PRIVATE_PRACTICE: dict[str, dict[str, str]] = {
    "licenses": {"kind": "State license", "number": "IN55", "state": "IN", "expires": "06/30/2029"},
    "correspondence": ADDRESS,
    "adverse": {"answer": "No"},
    "business": {"structure": "Sole proprietor", "name": "Benedict Hale MD"},
    "locations": {**ADDRESS, "name": "Elm Street Practice", "since": "03/02/2026"},
    "special-payments": {"where": "First practice location"},
    "records": {"where": "Electronically"},
    "eft": {"bank": "A Bank", "routing": "991234567", "account_number": "0012345", "account_type": "Checking",
            "holder": "Benedict Hale"},
    "participation": {"status": "Participating"},
}  # fmt: skip
"""Everything an 855I in private practice needs beyond what is known at its beginning."""


class Walker:
    """A signed-in visitor and the application they work on."""

    def __init__(self, portal: Portal, visitor: Visitor) -> None:
        self.portal = portal
        self.visitor = visitor
        self.id = ""

    @property
    def application(self) -> Application:
        """The application as stored now."""
        return self.portal.filing.applications[self.id]

    async def begin_first(
        self, associate: Associate, state: str, practice: Practice = Practice.PRIVATE,
        specialty: str = "Internal Medicine", form: str = "855I",
    ) -> Application:  # fmt: skip
        """Questionnaire, reason, Start Application."""
        await self.visitor.get("/pecos/questionnaire.do", assoc=associate.pac_id)
        answers = {"assoc": associate.pac_id, "form": form, "state": state, "specialty": specialty}
        if form == "855I":
            answers["practice"] = practice.value
        await self.visitor.send("/pecos/questionnaire.do", **answers)
        return await self._start()

    async def begin(self, enrollment_id: str, reason: str, *topics: str) -> Application:
        """Reason, Start Application for an enrollment."""
        await self.visitor.get("/pecos/startApplication.do", enrollment=enrollment_id, reason=reason)
        return await self._start(**dict.fromkeys(topics, "on"))

    async def _start(self, **more: str) -> Application:
        assert self.visitor.heading == "Reason for Application", self.visitor.page.text
        await self.visitor.send("/pecos/startApplication.do", **self.hidden(), **more)
        assert self.visitor.heading == "Topic View", self.visitor.page.text
        self.id = self.visitor.page.url.params["id"]
        return self.application

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's main form, without its token."""
        main = self.visitor.page.text.partition("<main")[2].partition("</main>")[0]
        found = {name: unescape(value) for name, value in _HIDDEN.findall(main)}
        return {name: value for name, value in found.items() if name != "csrf_token"}

    async def fill(self, topic: str, values: dict[str, str], entry: str = "new") -> httpx.Response:
        """Open a topic, type, Save."""
        await self.visitor.get("/pecos/topic.do", id=self.id, topic=topic, entry=entry)
        fields = {**self.hidden(), **values, "action": "save"}
        return await self.visitor.send("/pecos/topic.do", **fields)

    async def fill_all(self, topics: dict[str, dict[str, str]]) -> None:
        """Fill in topics, one after another."""
        for topic, values in topics.items():
            page = await self.fill(topic, values)
            assert "The topic is saved." in page.text, (topic, page.text)

    async def upload(
        self, kind: str, name: str = "paper.pdf", content: bytes = PDF, **more: str
    ) -> httpx.Response:
        """Upload a document."""
        await self.visitor.get("/pecos/supportingDocuments.do", id=self.id)
        data = {"csrf_token": self.visitor.token, "id": self.id, "kind": kind, **more}
        files = {"file": (name, content, "application/octet-stream")}
        self.visitor.page = await self.visitor.client.post(
            "/pecos/supportingDocuments.do", data=data, files=files, follow_redirects=True
        )
        return self.visitor.page

    async def sign_up(self, **fields: str) -> None:
        """Begin Submission, and the first step."""
        await self.visitor.get("/pecos/submission.do", id=self.id)
        assert self.visitor.heading == "Begin Submission", self.visitor.page.text
        chosen = fields or {
            "signer_0": "on", "method_0": "Electronic", "email_0": "hale@north-clinic.example",
        }  # fmt: skip
        await self.visitor.send("/pecos/submission.do", **self.hidden(), **chosen)

    async def attest(self, **fields: str) -> None:
        """The second step, all as it should be unless said otherwise."""
        said = {"reviewed": "Yes", "reports": "Yes", "terms_known": "Yes",
                "signature_terms": "on", "submission_terms": "on"} | fields  # fmt: skip
        sent = {name: value for name, value in said.items() if value}
        await self.visitor.send("/pecos/submission.do", **self.hidden(), **sent)

    async def complete(self) -> None:
        """Check the contractor, Complete Submission."""
        await self.visitor.send("/pecos/submission.do", **self.hidden(), contractor_checked="on")
