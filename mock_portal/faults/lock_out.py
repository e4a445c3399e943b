"""An account that the portal calls locked."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class LockOut(Fault):
    """The sign-in page says locked whatever is typed; the account itself stays as it is."""

    name: ClassVar[str] = "lock-out"
    description: ClassVar[str] = "Every sign-in is answered as if the account were locked."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Judge as locked."""
        exchange.hindrances.locked_out = True
        return None
