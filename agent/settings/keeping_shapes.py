"""The shapes of `[keeping]` and `[backup]`: how long what is kept, and what is kept beside it."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.clock import ZoneName
from agent.model.duration import duration
from agent.model.window import Weekday, Weekly, Window

_NEVER = "never"
_YEAR = timedelta(days=365.25)
_SHORTEST_AUDIT = 6 * _YEAR  # GK: what a practice must show of who saw what, it must show for six years


def _kept(text: object) -> object:
    """None is for good."""
    return None if text in (None, _NEVER) else duration(text)


Kept = Annotated[Annotated[timedelta, Field(ge=timedelta(days=1))] | None, BeforeValidator(_kept)]
"""How long: a day at least, or `"never"` taken away, which is None."""

_NO_LONGER = (
    ("timings", "slots", "due times are counted with the looks they ended in"),
    ("timings", "looks", "they are of a look"),
    ("timings", "rollups", "roll-ups are what is left of them"),
    ("evidence", "looks", "it is of a look"),
    ("facts", "looks", "they are of a look"),
    ("alerts", "incidents", "they are of an incident"),
)


class KeepingSettings(Frozen):
    """How long each kind is kept; no document says how long, so all are our own.

    `evidence` shows real people: no longer than a help desk's question about it may take. `timings` (page
    timings, and probes, of which there is one a minute) are counted by the hour before they go. `facts`,
    `looks`, `slots` and `alerts` cover a year and a month, so that a year can be held against the same month
    of the one before. `incidents` and `rollups` cover a revalidation's five years (002-33).
    """

    evidence: Kept = timedelta(days=90)
    timings: Kept = timedelta(days=90)
    facts: Kept = timedelta(days=400)
    looks: Kept = timedelta(days=400)
    slots: Kept = timedelta(days=400)
    alerts: Kept = timedelta(days=400)
    incidents: Kept = timedelta(days=1827)
    rollups: Kept = timedelta(days=1827)
    audit: Kept = None

    @field_validator("audit")
    @classmethod
    def _audit_for_years(cls, kept: timedelta | None) -> timedelta | None:
        if kept is not None and kept < _SHORTEST_AUDIT:
            raise ValueError('the audit is kept for six years at least: "never", or "2192d" and more')
        return kept

    @model_validator(mode="after")
    def _parts_no_longer_than_the_whole(self) -> "KeepingSettings":
        for part, whole, why in _NO_LONGER:
            shorter, longer = getattr(self, part), getattr(self, whole)
            if longer is not None and (shorter is None or shorter > longer):
                raise ValueError(f"keeping.{part} must not be longer than keeping.{whole}: {why}")
        return self


class BackupSettings(Frozen):
    """A backup a day, at the time of day `at`, into the folder `to`; the newest `keep` stay there.

    Not `daily`: none is made, and none is missed.
    """

    daily: bool = True
    to: Path = Path("data/backups")
    at: time = time(3, 30)  # our own: between the day's work and the morning's digest
    time_zone: ZoneName | None = None  # null: the portal's
    keep: int = Field(14, ge=1)  # our own: two weeks to notice that something was lost

    def window(self, time_zone: str) -> Window:
        """It begins whenever a backup is due. `time_zone` is the portal's."""
        weekly = Weekly(days=tuple(Weekday), at=self.at, lasting=timedelta(minutes=1))
        zone = self.time_zone or time_zone
        return Window(name="backup", why="a backup is due", time_zone=zone, weekly=weekly)
