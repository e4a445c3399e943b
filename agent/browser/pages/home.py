"""`ia-home` and `pecos-home`: where the other pages are, and what the portal says of its sessions."""

from agent.browser.reading import Reader
from agent.model.facts import SessionFacts


async def read(reader: Reader) -> SessionFacts:
    await reader.one("associates")
    return SessionFacts(limit_minutes=await reader.stated("session_limit"))


async def check_links(reader: Reader) -> None:
    """Whether the ways on from I&A are where a person would look for them."""
    for name in ("profile", "pecos", "sign_out"):
        await reader.one(name)
