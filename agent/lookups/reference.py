"""Does anything else answer? If not, a portal that does not answer is our own network's fault."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from agent.model.look import Reason
from agent.model.verdict import Cause, Verdict

_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_and_port(url: str) -> str:
    """`host:port` of a web address."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


async def any_answers(hosts: Sequence[str], patience: float = 3.0) -> bool:
    """Whether at least one `host:port` accepts a connection within `patience` seconds."""
    tries = [asyncio.ensure_future(_answers(host, patience)) for host in hosts]
    try:
        for finished in asyncio.as_completed(tries):
            if await finished:
                return True
        return False
    finally:
        for attempt in tries:
            attempt.cancel()
        await asyncio.gather(*tries, return_exceptions=True)


async def _answers(host_port: str, patience: float) -> bool:
    host, _, port = host_port.rpartition(":")
    try:
        async with asyncio.timeout(patience):
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def blamed(reasons: Sequence[Reason], hosts: Sequence[str]) -> tuple[Reason, ...]:
    """`reasons`, and our own network as one more where the portal fails and no reference host answers."""
    down = [reason for reason in reasons if reason.verdict is Verdict.PORTAL_DOWN]
    if not down or await any_answers(hosts):
        return tuple(reasons)
    own = Reason(
        cause=Cause.NO_REFERENCE,
        what="neither the portal nor any reference host answers",
        where=", ".join(hosts),
        do="check this machine's network, and whether the reference hosts are up",
    )
    return (*reasons, own)
