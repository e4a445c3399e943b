"""`ia-profile`: the days left of the password."""

from agent.browser.reading import Reader
from agent.model.facts import PasswordFacts


async def read(reader: Reader) -> PasswordFacts:
    """0 days left is expired (S4, W33: the number stands in the password section)."""
    return PasswordFacts(days_left=await reader.number("days_left"))
