"""What a visit read, as it may be shown: unsealed for one account at a time, without taxpayer numbers.

Viewers may see it: it is what the portal shows of enrollments. No whole SSN or TIN leaves the seal, and no
address of a colleague's mailbox, which nobody needs here.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from agent.evidence import Safe
from agent.model.base import Frozen
from agent.model.errors import SealError, VaultError
from agent.model.facts import Facts
from agent.model.look import Look
from agent.model.taxpayer import TAXPAYER
from agent.packet.redact import REMOVED
from agent.store import Reads
from agent.views.lines import Trouble, trouble_of

_OWN_NUMBERS = frozenset(
    {"id", "npi", "asked", "enrollment_id", "ptan", "tracking_id", "case_number", "postal_code", "through"}
)
"""Fields of a number that the portal gives, or of an address, which may have nine digits too."""

_NUMBERED = frozenset({"ptans", "credentials"})
"""Lists whose rows carry such a number as `number`."""


class Seal(StrEnum):
    OPENED = "opened"  # the facts are there
    NONE = "none"  # no visit has read any yet
    CLOSED = "closed"  # they are there, and cannot be unsealed now


class Opened(Frozen):
    """The newest facts of an account: of which look, from when; `trouble` says why they stay shut."""

    seal: Seal
    look: str | None = None
    read: datetime | None = None
    facts: Facts | None = None
    trouble: Trouble | None = None


def newest_facts(reads: Reads, safe: Safe, account: str, before: datetime) -> Opened:
    """As the newest visit begun before then that read anything left them; one unsealing."""
    found = reads.last_look_with_facts(account, before)
    if found is None:
        return Opened(seal=Seal.NONE)
    return opened(safe, *found)


def opened(safe: Safe, look: Look, blob: bytes) -> Opened:
    """Vault away or sealed, or damaged data: a state to be shown, not an error."""
    try:
        facts = shown(safe.open_facts(blob, look.id))
    except (VaultError, SealError) as error:
        return Opened(seal=Seal.CLOSED, look=look.id, read=look.ended, trouble=trouble_of(error))
    return Opened(seal=Seal.OPENED, look=look.id, read=look.ended, facts=facts)


def shown(facts: Facts) -> Facts:
    """Without taxpayer numbers in any text, and without the mail addresses of staff."""
    return Facts.model_validate(_clean(facts.model_dump()))


def _clean(part: Any, field: str = "", of: str = "") -> Any:
    if isinstance(part, dict):
        return {key: _clean(value, key, field) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_clean(value, field, of) for value in part]
    if not isinstance(part, str) or field in _OWN_NUMBERS or (field == "number" and of in _NUMBERED):
        return part
    return REMOVED if field == "email" else TAXPAYER.sub(REMOVED, part)
