"""Ports of the loopback for the servers that tests start."""

import socket

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
