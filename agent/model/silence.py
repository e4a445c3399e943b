"""A silence: incidents that match it are followed, and told nobody while it lasts."""

from datetime import UTC, datetime
from fnmatch import fnmatchcase

from pydantic import AwareDatetime, Field, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.incident import Incident


class Silence(Frozen):
    """Made by a person. Each matcher is a shell-style pattern such as `portal-*`; null matches anything.

    A pattern for the account never matches an incident that has none, as the portal's own.
    """

    id: str
    rule: str | None = None
    account: str | None = None
    subject: str | None = None
    severity: str | None = None
    until: AwareDatetime
    why: str = Field(min_length=1)
    who: str = Field(min_length=1)
    made: AwareDatetime
    ended: AwareDatetime | None = None  # when somebody ended it before its time

    @field_validator("until", "made", "ended")
    @classmethod
    def _in_utc(cls, moment: datetime | None) -> datetime | None:
        """In one zone Python compares what the clocks show, which is an hour off as they change."""
        return moment and moment.astimezone(UTC)

    @model_validator(mode="after")
    def _not_of_everything(self) -> "Silence":
        if not any((self.rule, self.account, self.subject, self.severity)):
            raise ValueError("a silence must say of what: give a rule, account, subject or severity")
        return self

    @model_validator(mode="after")
    def _lasts_at_all(self) -> "Silence":
        if self.until <= self.made:
            raise ValueError("a silence must end after it was made: give a later time")
        return self

    def matches(self, incident: Incident) -> bool:
        asked = (
            (self.rule, incident.rule),
            (self.account, incident.account),
            (self.subject, incident.subject),
            (self.severity, incident.finding.severity),
        )
        return all(
            not pattern or (value is not None and fnmatchcase(value, pattern)) for pattern, value in asked
        )

    def lasts(self, now: datetime) -> bool:
        end = min(self.until, self.ended or self.until)
        return self.made <= now < end
