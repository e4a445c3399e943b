"""Thresholds of the rules, with their defaults and where they come from (domain.md, section 7)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from agent.model.base import Frozen
from agent.model.finding import Severity
from agent.model.ladder import Age, Countdown, Rung


def _rungs(
    information: tuple[int, ...] = (), warning: tuple[int, ...] = (), critical: tuple[int, ...] = ()
) -> tuple[Rung, ...]:
    return (
        *(Rung(days=days, severity=Severity.INFORMATION) for days in information),
        *(Rung(days=days, severity=Severity.WARNING) for days in warning),
        *(Rung(days=days, severity=Severity.CRITICAL) for days in critical),
    )


class Policy(Frozen):
    """What counts as wrong, and when. Days are calendar days at the portal.

    A countdown's stages fall by days left, an age's rise by days passed; each has a severity.
    """

    off: tuple[str, ...] = ()  # rules by name that are not to judge

    # password, account and session
    password_information_days: int = Field(14, ge=0)  # S2, S4: a password lives 60 days
    password_warning_days: int = Field(7, ge=0)
    password_critical_days: int = Field(1, ge=0)
    password_life_days: int = Field(60, ge=1)  # S2, S4
    password_reminder_every_days: int | None = Field(None, ge=1)  # the practice's own reminder, if it has one
    account_idle_days: int = Field(365, ge=1)  # S2: then it must be verified anew
    account_idle: Age = _rungs(warning=(300,), critical=(350,))
    security_questions_days: int = Field(730, ge=1)  # S0: now and then
    session_limit_minutes: int = Field(30, gt=0)  # S0
    session_losses: int = Field(3, ge=1)  # more than this many ...
    session_visits: int = Field(10, ge=1)  # ... of this many visits lost their session
    oldest_browsers: dict[str, int] = Field(
        default_factory=lambda: {"chrome": 128, "msedge": 128, "chromium": 128, "firefox": 128}
    )  # major versions; S0 says the latest of Chrome, Firefox and Edge

    # access
    connection_age: Age = _rungs(information=(0,), warning=(10,))
    connection_left: Countdown = _rungs(critical=(5,))
    connection_days: int = Field(30, ge=1)  # S3: then it is rejected by itself
    lapsed_days: int = Field(30, ge=0)  # how long a request or invitation that ran out is still told
    access_people: int = Field(2, ge=1)  # S2: people with AO or surrogate access to a provider
    access_managers_most: int = Field(0, ge=0)  # S0: beside an Authorized Official, for who needs one says so
    access_review_days: int | None = Field(None, ge=7)  # S0 says regularly, not how often: the practice's own
    invitation_days: int = Field(30, ge=1)
    invitation_age: Age = _rungs(information=(2,), warning=(14,))
    invitation_left: Countdown = _rungs(critical=(2,))
    access_waiting_working_days: int = Field(10, ge=1)  # S3, G8: an approval that takes longer is stale

    # applications
    application_age: Age = _rungs(information=(15,), warning=(45,), critical=(50,))  # W18: more than so long
    draft_age: Age = _rungs(information=(7,), warning=(30,))  # S0: save often
    corrections_left: Countdown = _rungs(critical=(30, 15, 7, 3, 1))  # W17, W22
    corrections_days: int = Field(30, ge=1)  # W17: to answer a request for corrections
    signature_days: int = Field(20, ge=1)  # W14
    outcome_days: int = Field(30, ge=0)  # how long an application that ended badly is told of
    signature_age: Age = _rungs(information=(0,), warning=(7,))
    signature_left: Countdown = _rungs(critical=(5,))  # W14: 20 calendar days
    fee_left: Countdown = _rungs(critical=(30, 7, 3, 1))  # W11, W28
    validation_age: Age = _rungs(information=(0,), warning=(7,))  # how long a portal finding may stand
    repeated_error_looks: int = Field(3, ge=2, le=4)  # the same system error, in a row; four looks are kept

    # revalidation and deactivation
    revalidation_window_months: int = Field(6, ge=0, le=60)  # S2: not more than six months early; W13 has 7
    revalidation_left: Countdown = _rungs(information=(180,), warning=(90, 60), critical=(30, 14, 7, 1, 0))
    revalidation_internal_days: int = Field(30, ge=0)  # S2: the practice's own deadline before the due date
    stay_days: int = Field(60, ge=1)  # W26: at most
    stay_missed_days: int = Field(30, ge=1)  # W23: of a stay for a missed revalidation
    stay_left: Countdown = _rungs(critical=(60, 30, 14, 7, 3, 1))
    non_billing_months: int = Field(12, ge=1)  # S2, W10; sources disagree, so it can be set
    non_billing_left: Countdown = _rungs(information=(90,), warning=(60,), critical=(30, 7, 1))
    report_short_days: int = Field(30, ge=1)  # W38: ownership, adverse action, practice location
    report_short_age: Age = _rungs(information=(0,), warning=(20,), critical=(27,))
    report_long_days: int = Field(90, ge=1)  # W38: everything else
    report_long_age: Age = _rungs(information=(0,), warning=(75,), critical=(85,))
    rebuttal_days: int = Field(15, ge=1)  # W15
    corrective_action_days: int = Field(35, ge=1)  # W15, Noridian
    reconsideration_days: int = Field(65, ge=1)
    appeal_left: Countdown = _rungs(critical=(65, 30, 14, 7, 3, 1))

    # papers
    certificate_left: Countdown = _rungs(information=(30,), warning=(14,), critical=(7, 1))  # S0
    paper_left: Countdown = _rungs(information=(90,), warning=(60,), critical=(30, 7, 1))  # S2
    likely_decision_days: int = Field(50, ge=0)  # W18: all web applications are decided by then

    # public data
    public_changed_after_days: int = Field(14, ge=0)  # how old an NPPES change must be to be compared
    public_unread_looks: int = Field(3, ge=2, le=4)  # looks in a row before it is worse; four are kept

    # looks
    availability_failures: int = Field(2, ge=1, le=20)  # looks in a row that open portal-availability ...
    availability_of: int = Field(3, ge=1, le=20)  # ... or so many ...
    availability_within: int = Field(5, ge=1, le=20)  # ... of the last so many; twenty earlier are kept
    slow_looks: int = Field(2, ge=1, le=20)  # looks in a row that open portal-response-time ...
    slow_of: int = Field(3, ge=1, le=20)  # ... or so many ...
    slow_within: int = Field(5, ge=1, le=20)  # ... of the last so many
    recover_probes: int = Field(2, ge=1, le=20)  # good in a row that end it; one good visit does too
    not_looked_intervals: int = Field(2, ge=1)
    backup_hours: int = Field(26, ge=1, le=87_840)  # S0: daily; two hours for one that is late
    time_zone: str = "America/New_York"  # always that of [portal]
    visit_interval: timedelta = timedelta(hours=4)  # always that of [schedule]
    visit_jitter: timedelta = timedelta(0)  # the same: by how much a visit may be put off

    # incidents
    flap_times: int = Field(3, ge=2, le=20)  # openings of one rule and subject that are told as one ...
    flap_hours: int = Field(6, ge=1, le=168)  # ... within so long
    flap_quiet_hours: int = Field(2, ge=1, le=168)  # well for so long: it flaps no more, and is resolved
    remind_hours: int = Field(24, ge=1, le=87_840)  # before the first reminder of a critical one nobody took
    remind_longest_hours: int = Field(168, ge=1, le=87_840)  # each gap is twice the one before, up to this
    acknowledged_remind_hours: int = Field(72, ge=1, le=87_840)  # the first gap once somebody took it

    @model_validator(mode="after")
    def _stages_follow_each_other(self) -> "Policy":
        stages = (self.password_information_days, self.password_warning_days, self.password_critical_days)
        if list(stages) != sorted(stages, reverse=True):
            raise ValueError("password days must fall from information to warning to critical")
        return self

    @model_validator(mode="after")
    def _no_more_looks_than_are_counted(self) -> "Policy":
        for name, of, within in (
            ("availability", self.availability_of, self.availability_within),
            ("slow", self.slow_of, self.slow_within),
        ):
            if of > within:
                raise ValueError(f"{name}_of ({of}) must not be more than {name}_within ({within})")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """The calendar day at the portal."""
        return now.astimezone(self.zone).date()
