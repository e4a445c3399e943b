"""The last thing done to a packet before it is written: nothing hidden, and no number or name of a secret."""

import re
from collections.abc import Iterable
from typing import Any

from agent.alerts.plain import plain
from agent.model.taxpayer import TAXPAYER
from agent.packet.content import Packet

REMOVED = "[removed]"
SHORTEST = 3  # characters; to remove a shorter word would spoil other text
LONGEST = 2000
_OWN_NUMBERS = frozenset({"npi", "ptans", "tracking_id", "case_number", "enrollment_id"})
"""Fields that hold a number of the portal's own, which may have nine digits too."""


def redacted(packet: Packet, hidden: Iterable[str]) -> Packet:
    """With every text made plain; taxpayer numbers and the words in `hidden` (a user ID) taken out of it."""
    words = [re.escape(word) for word in hidden if len(word) >= SHORTEST]
    secrets = re.compile("|".join(words) or r"(?!)", re.IGNORECASE)
    return Packet.model_validate(_clean(packet.model_dump(), secrets))


def _clean(part: Any, secrets: re.Pattern[str], field: str = "") -> Any:
    if isinstance(part, dict):
        return {key: _clean(value, secrets, key) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_clean(value, secrets, field) for value in part]
    if not isinstance(part, str):
        return part
    text = secrets.sub(REMOVED, plain(part, LONGEST))
    return text if field in _OWN_NUMBERS else TAXPAYER.sub(REMOVED, text)
