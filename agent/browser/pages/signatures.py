"""`signatures`: the applications that wait for somebody's signature, one's own and others'."""

from dataclasses import dataclass

from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, joined, listed


@dataclass(frozen=True)
class Waiting:
    """A signature that is waited for; `own` where it is the account's person who is to sign."""

    tracking_id: str | None
    revision: int | None
    own: bool


async def read(reader: Reader) -> Listed[Waiting]:
    return joined([await listed(reader, "own", _own), await listed(reader, "others", _of_others)])


async def _own(record: Record) -> Waiting:
    return Waiting(record.text("tracking_id"), record.number("revision"), own=True)


async def _of_others(record: Record) -> Waiting:
    return Waiting(record.text("tracking_id"), record.number("revision"), own=False)
