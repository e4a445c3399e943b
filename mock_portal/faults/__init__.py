"""Every fault the portal can have: those that work by themselves, and those that switch one on and off."""

from __future__ import annotations

from mock_portal.faults.base import Fault
from mock_portal.faults.flapping import Flapping
from mock_portal.faults.half_of_two_servers import HalfOfTwoServers
from mock_portal.faults.plain import PLAIN

_ALL: tuple[type[Fault], ...] = (*PLAIN, Flapping, HalfOfTwoServers)
FAULTS: dict[str, type[Fault]] = {fault.name: fault for fault in _ALL}
