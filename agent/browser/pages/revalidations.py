"""`revalidations`: the Revalidation Notification Center."""

from dataclasses import dataclass

from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, listed
from agent.model.facts import RevalidationFact


@dataclass(frozen=True)
class Revalidation:
    """A row of the center; `waits` where the next step is the provider's."""

    fact: RevalidationFact
    waits: bool


async def read(reader: Reader) -> Listed[Revalidation]:
    return await listed(reader, "list", _revalidation, key=lambda one: one.fact.enrollment_id)


async def _revalidation(record: Record) -> Revalidation:
    fact = RevalidationFact(
        enrollment_id=record.needed("enrollment_id"),
        posted=record.says("due"),
        due=await record.day("due"),
        notices=record.several("notices"),
        response=record.text("response"),
    )
    return Revalidation(fact, waits=record.says("waits") or False)
