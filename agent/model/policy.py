"""Thresholds of the rules, with their defaults."""

from datetime import timedelta

from pydantic import Field, model_validator

from agent.model.base import Frozen


class Policy(Frozen):
    """What counts as wrong, and when. Days are calendar days at the portal."""

    password_information_days: int = Field(14, ge=0)  # S2, S4: a password lives 60 days
    password_warning_days: int = Field(7, ge=0)
    password_critical_days: int = Field(1, ge=0)
    session_limit_minutes: int = Field(30, gt=0)  # S0
    session_losses: int = Field(3, ge=1)  # more than this many ...
    session_visits: int = Field(10, ge=1)  # ... of this many visits lost their session
    availability_failures: int = Field(2, ge=1)  # looks in a row before portal-availability opens
    slow_looks: int = Field(2, ge=1)  # looks in a row before portal-response-time opens
    not_looked_intervals: int = Field(2, ge=1)
    time_zone: str = "America/New_York"  # always that of [portal]
    visit_interval: timedelta = timedelta(hours=4)  # always that of [schedule]
    remind_hours: int = Field(24, ge=1)  # between reminders of a critical incident nobody took

    @model_validator(mode="after")
    def _stages_follow_each_other(self) -> "Policy":
        stages = (self.password_information_days, self.password_warning_days, self.password_critical_days)
        if list(stages) != sorted(stages, reverse=True):
            raise ValueError("password days must fall from information to warning to critical")
        return self
