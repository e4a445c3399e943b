"""`fees`: the application fees of the account's providers."""

from dataclasses import dataclass

from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, listed


@dataclass(frozen=True)
class Fee:
    """A fee of an application; `payable` where it is still to be paid."""

    tracking_id: str | None
    payable: bool


async def read(reader: Reader) -> Listed[Fee]:
    return await listed(reader, "list", _fee)


async def _fee(record: Record) -> Fee:
    return Fee(record.text("tracking_id"), payable=record.says("payable") or False)
