"""A maintenance window: when the portal is expected not to be there."""

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.clock import ZoneName
from agent.model.duration import Duration


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Once(Frozen):
    """From `start` until before `end`."""

    start: AwareDatetime
    end: AwareDatetime


class Weekly(Frozen):
    """On each of `days` at the time of day `at`, for `lasting`, which may reach into the next days."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    at: time
    lasting: Duration

    @field_validator("at")
    @classmethod
    def _is_hour_and_minute(cls, at: time) -> time:
        if at.tzinfo is not None or at.second or at.microsecond:
            raise ValueError('write hour and minute, such as "22:00"; the zone is `time_zone`')
        return at


class Cron(Frozen):
    """`fields` are minute, hour, day of the month, month and weekday; where both days are said, both hold."""

    fields: str
    lasting: Duration


class Window(Frozen):
    """Of one of three kinds. Times of day are the wall clock's in `time_zone`; `lasting` is elapsed time."""

    name: str = Field(min_length=1, max_length=80)
    why: str = Field(min_length=1)
    time_zone: ZoneName
    once: Once | None = None
    weekly: Weekly | None = None
    cron: Cron | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @model_validator(mode="after")
    def _of_one_kind(self) -> "Window":
        if sum(kind is not None for kind in (self.once, self.weekly, self.cron)) != 1:
            raise ValueError("a window is either `once`, `weekly` or `cron`: give one of them")
        return self


class Span(Frozen):
    """One time that a window comes round: from `start` until before `end`."""

    start: AwareDatetime
    end: AwareDatetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end
