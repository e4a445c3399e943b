"""`my-staff`: the people of each employer, with a table for each."""

from functools import partial

from agent.browser.elements import value_in
from agent.browser.reading import Reader
from agent.browser.records import UNREAD, Listed, Record, joined, made
from agent.model.people import StaffFact


async def read(reader: Reader) -> Listed[StaffFact]:
    tables = await reader.tables("teams")
    if tables is None:
        return UNREAD
    named = reader.elements["teams"].named
    return joined(
        [
            UNREAD
            if rows is None
            else await made(reader, "teams", rows, partial(_fact, value_in(named, name) or name))
            for name, rows in tables
        ]
    )


async def _fact(employer: str, record: Record) -> StaffFact:
    return StaffFact(
        employer=employer,
        name=record.needed("name"),
        email=record.needed("email"),
        role=record.text("role"),
        status=record.text("status"),
        invited=await record.day("invited"),
    )
