"""Who is told of what, and when: routes, the hours in which people work, and what a channel is for."""

from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.clock import ZoneName
from agent.model.finding import Severity
from agent.model.verdict import Verdict
from agent.model.window import Weekday

WORKING_DAYS = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)


class Duty(StrEnum):
    """Whose work a channel reaches."""

    CREDENTIALING = "credentialing"  # account_problem goes here
    OPERATIONS = "operations"  # own_fault goes here


class Pace(StrEnum):
    """When a route tells."""

    ALWAYS = "always"  # at once, at any hour
    WORKING = "working"  # at once in working hours, else as they begin
    DIGEST = "digest"  # with all else of the day, in one message


PACE_OF = {
    Severity.CRITICAL: Pace.ALWAYS,
    Severity.WARNING: Pace.WORKING,
    Severity.INFORMATION: Pace.DIGEST,
}
"""Where no route says otherwise."""


class Hours(Frozen):
    """On `days`, by the wall clock of `time_zone`, from `begin` until before `end`.

    Hours that end no later than they begin go on past midnight, and belong to the day on which they begin.
    """

    days: tuple[Weekday, ...] = Field(WORKING_DAYS, min_length=1)
    begin: time = Field(time(8), alias="from")
    end: time = Field(time(17), alias="to")
    time_zone: ZoneName = "America/New_York"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @field_validator("begin", "end")
    @classmethod
    def _is_hour_and_minute(cls, at: time) -> time:
        return hour_and_minute(at)

    @model_validator(mode="after")
    def _last_at_all(self) -> "Hours":
        if self.begin == self.end:
            raise ValueError('`from` and `to` are the same: for any hour say hours = "always"')
        return self


class WorkingHours(Hours):
    """When warnings are told, and the digest of each of `days`: at `digest`, or as the hours begin."""

    digest: time | None = None

    @property
    def digest_at(self) -> time:
        return self.digest or self.begin

    @property
    def hours(self) -> Hours:
        return Hours.model_validate(self.model_dump(by_alias=True, exclude={"digest"}))

    @field_validator("digest")
    @classmethod
    def _digest_is_hour_and_minute(cls, at: time | None) -> time | None:
        return at and hour_and_minute(at)

    @model_validator(mode="after")
    def _digest_is_within(self) -> "WorkingHours":
        past_midnight = self.end < self.begin
        if self.digest_at < self.begin or (self.digest_at >= self.end and not past_midnight):
            raise ValueError("`digest` must lie within the hours, for it is nothing to be woken by")
        return self


def hour_and_minute(at: time) -> time:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError('write hour and minute, such as "08:00"; the zone is `time_zone`')
    return at


class Route(Frozen):
    """What matches all that is given goes to `channels`; what is empty matches anything.

    `rule` and `account` are shell-style patterns; one for the account never matches what is of no account,
    as the portal being down. Without `channels` it goes where it would without routes; with none to nobody.
    Without `hours` it goes as its severity does (`PACE_OF`); so do what is critical and information, unless
    `severity` names them.
    """

    verdict: tuple[Verdict, ...] = ()
    rule: tuple[str, ...] = ()
    severity: tuple[Severity, ...] = ()
    account: tuple[str, ...] = ()
    channels: tuple[str, ...] | None = None
    hours: Pace | Hours | None = None


class Recipient(Frozen):
    """A channel that can be told; `duty` where it is for one kind of work only."""

    name: str
    duty: Duty | None = None


class Telling(Frozen):
    """One channel is told from `due` on; `digest` is the day in whose digest, if it waits for one.

    Within `hours` only, if it has any: what could not be sent in time waits until they begin again.
    """

    channel: str
    due: AwareDatetime
    hours: Hours | None = None
    digest: date | None = None
