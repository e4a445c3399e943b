"""Waiting for a condition."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.3  # seconds between two looks: a long wait is not looked at as often


def eventually(look: Callable[[], T], within: float = 20.0, *, what: str = "") -> T:
    """Look until the answer is true, and give it; AssertionError with the last answer after `within` s."""
    deadline, pause = time.monotonic() + within, FIRST_PAUSE
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what or look}; last seen: {seen!r}")
        time.sleep(pause)
        pause = min(1.2 * pause, LONGEST_PAUSE)
    return seen
