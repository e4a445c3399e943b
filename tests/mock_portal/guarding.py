"""What every page is asked with, learned from the page: which fields it reads, and what may stand there.

A page's fields are not listed anywhere: a page is asked, the fields it looks for are noted, then it is asked
with those, until it looks for nothing new. A field that `NAMES` does not know fails the test that meets it:
who adds a page says here what its fields name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from mock_portal.exchange import system_of
from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.forms import FORMS
from mock_portal.filing.forms.typed import choices_of
from mock_portal.portal import Portal
from mock_portal.request_log import RequestLog
from mock_portal.sessions import Session, Sessions, Stage
from mock_portal.web import app
from mock_portal.web.app import PortalApp
from mock_portal.web.forms import parse_fields, read_form
from mock_portal.web.routes import ROUTES
from mock_portal.web.routing import Personal
from mock_portal.world.entities import Account, Entity, Form

COOKIE = "PORTALSESSION"
TOKEN = "csrf_token"
ANY_FIELD = "*"
"""Noted where a page goes through all fields: it takes fields named after things."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "assoc": ("associate",),
    "provider": ("associate",),
    "enrollment": ("enrollment",),
    "id": ("application", "connection", "member", "document", "ticket"),
    "fee": ("fee",),
    "request": ("signature",),
    "token": ("signature",),
    "document": ("document",),
    "pick": ("company", "associate"),
    "company": ("company",),
    "employer": ("employer",),
    "reject": ("connection",),
    "invitation": ("member",),
    "pin": ("pin",),
    "number": ("tracking",),
    "reference": ("ticket",),
}
"""Fields that name something of somebody's, and what kinds of things."""
PREFIXES = {"pecos_": "connection", "nppes_": "connection", "access_": "associate"}
"""Fields whose own name ends with something of somebody's."""
_TOPIC = "correspondence"
WHOLE_FORMS = {
    "/pecos/topic.do": {
        one.name: "" if choices_of(one) else "1"
        for topic in FORMS["855I"].topics()
        if topic.key == _TOPIC
        for one in topic.fields
    }
}
"""Pages that go through all fields to refuse those that are not theirs, and what is typed in theirs."""
NOTHING_FILLED_IN = hashlib.sha256(b"[]").hexdigest()[:16]
"""The version of an application's topic without an entry."""
PLAIN: Mapping[str, str] = {
    "user_id": "nobody.at.all", "password": "wrong@word1", "code": "000000", "captcha": "x",
    "current_password": "wrong@word1", "new_password": "fresh@word1", "confirm_password": "fresh@word1",
    "first_name": "Ann", "last_name": "Lee", "name": "Ann Lee", "email": "ann@guest.example",
    "birth_date": "01/31/1970", "role": "Staff End User", "step": "done", "pecos": "on", "nppes": "on",
    "action": "remove|pay|hardship|save|delete|Access Manager", "sure": "on", "expires": "12/31/2027",
    "contractor_checked": "on", "kind": "x", "letter": "x", "method": "x", "reason": "change",
    "version": NOTHING_FILLED_IN, "done": "x", "signed": "x", "notice": "x", "lbn": "zz",
    "npi": "", "target": "x", "remove": "x", "ticket": "x", "topic": _TOPIC, "entry": "",
    "page": "x", "code_shown": "x",
    "state": "OH", "form": "855I", "subject": "x", "text": "x", "terms": "on",
}  # fmt: skip
"""Fields that name nobody: what is typed, ticked and chosen, with strokes between different tries."""
FREE = ("question_", "answer_")
"""Beginnings of fields that only hold text."""

OF_TOPICS = frozenset(
    name
    for sheet in FORMS.values()
    for topic in sheet.topics()
    for name in (topic.key, *(one.name for one in topic.fields))
)
"""Fields of applications, and topics to be ticked."""


class Noted(Mapping[str, str]):
    """Fields as they were sent, that remember which ones were looked for."""

    def __init__(self, fields: Mapping[str, str], asked: set[str]) -> None:
        self._fields = fields
        self._asked = asked

    def __getitem__(self, key: str) -> str:
        self._asked.add(key)
        return self._fields[key]

    def __contains__(self, key: object) -> bool:
        self._asked.add(str(key))
        return key in self._fields

    def __iter__(self) -> Iterator[str]:
        self._asked.add(ANY_FIELD)
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass
class Asker:
    """Asks pages in this process as somebody, or as nobody, each time in a fresh session."""

    portal: Portal
    monkeypatch: pytest.MonkeyPatch
    asked: set[str] = field(default_factory=set)
    asked_by_address: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._app = PortalApp(self.portal)
        self.monkeypatch.setattr(app, "parse_fields", self._parse_fields)
        self.monkeypatch.setattr(app, "read_form", self._read_form)

    def _parse_fields(self, encoded: str) -> Mapping[str, str]:
        return Noted(parse_fields(encoded), self.asked_by_address)

    async def _read_form(self, request: Request, largest: int | None) -> tuple[Mapping[str, str], object]:
        form, upload = await read_form(request, largest)
        return Noted(form, self.asked), upload

    async def ask(
        self, method: str, path: str, account: Account | None, fields: Mapping[str, str], **more: Any
    ) -> httpx.Response:
        """One request; `content` and `headers` take the place of the fields' own encoding.

        Fields whose name begins with a question mark stand in the address of a form.
        """
        session = self._session(path, account)
        where: dict[str, Any] = {}
        if not more:
            inside = {name: text for name, text in fields.items() if not name.startswith("?")}
            where["params"] = {name[1:]: text for name, text in fields.items() if name.startswith("?")}
            if method == "POST":
                where["data"] = {TOKEN: session.csrf, **inside}
            else:
                where["params"] |= inside
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://portal.test", cookies={COOKIE: session.id}
        ) as client:
            return await client.request(method, path, **where, **more)

    def _session(self, path: str, account: Account | None) -> Session:
        """At the stage that the page is for, where somebody asks."""
        route = next((route for (_, known), route in ROUTES.items() if known == path), None)
        stages = route.stages if isinstance(route, Personal) else frozenset({Stage.SIGNED_IN})
        stage = Stage.SIGNED_IN if Stage.SIGNED_IN in stages else min(stages)
        if account is None:
            stage = Stage.ANONYMOUS
        name = account.name if account else None
        return self.portal.sessions.start(stage, system_of(path), name, self.portal.clock.now())

    async def fields_of(
        self, method: str, path: str, account: Account | None, things: Mapping[str, list[str]]
    ) -> dict[str, list[str]]:
        """Every field that a page looks for, with all that can be put there; the world stays as it was.

        AssertionError for a field that nobody knows.
        """
        as_it_was, found = AsItWas(self.portal), dict[str, list[str]]()
        while True:
            self.asked.clear()
            self.asked_by_address.clear()
            await self.ask(method, path, account, {name: texts[0] for name, texts in found.items()})
            as_it_was.put_back()
            if method == "POST":
                self.asked |= {f"?{name}" for name in self.asked_by_address}
            else:
                self.asked |= self.asked_by_address
            new = {
                name: texts for asked in self.asked for name, texts in candidates(asked, path, things).items()
            }
            if new.keys() <= found.keys():
                return found
            found |= new


