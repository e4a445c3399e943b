"""`enrollments`: what one associate is enrolled in, its drafts, and the ways to its other pages."""

from dataclasses import dataclass
from functools import partial

from agent.browser.pages import provider
from agent.browser.reading import Reader
from agent.browser.records import UNREAD, Listed, Record, listed
from agent.model.facts import EnrollmentFact

WAYS = ("applications", "documents", "credentials")
"""Links to the other pages of the associate."""


@dataclass(frozen=True)
class Enrollment:
    """A row of the list; `link` leads to its record, None where it could not be read."""

    fact: EnrollmentFact
    link: str | None


@dataclass(frozen=True)
class Enrollments:
    """`ways` holds by our name of the link where it leads, None where it could not be read.

    `drafts` counts the applications that were begun and not sent; None where the page does not say so.
    """

    listed: Listed[Enrollment] = UNREAD
    drafts: int | None = None
    ways: tuple[tuple[str, str | None], ...] = tuple((way, None) for way in WAYS)

    def way(self, name: str) -> str | None:
        return dict(self.ways)[name]


async def read(reader: Reader, npi: str) -> Enrollments:
    """The enrollments of the associate with this NPI; none at all where the page shows another's."""
    if not await provider.is_of(reader, npi):
        return Enrollments()
    found = await listed(
        reader, "list", partial(_enrollment, npi), key=lambda one: one.fact.id, stated="showing"
    )
    drafts = await reader.rows("drafts") if "drafts" in reader.elements else None
    ways = [(way, await reader.address(way)) for way in WAYS]
    return Enrollments(found, None if drafts is None else len(drafts), tuple(ways))


async def _enrollment(npi: str, record: Record) -> Enrollment:
    fact = EnrollmentFact(
        id=record.needed("id"),
        npi=npi,
        form=record.text("form"),
        state=record.text("state"),
        status=record.text("status"),
        specialty=record.text("specialty"),
        contractor=record.text("contractor"),
        ptan=record.text("ptan"),
        tracking_id=record.text("tracking_id"),
    )
    return Enrollment(fact, record.link("record"))
