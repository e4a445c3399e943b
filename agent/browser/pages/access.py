"""`account-management` and `provider-access`: where the account works, and who can work on a provider."""

from dataclasses import dataclass, replace
from functools import partial

from agent.browser.pages import provider
from agent.browser.reading import Reader
from agent.browser.records import UNREAD, Listed, NoFactError, Record, listed
from agent.model.people import AccessFact, EmployerFact


@dataclass(frozen=True)
class Accessible:
    """A provider that the account can work on; `link` leads to its people, `people` counts them."""

    npi: str
    people: int | None
    link: str


@dataclass(frozen=True)
class Overview:
    """The employers with each role there, and the providers."""

    employers: Listed[EmployerFact] = UNREAD
    providers: Listed[Accessible] = UNREAD


@dataclass(frozen=True)
class People:
    """Who can work on one provider; `decided_by` is empty where nobody does, None where it is not read."""

    listed: Listed[AccessFact] = UNREAD
    decided_by: str | None = None


async def read(reader: Reader) -> Overview:
    employers = await listed(reader, "employers", _employments)
    apart = tuple(fact for roles in employers.facts for fact in roles)
    return Overview(
        Listed(apart, employers.found, employers.whole, employers.unread),
        await listed(reader, "providers", _accessible, key=lambda one: one.npi),
    )


async def read_people(reader: Reader, of: Accessible) -> People:
    """The people of this provider; none at all where the page shows another's."""
    if not await provider.is_of(reader, of.npi):
        return People()
    people = await listed(reader, "people", partial(_person, of.npi))
    # One person may have access in two ways, and then has two rows.
    if people.found and of.people is not None and people.rows < of.people:
        reader.unreadable("people", f"shows {people.rows} people, and {of.people} are said to have access")
        people = replace(people, whole=False)
    return People(people, await reader.value("decided_by"))


async def _employments(record: Record) -> tuple[EmployerFact, ...]:
    employer = record.needed("employer")
    return tuple(EmployerFact(employer=employer, role=role) for role in record.several("roles"))


async def _accessible(record: Record) -> Accessible:
    npi, link = record.needed("npi"), record.link("action")
    if link is None:
        record.reader.unreadable(record.element, "has a provider without a link to its people")
        raise NoFactError
    return Accessible(npi, record.number("people"), link)


async def _person(npi: str, record: Record) -> AccessFact:
    return AccessFact(
        npi=npi,
        name=record.needed("name"),
        employer=record.needed("employer"),
        roles=record.several("roles"),
        through=record.text("through"),
        last_sign_in=await record.day("last_sign_in"),
        may_sign=record.says("may_sign"),
    )
