"""`my-connections`: which surrogates work, or ask to work, on the providers' records."""

from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, listed
from agent.model.people import ConnectionFact


async def read(reader: Reader) -> Listed[ConnectionFact]:
    return await listed(reader, "list", _fact, key=lambda fact: fact.id)


async def _fact(record: Record) -> ConnectionFact:
    return ConnectionFact(
        id=record.needed("id"),
        provider=record.needed("provider"),
        npi=record.text("npi"),
        surrogate=record.needed("surrogate"),
        systems=record.several("systems"),
        requested=await record.day("requested"),
        decided=await record.day("decided"),
        status=record.text("status"),
    )
