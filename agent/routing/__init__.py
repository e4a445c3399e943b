"""Who is told of what, and when: at once, as working hours begin, or in the digest of a day. Pure."""

from agent.routing.deciding import About, Routing, matches, pace_of
from agent.routing.faults import FAULT_OF, fault_of
from agent.routing.gaps import gaps
from agent.routing.hours import opening

__all__ = ["FAULT_OF", "About", "Routing", "fault_of", "gaps", "matches", "opening", "pace_of"]
