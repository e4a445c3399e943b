"""Until when the portal's maintenance page says that it lasts."""

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.browser.contract import PageContract
from agent.browser.dates import Dates
from agent.model.clock import moment_of


def stated_end(paragraphs: Iterable[str], contract: PageContract, zone: ZoneInfo) -> datetime | None:
    """The end in UTC; None where the page does not say it, or not as the contract has it.

    A time that the portal's clocks show twice is the first: who is told an hour early loses nothing.
    """
    pattern = contract.signs.maintenance_until
    said = next((found for text in paragraphs if pattern and (found := re.search(pattern, text))), None)
    if said is None:
        return None
    formats = contract.formats
    wall = Dates(formats, zone).read(said["value"], formats.moment)
    return None if wall is None else moment_of(wall, zone)
