"""The skin 2.0 shows all that the classic pages show, in cards that can be told apart and read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from xml.etree.ElementTree import Element

import html5lib
import httpx
import pytest

from mock_portal.clock import PortalClock
from mock_portal.portal import Portal, Start
from mock_portal.web.app import PortalApp
from mock_portal.web.rendering import SKINS
from mock_portal.web.skins import Skin, SkinName
from tests.mock_portal.conftest import MORNING
from tests.mock_portal.reaching import credentials, sign_in

FIXED = (
    "/IAWeb/myProfile.do", "/IAWeb/myConnections.do", "/IAWeb/myStaff.do", "/pecos/manageSignatures.do",
    "/pecos/revalidations.do", "/pecos/feePaymentWelcome.do", "/pecos/accountManagement.do",
)  # fmt: skip
OF_ASSOCIATE = ("enrollments", "applications", "documents", "credentials", "accountManagement")
PERSONAS = (
    "north-clinic", "bluestem-cred", "seabrook-oncology", "kirkby-cardiac", "zennor-home-health",
    "vernon-internal", "wharton-rehab", "ullswater-health", "jubilee-primary", "dartmoor-diagnostic",
    "cotswold-surgical", "burnham-clinics", "fernhill-ordering", "willow-behavioral",
)  # fmt: skip
DEEDS = frozenset({"Action", "Next step"})
"""Columns with links and buttons only."""
OTHER_WORDS = {
    "TBD": "Not announced", "Not on file": "Not known", "Does not expire": "Never",
    "Not submitted": "Not sent yet", "Given when the application is submitted": "Comes when it is sent",
    "Given by the contractor": "Comes from the contractor",
}  # fmt: skip
_PARTS = re.compile(r", |\s(?=(?:First notice|Second notice|Stay of enrollment|Deactivation): )")


@dataclass
class Shown:
    """A page as a tree, looked at as often as it is asked about and read once."""

    main: Element

    @cached_property
    def said(self) -> str:
        """All of its values, one a line."""
        tags = ("h2", "h3", "dd", "p", "strong")
        return "\n".join(text_of(one) for tag in tags for one in self.main.iter(tag))

    @property
    def lists(self) -> list[list[Element]]:
        """The cards of each list."""
        found = (one for one in self.main.iter("ul") if "cards" in one.get("class", "").split())
        return [one.findall("li") for one in found]

    @property
    def tables(self) -> list[list[list[str]]]:
        """The rows of each table with column headers, without the columns that hold no values."""
        return [list(rows_of(one)) for one in self.main.iter("table") if one.find("thead") is not None]

    @property
    def details(self) -> list[str]:
        """What stands beside row headers."""
        rows = (one for one in self.main.iter("tr") if any(th.get("scope") == "row" for th in one.iter("th")))
        return [text_of(cell) for row in rows for cell in row.iter("td")]


def text_of(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split()).replace(" ,", ",")


def rows_of(table: Element) -> Iterator[list[str]]:
    headers = [text_of(one) for one in table.iter("th")]
    for row in table.iter("tr"):
        cells = [text_of(one) for one in row.iter("td")]
        if cells:
            yield [cell for header, cell in zip(headers, cells, strict=True) if header not in DEEDS]


@cache
def grown(skin: SkinName) -> Portal:
    """A portal in this skin, on a morning that stays: to look at its pages changes nothing on them."""
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    return Portal(Start(seed=7, skin=skin), clock)


@cache
def pages_of(name: str, skin: SkinName) -> Mapping[str, Shown]:
    """All that somebody sees in a skin, by the pages' classic addresses."""
    return asyncio.run(_open_all(grown(skin), name, SKINS[skin]))


async def _open_all(portal: Portal, name: str, skin: Skin) -> dict[str, Shown]:
    transport = httpx.ASGITransport(app=PortalApp(portal))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        await sign_in(client, skin, credentials(portal.snapshot())[name])
        return {one: await _open(client, skin.own(one)) for one in addresses(portal, name)}


async def _open(client: httpx.AsyncClient, address: str) -> Shown:
    page = await client.get(address)
    assert page.status_code == 200, page.url
    main = html5lib.parse(page.text, namespaceHTMLElements=False).find(".//main")
    assert main is not None
    return Shown(main)


def addresses(portal: Portal, name: str) -> Iterator[str]:
    """The pages of an account, and those of each provider, enrollment and application that it sees."""
    yield from FIXED
    for pac_id in portal.world.accounts[name].associates:
        yield from (f"/pecos/{page}.do?assoc={pac_id}" for page in OF_ASSOCIATE)
        for enrollment in portal.world.enrollments_of(pac_id):
            yield f"/pecos/enrollmentRecord.do?enrollment={enrollment.id}"
        for application in portal.filing.applications_for(pac_id):
            yield f"/pecos/applicationStatus.do?id={application.id}"


def unsaid(classic: Shown, two: Shown) -> list[str]:
    """The values of the classic page that the other one does not show."""
    cells = [*classic.details, *(cell for table in classic.tables for row in table for cell in row)]
    wanted = (OTHER_WORDS.get(part, part) for cell in cells for part in _PARTS.split(cell) if part)
    return [part for part in wanted if part not in two.said]


@pytest.mark.parametrize("name", PERSONAS)
def test_every_value_and_every_row_of_a_classic_page_is_on_the_skins_page_too(name: str) -> None:
    new = pages_of(name, SkinName.TWO)
    for address, classic in pages_of(name, SkinName.CLASSIC).items():
        two = new[address]
        assert unsaid(classic, two) == [], address
        if address != "/IAWeb/myProfile.do":  # its ways to get a code are no table
            rows = sorted(len(table) for table in classic.tables)
            assert sorted(len(cards) for cards in two.lists) == rows, address


@pytest.mark.parametrize("name", PERSONAS)
def test_every_card_has_one_heading_and_each_term_once_with_a_value(name: str) -> None:
    for address, page in pages_of(name, SkinName.TWO).items():
        cards = [card for cards in page.lists for card in cards]
        inside = [[text_of(term) for term in card.iter("dt")] for card in cards]
        every = [text_of(term) for term in page.main.iter("dt")]
        assert [sum(1 for _ in card.iter("h3")) for card in cards] == [1] * len(cards), address
        assert all(text_of(heading) for card in cards for heading in card.iter("h3")), address
        assert all(len(set(terms)) == len(terms) for terms in inside), address
        assert [text_of(one) for one in page.main.iter("dd") if not text_of(one)] == [], address
        within = {term for terms in inside for term in terms}
        outside = [term for term in every if term not in within]
        assert len(set(outside)) == len(outside), address
        assert len(every) == len(outside) + sum(map(len, inside)), f"{address}: a term in and out of a card"


def test_a_value_that_is_gone_is_noticed() -> None:
    address = "/pecos/accountManagement.do"
    classic = pages_of("north-clinic", SkinName.CLASSIC)[address]
    assert "North Clinic Physicians LLC" in unsaid(classic, pages_of("kirkby-cardiac", SkinName.TWO)[address])
