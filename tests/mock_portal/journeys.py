"""Pages that only come on the way: the steps of forms that lead from one to the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from mock_portal.filing.records import DocumentKind
from mock_portal.portal import Portal
from mock_portal.web.rendering import SKINS
from mock_portal.world.entities import Account
from tests.mock_portal.applications.cases import document, entries
from tests.mock_portal.applications.walking import PRIVATE_PRACTICE, Walker
from tests.mock_portal.reaching import PERSONAS, credentials, sign_in
from tests.mock_portal.visitor import Visitor

_NEW_STATE = "IN"
_TICKET = re.compile(r'name="ticket" value="([0-9a-f]+)"')
_TOPIC = re.compile(r"/pecos/topic\.do\?id=\w+&amp;topic=([a-z-]+)")
_ASKED = re.compile(r'name="answer_(\d)"')


@dataclass(frozen=True)
class Shown:
    """A page as it came, and after which step."""

    step: str
    html: str


class Journey:
    """A visitor whose every page of note is kept."""

    def __init__(self, portal: Portal, visitor: Visitor) -> None:
        self.portal = portal
        self.visitor = visitor
        self.shown: list[Shown] = []

    def keep(self, step: str) -> None:
        """Keep the page that the visitor is on."""
        self.shown.append(Shown(step, self.visitor.page.text))

    async def walk(self) -> list[Shown]:
        """Every journey, one after another; returns what was kept."""
        account = self.portal.world.accounts[PERSONAS[0]]
        await self._recover(account, "/IAWeb/forgotPassword.do", ("user_id", "email", "birth_date"))
        await self._recover(account, "/IAWeb/resetMfa.do", ("user_id", "password", "birth_date"))
        await self._look_up()
        skin = SKINS[self.portal.start.skin]
        await sign_in(self.visitor.client, skin, credentials(self.portal.snapshot())[account.name])
        await self._connect(account)
        await self._apply(account)
        return self.shown

    async def _recover(self, account: Account, path: str, names: tuple[str, ...]) -> None:
        recovery = self.portal.access.recoveries[account.name]
        known = account.model_dump(include={"user_id", "email", "password"})
        known["birth_date"] = f"{recovery.birth_date:%m/%d/%Y}"
        await self.visitor.get(path)
        await self.visitor.send(path, **{name: known[name] for name in names})
        self.keep(f"{path}, the questions")
        asked, ticket = _ASKED.findall(self.visitor.page.text), _TICKET.findall(self.visitor.page.text)[0]
        await self.visitor.send(path, ticket=ticket, **{f"answer_{place}": "wrong" for place in asked})
        self.keep(f"{path}, a wrong answer")
        right = {f"answer_{place}": recovery.answers[int(place)].answer for place in asked}
        await self.visitor.send(path, ticket=ticket, **right)
        self.keep(f"{path}, the questions answered")

    async def _look_up(self) -> None:
        await self.visitor.get("/provider-view/1")
        self.keep("a look-up of nobody")

    async def _connect(self, account: Account) -> None:
        path, provider = "/IAWeb/addSurrogate.do", account.associates[0]
        company = next(iter(self.portal.access.companies))
        await self.visitor.get(path, provider=provider, name="a")
        self.keep("companies, too short a name")
        await self.visitor.get(path, provider=provider, pick=company)
        self.keep("a company selected")
        await self.visitor.send(path, provider=provider, pick=company, pecos="on")
        self.keep("a connection to be reviewed")
        await self.visitor.get("/pecos/accountManagement.do", assoc=provider)
        self.keep("who has access")

    async def _apply(self, account: Account) -> None:
        walker = Walker(self.portal, self.visitor)
        practitioner = self.portal.world.associates[account.associates[1]]
        draft = await walker.begin_first(practitioner, state=_NEW_STATE)
        self.keep("an application begun")
        for topic in sorted(set(_TOPIC.findall(self.visitor.page.text))):
            await self.visitor.get("/pecos/topic.do", id=draft.id, topic=topic)
            self.keep(f"the topic {topic}")
        await self.visitor.get("/pecos/submission.do", id=draft.id)
        self.keep("a submission with critical findings")
        await self.visitor.get("/pecos/application.do", id=draft.id)
        await self.visitor.send("/pecos/discardApplication.do", id=draft.id)
        self.keep("a draft to be deleted")
        self._complete(walker)
        await self._submit(walker)

    def _complete(self, walker: Walker) -> None:
        """Everything the draft needs, without typing it."""
        draft = walker.application
        basic, personal = draft.entries
        born = personal.model_copy(update={"values": {**personal.values, "birth_date": "05/04/1971"}})
        rest = entries({topic: [values] for topic, values in PRIVATE_PRACTICE.items()})
        self.portal.office.save(draft.model_copy(update={"entries": (basic, born, *rest)}))
        for kind in (DocumentKind.VOIDED_CHECK, DocumentKind.LICENSE):
            one = document(kind, pac_id=draft.pac_id, application_id=draft.id)
            self.portal.filing.documents[one.id] = one

    async def _submit(self, walker: Walker) -> None:
        for page in ("application", "fastTrack", "errorCheck", "supportingDocuments", "submission"):
            await self.visitor.get(f"/pecos/{page}.do", id=walker.id)
            self.keep(f"{page} of a complete application")
        await walker.sign_up()
        self.keep("the attestation")
        nothing = dict.fromkeys(
            ("reviewed", "reports", "terms_known", "signature_terms", "submission_terms"), ""
        )
        await walker.attest(**nothing)
        self.keep("the attestation without an answer")
        await walker.attest()
        self.keep("the contractor")
        await self.visitor.send("/pecos/submission.do", **walker.hidden())
        self.keep("the contractor, not checked")
        await walker.complete()
        self.keep("the receipt")


async def walk_journeys(open_client: Callable[[], httpx.AsyncClient], portal: Portal) -> list[Shown]:
    """Every page that comes on the way, from a portal that the journeys change."""
    async with open_client() as client:
        return await Journey(portal, Visitor(client)).walk()
