"""`my-associates`: the people and organizations whose enrollments the account may see."""

from dataclasses import dataclass, replace
from functools import partial

from agent.browser.reading import Reader
from agent.browser.records import Listed, NoFactError, Record, agrees, joined, listed
from agent.model.facts import AssociateFact

KINDS = {"individuals": "individual", "organizations": "organization"}
"""By our name of the table."""


@dataclass(frozen=True)
class Associate:
    """`link` leads to the enrollments."""

    fact: AssociateFact
    link: str

    @property
    def npi(self) -> str:
        return self.fact.npi


async def read(reader: Reader) -> Listed[Associate]:
    """Not whole where the page shows fewer than it says, or some of them cannot be read."""
    found = joined(
        [
            await listed(reader, name, partial(_associate, kind), key=lambda one: one.npi)
            for name, kind in KINDS.items()
        ]
    )
    return found if await agrees(reader, "showing", found.rows) else replace(found, whole=False)


async def _associate(kind: str, record: Record) -> Associate:
    npi, link = record.needed("npi"), record.link("action")
    if link is None:
        record.reader.unreadable(record.element, "has an associate without a link to the enrollments")
        raise NoFactError
    name, tin_type = record.text("name"), record.text("tin_type")
    return Associate(AssociateFact(npi=npi, kind=kind, name=name, tin_type=tin_type), link)
