"""A security check that only a person should pass."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.exchange import Answer, Exchange
from mock_portal.faults.base import Fault, Turn
from mock_portal.seeded import Draws


class Captcha(Fault):
    """The sign-in page shows distorted characters and wants them typed."""

    name: ClassVar[str] = "captcha"
    description: ClassVar[str] = "Sign-in asks to type the characters of a picture."

    async def arrive(self, exchange: Exchange, turn: Turn) -> Answer | None:
        """Ask for the same characters on every try, so that the form that was sent can be judged."""
        letters = Draws(turn.seed, "captcha")
        exchange.hindrances.captcha = "".join(letters.pick("ACDEFHJKMNPRTWXY3479") for _ in range(5))
        return None
