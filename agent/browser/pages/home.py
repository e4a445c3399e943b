"""`ia-home` and `pecos-home`: where the other pages are, what waits, and what the portal says of sessions."""

from dataclasses import dataclass, field

from agent.browser.reading import Reader
from agent.model.facts import SessionFacts

DOORS = ("signatures", "revalidations", "fees")


@dataclass(frozen=True)
class Home:
    """How many signatures, revalidations and fees wait behind their doors; None where that cannot be read."""

    session: SessionFacts = field(default_factory=SessionFacts)
    signatures: int | None = None
    revalidations: int | None = None
    fees: int | None = None


async def read(reader: Reader) -> Home:
    await reader.there("associates")
    limit = await reader.stated("session_limit")
    counts = {name: await reader.stated(name) for name in DOORS}
    return Home(SessionFacts(limit_minutes=limit), **counts)


async def check_links(reader: Reader) -> None:
    """Whether the ways on from I&A are where a person would look for them."""
    for name in ("profile", "pecos", "sign_out"):
        await reader.there(name)
