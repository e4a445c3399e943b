"""When the portal was expected to be away, and what one look says of its uptime."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.counted import Counted, counted_as
from agent.model.look import Look
from agent.model.window import Window
from agent.windows import covering, spans


class Closure(Frozen):
    """A maintenance window as it came round: what is left out of availability."""

    name: str
    why: str
    start: AwareDatetime
    end: AwareDatetime


def closures(windows: Iterable[Window], since: datetime, until: datetime) -> tuple[Closure, ...]:
    """In order, and with their whole length where they began before `since` or end after `until`."""
    found = (
        Closure(name=window.name, why=window.why, start=held.start, end=held.end)
        for window in windows
        for held in spans(window, since, until)
    )
    return tuple(sorted(found, key=attrgetter("start", "end")))


def counted(look: Look, windows: Iterable[Window]) -> Counted:
    """What one look counts as, as far as is known when it ends: in `windows` it counts for nothing."""
    return Counted.IN_WINDOW if covering(windows, look.started) else counted_as(look.verdict)