def candidates(asked: str, path: str, things: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What can be put in a field that a page looked for; AssertionError for one that nobody knows."""
    if asked.startswith("?"):
        return {f"?{name}": texts for name, texts in candidates(asked[1:], path, things).items()}
    if asked == ANY_FIELD and path in WHOLE_FORMS:
        return {name: [text] for name, text in WHOLE_FORMS[path].items()}
    if asked == ANY_FIELD:
        return {
            f"{prefix}{one}": ["on"] for prefix, kind in PREFIXES.items() for one in things.get(kind, [])[:1]
        }
    if asked in NAMES:
        found = [one for kind in NAMES[asked] for one in things.get(kind, [])]
        return {asked: found or ["X0"]}
    if asked in PLAIN or asked == TOKEN:
        return {} if asked == TOKEN else {asked: PLAIN[asked].split("|")}
    if asked in OF_TOPICS:
        return {asked: ["1"]}
    if asked.startswith(tuple(PREFIXES)) or asked.startswith(FREE):
        return {}
    raise AssertionError(f"{path} takes a field {asked!r}: put it in NAMES or PLAIN of {__name__}")


def begin_draft(portal: Portal, account: Account) -> None:
    """An application in which nothing is filled in yet."""
    portal.office.begin(
        form=Form.PRACTITIONER, us_state="OH", reason=Reason.INITIAL, pac_id=account.associates[0],
        enrollment_id=None, account=account, now=portal.clock.now(),
    )  # fmt: skip


def things_of(portal: Portal, account: Account) -> dict[str, list[str]]:
    """Everything that is an account's, by kind."""
    world, filing, access = portal.world, portal.filing, portal.access
    mine = set(account.associates)
    of_state = {one.state: one for one in filing.applications.values() if one.pac_id in mine}
    drafts_first = sorted(of_state.values(), key=lambda one: one.state is not ApplicationState.DRAFT)
    kept = {one.id: one for one in drafts_first}
    staff = [one for one in access.staff.values() if one.employer == account.employer]
    of_kind: dict[str, Iterable[str | None]] = {
        "associate": account.associates,
        "enrollment": (one.id for one in world.enrollments.values() if one.pac_id in mine),
        "application": kept,
        "tracking": (one.web_tracking_id for one in kept.values()),
        "document": (one.id for one in filing.documents.values() if one.pac_id in mine),
        "fee": (one.id for one in filing.fees.values() if one.application_id in kept),
        "signature": (one.id for one in filing.signatures.values() if one.application_id in kept),
        "connection": (one.id for one in access.connections.values() if one.pac_id in mine),
        "member": (one.id for one in staff),
        "pin": (one.pin for one in staff),
        "ticket": (one.number for one in portal.desk.tickets.values() if one.account == account.name),
        "employer": (account.employer,),
        "company": (one.id for one in access.companies.values() if one.name != account.employer),
    }
    return {kind: [one for one in found if one is not None][:4] for kind, found in of_kind.items()}


class AsItWas:
    """A state to compare with and to go back to. Who is there, what was asked and the dice do not count."""

    _MOVING = frozenset({"sessions", "requests", "tokens_drawn"})

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        portal.run_timers()
        self._state = portal.snapshot()

    def changes(self) -> set[str]:
        """The parts that differ now, like `world.accounts`."""
        return set(_differences("", dict(self._state), dict(self.portal.snapshot()))) - self._MOVING

    def put_back(self) -> None:
        """Restore what has changed, if anything has; who came and what was asked is forgotten in any case."""
        if self.changes():
            self.portal.restore(self._state)
            return
        self.portal.sessions = Sessions(self.portal.tokens, self._state.sessions)
        self.portal.requests = RequestLog(self._state.requests)


def _differences(place: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name, was in before.items():
        now = after[name]
        if isinstance(was, Entity) and isinstance(now, Entity):
            yield from _differences(f"{place}{name}.", dict(was), dict(now))
        elif was != now:
            yield place + name
