"""`enrollments`: what one associate is enrolled in."""

from dataclasses import dataclass

from agent.browser.reading import Reader
from agent.browser.rows import Row
from agent.model.facts import EnrollmentFact
from agent.model.look import Reason
from agent.model.verdict import Cause

OPTIONAL = ("form", "state", "status")


@dataclass(frozen=True)
class Enrollments:
    """`not_read` names the fields of `EnrollmentFact`, or `enrollments` itself, that could not be read."""

    listed: tuple[EnrollmentFact, ...]
    not_read: tuple[str, ...] = ()


async def read(reader: Reader, npi: str) -> Enrollments:
    """The enrollments of the associate with this NPI; none at all where the page shows another's."""
    shown = await reader.value("npi")
    if shown is not None and shown != npi:
        reader.problems.append(_other_provider(reader, npi))
    if shown != npi:
        return Enrollments((), ("enrollments",))
    rows = await reader.rows("list")
    count = await reader.stated("showing")
    if rows is not None and count is not None and count != len(rows):
        reader.unreadable("showing", f"says {count} enrollments and the page shows {len(rows)}")
    listed = tuple(fact for row in rows or () if (fact := _fact(row, npi)))
    return Enrollments(listed, _not_read(rows, count, listed))


def _fact(row: Row, npi: str) -> EnrollmentFact | None:
    if (found := row["id"]) is None:
        return None
    fields = {name: cell.text for name in OPTIONAL if (cell := row[name])}
    return EnrollmentFact(id=found.text, npi=npi, **fields)


def _not_read(
    rows: tuple[Row, ...] | None, count: int | None, listed: tuple[EnrollmentFact, ...]
) -> tuple[str, ...]:
    if rows is None or count != len(listed):
        return ("enrollments",)
    return tuple(f"enrollments.{name}" for name in OPTIONAL if any(row[name] is None for row in rows))


def _other_provider(reader: Reader, npi: str) -> Reason:
    return Reason(
        cause=Cause.OTHER_PROVIDER,
        what=f"The page of the associate with NPI {npi} shows another provider's data; none of it was kept",
        where=reader.where,
        do="report it to the portal's help desk at once, with the time and the request; do not open the page",
    )
