"""What an ended look counts as, where the portal's uptime is reckoned."""

from enum import StrEnum

from agent.model.verdict import Verdict


class Counted(StrEnum):
    """Availability is up and slow over up, slow and down; the others say nothing of it."""

    UP = "up"
    SLOW = "slow"  # up, and over its budget
    DOWN = "down"
    OWN_FAULT = "own_fault"  # nothing was seen, for the fault was ours
    IN_WINDOW = "in_window"  # maintenance that was announced, in the settings or by the portal itself


def counted_as(verdict: Verdict) -> Counted:
    """Outside of windows. A changed page or a refused account is still a portal that answers."""
    match verdict:
        case Verdict.PORTAL_DOWN:
            return Counted.DOWN
        case Verdict.OWN_FAULT:
            return Counted.OWN_FAULT
        case Verdict.PORTAL_SLOW:
            return Counted.SLOW
    return Counted.UP
