"""`my-associates`: the people and organizations whose enrollments the account may see."""

from dataclasses import dataclass

from agent.browser.reading import Reader
from agent.browser.rows import Row

LISTS = ("individuals", "organizations")


@dataclass(frozen=True)
class Associate:
    """Known by the NPI alone; `link` leads to the enrollments."""

    npi: str
    link: str


@dataclass(frozen=True)
class Associates:
    """`complete` is False where the page shows fewer than it says, or some of them cannot be read."""

    listed: tuple[Associate, ...]
    complete: bool


async def read(reader: Reader) -> Associates:
    rows: list[Row] = []
    for name in LISTS:
        rows += await reader.rows(name) or ()
    count = await reader.stated("showing")
    if count is not None and count != len(rows):
        reader.unreadable("showing", f"says {count} associates and the page shows {len(rows)}")
    listed = tuple(associate for row in rows if (associate := _associate(reader, row)))
    return Associates(listed, complete=not reader.problems)


def _associate(reader: Reader, row: Row) -> Associate | None:
    npi, action = row["npi"], row["action"]
    if npi is None or action is None:
        return None
    if action.link is None:
        reader.unreadable("showing", "has an associate without a link to the enrollments")
        return None
    return Associate(npi.text, action.link)
