"""Reaching every page: who opens it, and at which address. New pages are found by their links.

A page that no link leads to has an entry in `unlinked`; one that only sends on has one in `SENT_ON`. What is
in the table of addresses and found in neither way fails the tests of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
import pyotp

from mock_portal.clock import machine_now
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.records import SignatureMethod, Signer, SignerRole
from mock_portal.portal import Portal, PortalState
from mock_portal.web.rendering import SKINS
from mock_portal.web.routes import ROUTES
from mock_portal.web.skins import Skin
from mock_portal.world.entities import Account
from tests.mock_portal.page_forms import Form, Markup
from tests.mock_portal.visitor import Visitor

PERSONAS = ("north-clinic", "vernon-internal", "zennor-home-health", "ullswater-health", "bluestem-cred")
"""Who walks through the pages, in this order: all well; signatures; fees; applications; a surrogate."""
HALF_SIGNED_IN = "lakeside-therapy"
"""Has typed a password and not yet the code."""
STARTS = ("/pecos/home.do", "/IAWeb/home.do", "/helpdesk/home.do")
PUBLIC_STARTS = (
    "/pecos/login.do",
    "/IAWeb/login.do",
    "/helpdesk/home.do",
    "/search",
    "/tools/medicare-revalidation-list",
    "/web/enrollment/enrollment-application-status-search",
)
SENT_ON = {"/": "/pecos/login.do", "/helpdesk": "/helpdesk/home.do"}
"""Addresses without a page, and where they lead."""


@dataclass(frozen=True)
class Reached:
    """A page as it was found; `persona` is null for what anybody may see."""

    path: str
    address: str
    persona: str | None
    status: int
    markup: Markup = field(repr=False, compare=False)


@dataclass
class Pages:
    """What was found: every answer that is a page, and each persona's cookies for going on."""

    seen: list[Reached] = field(default_factory=list)
    cookies: dict[str | None, dict[str, str]] = field(default_factory=dict)

    def one_of_each(self) -> dict[str, Reached]:
        """The first page found at each path; where there is one, one that is no error."""
        first: dict[str, Reached] = {}
        for page in sorted(self.seen, key=lambda one: one.status):
            first.setdefault(page.path, page)
        return first

    @property
    def missing(self) -> list[str]:
        """Paths in the table of addresses at which no page was found."""
        wanted = {path for method, path in ROUTES if method == "GET"} - set(SENT_ON)
        return sorted(wanted - {page.path for page in self.seen if page.status == 200})


def prepare(portal: Portal) -> None:
    """Add what the cast does not have: an application whose signer is at the keyboard, and a draft.

    Marta Whitfield, an Authorized Official, submits a change of her clinic and has not signed it yet.
    """
    account = portal.world.accounts[PERSONAS[0]]
    enrollment = portal.world.enrollments_of(account.associates[0])[0]
    now, signer = portal.clock.now(), f"{account.first_name} {account.last_name}"
    for submitted in (True, False):
        draft = portal.office.begin(
            form=enrollment.form, us_state=enrollment.state, reason=Reason.CHANGE, pac_id=enrollment.pac_id,
            enrollment_id=enrollment.id, account=account, now=now,
        )  # fmt: skip
        if submitted:
            role, method = SignerRole.AUTHORIZED_OFFICIAL, SignatureMethod.ELECTRONIC
            portal.office.submit(
                draft, [Signer(name=signer, role=role, email=account.email, method=method)], now
            )


def unlinked(state: PortalState) -> Iterator[tuple[str | None, str]]:
    """Pages that mail, a form or one provider of many leads to: who opens each, and its address."""
    yield from _searches(state)
    for persona, application in _applications(state):
        if application.state is ApplicationState.DRAFT:
            yield persona, f"/pecos/application.do?id={application.id}"
        elif application.state is ApplicationState.PENDING_E_SIGNATURE:
            yield persona, f"/pecos/receipt.do?id={application.id}"
    for request in state.filing.signatures:
        if request.signed is None:
            yield None, f"/pecos/eSignLogin.do?{urlencode({'token': request.token})}"


def _searches(state: PortalState) -> Iterator[tuple[None, str]]:
    associate = state.world.associates[0]
    yield None, f"/pecos/selfService.do?{urlencode({'npi': associate.npi, 'lbn': ''})}"
    yield None, "/pecos/selfService.do?npi=1&lbn="
    yield None, f"/search?{urlencode({'number': associate.npi})}"
    yield None, f"/provider-view/{associate.npi}"
    yield None, f"/tools/medicare-revalidation-list?{urlencode({'npi': associate.npi})}"
    tracked = next(one for one in state.filing.applications if one.web_tracking_id)
    query = urlencode({"webTrackingId": tracked.web_tracking_id})
    yield None, f"/web/enrollment/enrollment-application-status-search?{query}"


