"""Waiting for a condition, and finding a free port."""

import socket
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


_given: set[int] = set()


def free_port() -> int:
    """A port of the loopback that nothing listens on now; never one that was given before."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        if port in _given:  # given, and not listened on yet
            return free_port()
    _given.add(port)
    return port
