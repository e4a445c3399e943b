"""`enrollment-record`: all that the portal has on file about one enrollment."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.browser.pages import provider
from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, listed
from agent.model.facts import EnrollmentFact, LocationFact, OwnerFact, PtanFact, ReassignmentFact

DAYS = ("effective", "status_since", "last_claim")
"""Fields of `EnrollmentFact` that the page has one by one."""
LISTS = ("ptans", "locations", "owners", "reassignments")


@dataclass(frozen=True)
class EnrollmentRecord:
    """What the page adds to `EnrollmentFact`; `not_read` names its fields that could not be read."""

    fields: tuple[tuple[str, object], ...] = ()
    not_read: tuple[str, ...] = (*DAYS, *LISTS)

    def added_to(self, fact: EnrollmentFact) -> EnrollmentFact:
        return fact.model_copy(update=dict(self.fields))


async def read(reader: Reader, npi: str, enrollment_id: str) -> EnrollmentRecord:
    """The record of this enrollment; nothing where the page is of another provider or enrollment."""
    if not await provider.is_of(reader, npi):
        return EnrollmentRecord()
    shown = await reader.value("id")
    if shown != enrollment_id:
        if shown is not None:
            reader.unreadable("id", "is not that of the enrollment whose record was asked for")
        return EnrollmentRecord()
    days = {name: await reader.value(name) for name in DAYS}
    read_days = {name: await reader.day_at(name) for name in DAYS}
    lists: dict[str, Listed[object]] = {
        "ptans": await listed(reader, "ptans", _ptan),
        "locations": await listed(reader, "locations", _location),
        "owners": await _owners(reader),
        "reassignments": await listed(reader, "reassignments", _reassignment),
    }
    unread = [name for name in DAYS if read_days[name] is None and days[name] != ""]
    unread += [name for one in LISTS for name in _unread(one, lists[one])]
    fields = {**read_days, **{name: one.or_none for name, one in lists.items()}}
    return EnrollmentRecord(tuple(fields.items()), tuple(unread))


def _unread(name: str, found: Listed[object]) -> Iterator[str]:
    """One missing row or field names the whole list: it is one field of an enrollment."""
    if not found.whole or found.unread:
        yield name


async def _owners(reader: Reader) -> Listed[OwnerFact]:
    """Null without a problem where the form has no owners."""
    if await reader.says("no_owners"):
        return Listed(found=False)
    return await listed(reader, "owners", _owner)


async def _owner(record: Record) -> OwnerFact:
    return OwnerFact(
        name=record.text("name") or "",
        role=record.text("role"),
        percent=record.number("percent"),
        missing=record.several("missing"),
    )


async def _location(record: Record) -> LocationFact:
    return LocationFact(
        name=record.text("name"),
        address=record.text("address") or "",
        city=record.text("city") or "",
        state=record.text("state") or "",
        postal_code=(record.text("postal_code") or "").replace("-", ""),
    )


async def _ptan(record: Record) -> PtanFact:
    return PtanFact(
        number=record.needed("number"),
        given_for=record.needed("given_for"),
        effective=await record.day("effective"),
        ended=await record.day("ended"),
    )


async def _reassignment(record: Record) -> ReassignmentFact:
    return ReassignmentFact(
        enrollment_id=record.needed("enrollment_id"),
        npi=record.needed("npi"),
        ptan=record.text("ptan"),
        effective=await record.day("effective"),
        ended=await record.day("ended"),
    )