def _applications(state: PortalState) -> list[tuple[str, Application]]:
    """The personas' applications, each with whose it is."""
    owner = {
        pac_id: one.name for one in state.world.accounts if one.name in PERSONAS for pac_id in one.associates
    }
    return [(owner[one.pac_id], one) for one in state.filing.applications if one.pac_id in owner]


class Walker:
    """One browser's worth of walking: opens what is linked, breadth first, and keeps every page."""

    def __init__(
        self, client: httpx.AsyncClient, skin: Skin, persona: str | None, pages: Pages, most: int
    ) -> None:
        self._visitor = Visitor(client)
        self._skin = skin
        self._most = most
        self._persona = persona
        self._pages = pages
        self._opened: set[str] = set()
        self._of_path: dict[str, int] = {}

    async def walk(self, *addresses: str) -> None:
        """Open these addresses and everything that they lead to."""
        waiting = [self._skin.own(address) for address in addresses]
        for address in waiting:
            page = await self._open(address)
            if page is not None:
                waiting.extend(urljoin(address, link) for link in page.markup.links)

    async def _open(self, address: str) -> Reached | None:
        parts = urlsplit(address)
        path, whole = parts.path, parts._replace(scheme="", netloc="", fragment="").geturl()
        if whole in self._opened or parts.netloc or self._of_path.get(path, 0) >= self._most:
            return None
        self._opened.add(whole)
        page = self._keep(await self._visitor.get(whole), path, whole)
        self._of_path[path] = self._of_path.get(path, 0) + (page is not None)
        return page

    def _keep(self, answer: httpx.Response, path: str, address: str) -> Reached | None:
        """The page, where the answer is one, was not sent elsewhere and is no refusal."""
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if not is_page or answer.url.path != path or answer.status_code not in (200, 400):
            return None
        page = Reached(
            self._skin.canonical(path), address, self._persona, answer.status_code, Markup(answer.text)
        )
        self._pages.seen.append(page)
        return page


async def sign_in(
    client: httpx.AsyncClient, skin: Skin, account: Mapping[str, str], *, with_code: bool = True
) -> None:
    """Sign in to PECOS, or only up to the verification code."""
    visitor = Visitor(client)
    await visitor.get(skin.own("/pecos/login.do"))
    fields = {"user_id": account["user_id"], "password": account["password"]}
    await visitor.send(skin.own("/pecos/login.do"), **fields)
    if with_code:
        code = pyotp.TOTP(account["totp_secret"]).at(machine_now())
        await visitor.send(skin.own("/pecos/mfa.do"), code=code)


def credentials(state: PortalState) -> dict[str, dict[str, str]]:
    """What each account of a world signs in with."""

    def of(account: Account) -> dict[str, str]:
        return account.model_dump(include={"user_id", "password", "totp_secret"})

    return {account.name: of(account) for account in state.world.accounts}


async def reach_everything(
    open_client: Callable[[], httpx.AsyncClient], state: PortalState, most: int
) -> Pages:
    """Walk through the whole portal: as nobody, half signed in, and as each persona.

    Of the addresses with one path `most` are opened for each: the query changes, the page hardly.
    """
    pages, known, extra = Pages(), credentials(state), list(unlinked(state))
    skin = SKINS[state.start.skin]
    walks = {None: PUBLIC_STARTS, HALF_SIGNED_IN: ("/pecos/mfa.do",)} | dict.fromkeys(PERSONAS, STARTS)
    for persona, starts in walks.items():
        async with open_client() as client:
            if persona is not None:
                await sign_in(client, skin, known[persona], with_code=persona != HALF_SIGNED_IN)
            more = (address for who, address in extra if who == persona)
            walker = Walker(client, skin, persona, pages, most)
            await walker.walk(*starts, *more)
            await walker.walk(*pages.missing)
            pages.cookies[persona] = dict(client.cookies)
    return pages


async def send_empty(client: httpx.AsyncClient, form: Form, address: str) -> httpx.Response:
    """Send a form as it is when nobody has filled anything in."""
    where = urljoin(address, form.action)
    files = {"file": ("", b"")} if form.multipart else None
    return await client.post(where, data=form.empty, files=files, follow_redirects=True)
