"""How long a session lives. Pure."""

from datetime import datetime, timedelta

from agent.model.access import Session

IDLE = timedelta(minutes=30)
"""Without anything done for so long it is over."""

LONGEST = timedelta(hours=12)
"""A shift: after that, whoever is there signs in again."""

NOTED_EVERY = timedelta(minutes=1)
"""That something was done is written down no more often."""


def lives(session: Session, now: datetime) -> bool:
    """Not before it began, either: a clock that was set back a day does not lengthen it by one."""
    return now - session.seen < IDLE and -NOTED_EVERY <= now - session.began < LONGEST


def is_to_note(session: Session, now: datetime) -> bool:
    return now - session.seen >= NOTED_EVERY
