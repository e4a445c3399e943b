"""One authenticator code, one use: the portal refuses a code that it has seen."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr

from agent.model.clock import Clock
from agent.store import Store, UsedCode

WINDOW_SECONDS = 30  # RFC 6238's default, and the portal's


@dataclass(frozen=True)
class CodeGuard:
    """Hands out an account's code at most once a window.

    The window is the machine's, as the code is; whether it was used already counts in `clock`'s time, as
    the portal's memory does.
    """

    store: Store
    clock: Clock

    async def next_code(self, account: str, current: Callable[[], SecretStr]) -> SecretStr:
        """A code not typed before; waits for the next window, at most 30 s, where this one is spent."""
        last = await asyncio.to_thread(self.store.last_code, account)
        if last and self._spent(last):
            await asyncio.sleep(_seconds_to_next_window())
        code = await asyncio.to_thread(current)
        # Noted after the code was made: should the window turn in between, one is waited for too many.
        await asyncio.to_thread(self._remember, account, _window())
        return code

    def _spent(self, last: UsedCode) -> bool:
        return _window() <= last.window and self.clock() - last.at < timedelta(seconds=WINDOW_SECONDS)

    def _remember(self, account: str, window: int) -> None:
        with self.store.writing() as unit:
            unit.code_used(account, window, self.clock())


def _window() -> int:
    return int(time.time() // WINDOW_SECONDS)


def _seconds_to_next_window() -> float:
    return WINDOW_SECONDS - time.time() % WINDOW_SECONDS + 0.05
