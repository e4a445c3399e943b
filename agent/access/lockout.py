"""Who tries too often waits, longer each time: by name, and by address. Pure."""

from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from agent.model.access import Tries

FORGOTTEN_AFTER = timedelta(hours=24)
"""Without a failure for so long, nothing is held against a name or an address."""

FREE_BY_NAME, FREE_BY_ADDRESS = 5, 20
"""Failures in a row before the first wait; many people may share an address."""

FREE_TO_RECORD = 200
"""Refusals of a kind from an address that are put on record one by one; after that one a wait."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_DOUBLINGS = 6  # enough to reach the longest wait


def wait_after(failures: int, free: int) -> timedelta:
    """None while `free`, then one minute, and twice as long after each further failure."""
    if failures < free:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - free, _DOUBLINGS)), LONGEST_WAIT)


def locked_until(tries: Tries | None, free: int, now: datetime) -> datetime | None:
    """When the next try counts; null where one counts now. A clock that stepped back locks nobody longer."""
    if tries is None:
        return None
    wait = wait_after(tries.failures, free)
    if not wait or tries.last > now + FORGOTTEN_AFTER:
        return None
    until = min(tries.last, now) + wait
    return until if now < until else None


def after_failure(tries: Tries | None, now: datetime) -> Tries:
    if tries is None or now - tries.last >= FORGOTTEN_AFTER:
        return Tries(failures=1, last=now)
    return Tries(failures=tries.failures + 1, last=now)


def after_success(tries: Tries) -> Tries:
    """Of an address: the try that was counted before it was looked at was no failure; others' stand."""
    return tries.model_copy(update={"failures": max(tries.failures - 1, 0)})


def name_subject(name: str) -> str:
    """A digest: a password typed in the wrong field is not to be kept."""
    return f"name {sha256(name.encode('utf-8', 'replace')).hexdigest()[:32]}"


def address_subject(address: str) -> str:
    """A host of IPv6 has a network of 64 bits to itself: its addresses count as one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "address unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return f"address {parsed.ipv4_mapped}"
        return f"address {ip_network((parsed, 64), strict=False)}"
    return f"address {parsed}"
