"""A portal whose authenticator clock is wrong."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn


class MfaSkew(Fault):
    """Codes are checked against the machine's clock moved by `seconds`."""

    name: ClassVar[str] = "mfa-skew"
    description: ClassVar[str] = (
        "Verification codes are checked against a clock that is wrong by some seconds."
    )

    seconds: float = Field(default=120, ge=-86_400, le=86_400)

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Shift the code check."""
        exchange.hindrances.code_skew_seconds = self.seconds
        return None
